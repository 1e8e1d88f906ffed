import { inLine, type Message, type Texts } from 'tenko';
import { mentionsOf, missingOf, unknownLine, type People } from './people.ts';
import type { Poll } from './rules.ts';
import { closesLine, howToVote, questionOf } from './words.ts';

/** Tells those who have not voted, and nobody else: each is mentioned, as far as the platform goes. */
export function reminder(poll: Poll, answered: readonly string[], people: People, most: number, texts: Texts): Message {
  const missing = missingOf(answered, people).map(({ id }) => id);
  const named = mentionsOf(missing, people, most);
  const more = missing.length - named.filter((part) => typeof part !== 'string').length;
  const unknown = unknownLine(people, texts);
  const after = [
    ...(more > 0 ? [texts.t('names-more', { count: more })] : []),
    ...(unknown === undefined ? [] : [unknown]),
    ...closesLine(poll, texts),
    howToVote(poll, texts),
  ];
  return {
    type: 'text',
    text: [
      `${texts.t('reminder', { question: inLine(questionOf(poll, texts)) })}\n`,
      ...named,
      `${named.length > 0 ? '\n' : ''}${after.join('\n')}`,
    ],
    buttons: [{ label: texts.t('button-vote'), command: `/poll results --poll ${poll.number}`, style: 'primary' }],
  };
}

/** `2026-11-22 18:00` in the chat's time zone: a moment as a button's line carries it. */
export const typedMoment = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(time);
