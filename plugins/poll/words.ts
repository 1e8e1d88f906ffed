import type { Texts } from 'tenko';
import type { Poll } from './rules.ts';

/** The question, or that it was taken back. */
export const questionOf = ({ question }: Poll, texts: Texts): string =>
  question === '' ? texts.t('taken-back') : question;

export const choiceOf = ({ choices }: Poll, index: number, texts: Texts): string =>
  choices[index] || texts.t('taken-back');

/** What a quoted card is about, as a member would type it. */
export const subjectOf = ({ number }: Poll): string => `#${number}`;

/** The time as it was understood, in full: whoever meant another one sees it at once. */
export const momentOf = (time: number, texts: Texts): string => texts.t('moment', { time: new Date(time) });

export const closesLine = ({ until }: Poll, texts: Texts): readonly string[] =>
  until === undefined ? [] : [texts.t('closes', { moment: momentOf(until, texts) })];
