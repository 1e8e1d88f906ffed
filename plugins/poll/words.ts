import type { Chat, Texts } from 'tenko';
import type { Poll } from './rules.ts';

/** The question, or that it was taken back. */
export const questionOf = ({ question }: Poll, texts: Texts): string =>
  question === '' ? texts.t('taken-back') : question;

/** The line that votes, as this poll's are typed. */
export function howToVote({ told, kind, number }: Poll, texts: Texts): string {
  const vote = kind === undefined ? '1' : { ranked: '2>1', weighted: '1x2', dates: texts.t('vote-dates') }[kind];
  return texts.t(told === undefined ? 'how-to-vote' : 'how-to-vote-secretly', { vote, number });
}

/** What is promised of an anonymous poll. Where votes are typed, everyone sees them: that is said, and not the contrary. */
export const whatAnonymousMeans = (chat: Pick<Chat, 'can'>, texts: Texts): string => {
  const canTap = chat.can('buttons');
  return texts.t(canTap ? 'what-anonymous-means' : 'what-anonymous-means-typed');
};

export const choiceOf = ({ choices }: Poll, index: number, texts: Texts): string =>
  choices[index] || texts.t('taken-back');

/** What a quoted card is about, as a member would type it. */
export const subjectOf = ({ number }: Poll): string => `#${number}`;

/** The time as it was understood, in full: whoever meant another one sees it at once. */
export const momentOf = (time: number, texts: Texts): string => texts.t('moment', { time: new Date(time) });

export const closesLine = ({ until }: Poll, texts: Texts): readonly string[] =>
  until === undefined ? [] : [texts.t('closes', { moment: momentOf(until, texts) })];
