import { inLine, type Bar, type Button, type Card, type Texts } from 'tenko';
import { wordFor } from './choose.ts';
import { missingLine, namesOf, type People } from './people.ts';
import type { Poll } from './rules.ts';
import { tally, type Count, type Tally } from './tally.ts';

/** The button stands beside the choice's whole text, so its own label may be short. */
const LABEL_GRAPHEMES = 10;
/** Names on a whole card: with many choices fewer each, so that the card stays within LINE's 30 KB. */
const NAMES_ON_CARD = 48;
const CHOICES_WITH_NAMES = 20;
const MISSING_ON_CARD = 8;
const LISTED_GRAPHEMES = 40;
const TIED_NAMED = 6;

export function pollCard(poll: Poll, texts: Texts, people: People): Card {
  const result = tally(poll);
  const values = { question: inLine(poll.question), number: poll.number, voters: result.voters };
  const bars = result.counts.map((count) => barOf(poll, count, result, texts, people));
  if (poll.closed) {
    const text = texts.t('closed-with', { result: resultLine(poll, result, texts) });
    return {
      type: 'card',
      title: poll.question,
      text,
      bars,
      footer: texts.t('how-to-reopen', values),
      alt: texts.t('alt', { ...values, text }),
    };
  }
  const status = [texts.t(poll.multiple ? 'status-many' : 'status-one', values), ...closesLine(poll, texts)];
  const missing = missingLine(Object.keys(poll.ballots), people, MISSING_ON_CARD, texts);
  return {
    type: 'card',
    title: poll.question,
    text: status.join('\n'),
    bars,
    buttons: [
      { label: texts.t('button-results'), command: `/poll results --poll ${poll.number}`, style: 'secondary' },
      { label: texts.t('button-missing'), command: `/poll missing --poll ${poll.number}`, style: 'secondary' },
      { label: texts.t('button-unvote'), command: `/poll unvote --poll ${poll.number}`, style: 'secondary' },
    ],
    footer: [...(missing === undefined ? [] : [missing]), texts.t('how-to-vote', values)].join('\n'),
    alt: texts.t('alt', { ...values, text: status.join(' · ') }),
  };
}

/** Tells those who have not voted; `missing` is the line that names them. */
export function reminderCard(poll: Poll, missing: string, texts: Texts): Card {
  const text = [missing, ...closesLine(poll, texts)];
  const values = { question: inLine(poll.question), number: poll.number, text: text.join(' · ') };
  return {
    type: 'card',
    title: poll.question,
    text: text.join('\n'),
    buttons: [{ label: texts.t('button-vote'), command: `/poll results --poll ${poll.number}`, style: 'primary' }],
    footer: texts.t('how-to-vote', values),
    alt: texts.t('reminder-alt', values),
  };
}

/** The open polls of the chat, each with its number. */
export function listCard(polls: readonly Poll[], texts: Texts): Card {
  return {
    type: 'card',
    title: texts.t('list-title'),
    text: polls.map((poll) => listLine(poll, texts)).join('\n'),
    footer: texts.t('list-footer'),
  };
}

export function listLine(poll: Poll, texts: Texts): string {
  const question = inLine(poll.question, LISTED_GRAPHEMES);
  return texts.t('list-line', { number: poll.number, question, voters: Object.keys(poll.ballots).length });
}

/** The time as it was understood, in full: whoever meant another one sees it at once. */
export const momentOf = (time: number, texts: Texts): string => texts.t('moment', { time: new Date(time) });

const closesLine = ({ until }: Poll, texts: Texts): readonly string[] =>
  until === undefined ? [] : [texts.t('closes', { moment: momentOf(until, texts) })];

/** Names the winner, the tie, or that nobody voted. */
function resultLine(poll: Poll, { counts, leaders, voters }: Tally, texts: Texts): string {
  const [first] = leaders;
  if (first === undefined) return texts.t('result-none');
  const count = counts[first]?.voters.length ?? 0;
  if (leaders.length === 1)
    return texts.t('result-winner', { choice: inLine(poll.choices[first] ?? ''), count, voters });
  const tied = leaders.slice(0, TIED_NAMED).map((index) => inLine(poll.choices[index] ?? '', LISTED_GRAPHEMES));
  const more = leaders.length - tied.length;
  const choices = texts.list(more === 0 ? tied : [...tied, texts.t('choices-more', { count: more })]);
  return texts.t('result-tie', { choices, count, voters });
}

function barOf(poll: Poll, { choice, voters, share }: Count, result: Tally, texts: Texts, people: People): Bar {
  const text = inLine(poll.choices[choice] ?? '');
  const most = poll.choices.length > CHOICES_WITH_NAMES ? 0 : Math.floor(NAMES_ON_CARD / poll.choices.length);
  const won = poll.closed && result.leaders.includes(choice);
  const button: Button = {
    label: inLine(text, LABEL_GRAPHEMES),
    command: `/poll vote ${wordFor(poll.choices, choice)} --poll ${poll.number}`,
  };
  return {
    label: `${choice + 1}. ${text}${won ? ' 🏆' : ''}`,
    share,
    value: texts.t('count', { count: voters.length, share }),
    ...(voters.length === 0 || most === 0 ? {} : { note: namesOf(voters, people, most, texts) }),
    ...(poll.closed ? {} : { button }),
  };
}
