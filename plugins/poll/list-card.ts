import { inLine, type Card, type Texts } from 'tenko';
import type { Poll } from './rules.ts';
import { tally } from './tally.ts';
import { questionOf, subjectOf } from './words.ts';

const LISTED_GRAPHEMES = 40;
const BUTTONS = 10;
const BUTTON_GRAPHEMES = 14;

/** The open polls of the chat, each with its number; the newest can be tapped. */
export function listCard(polls: readonly Poll[], texts: Texts): Card {
  return {
    type: 'card',
    title: texts.t('list-title'),
    text: polls.map((poll) => listLine(poll, texts)).join('\n'),
    buttons: polls.slice(-BUTTONS).map((poll) => ({
      label: `${subjectOf(poll)} ${inLine(questionOf(poll, texts), BUTTON_GRAPHEMES)}`,
      command: `/poll results --poll ${poll.number}`,
      style: 'secondary',
    })),
    footer: texts.t('list-footer', { number: polls.at(-1)?.number ?? 1 }),
  };
}

export function listLine(poll: Poll, texts: Texts): string {
  const question = inLine(questionOf(poll, texts), LISTED_GRAPHEMES);
  return texts.t('list-line', { number: poll.number, question, voters: tally(poll).voters });
}
