import { Refusal, type Texts } from 'tenko';
import { listLine } from './list-card.ts';
import { fold } from './fold.ts';
import type { Polls } from './polls.ts';
import type { Poll } from './rules.ts';

const LISTED = 8;

/**
 * The poll that a command is about. `word` is what was typed (`3`, `#3`); without it, the one open poll; among `any`, if none is
 * open, the one that was closed last, and among `closed` always that one. Refuses where that is none, or several.
 */
export async function whichPoll(
  polls: Polls,
  word: string | undefined,
  among: 'open' | 'closed' | 'any',
  texts: Texts,
): Promise<Poll> {
  if (word !== undefined) {
    const number = numberIn(word);
    if (number === undefined) throw new Refusal(texts.t('not-a-number', { word }));
    return existing(polls, number, texts);
  }
  const { open, closed } = await polls.index();
  const candidates = among === 'closed' || (among === 'any' && open.length === 0) ? closed.slice(-1) : open;
  const [number, ...others] = candidates;
  if (number === undefined) throw new Refusal(texts.t(among === 'closed' ? 'none-closed' : 'none-open'));
  if (others.length > 0) {
    const lines = (await polls.open()).slice(-LISTED).map((poll) => listLine(poll, texts));
    throw new Refusal([texts.t('which-poll', { number: others.at(-1) ?? number }), ...lines].join('\n'));
  }
  return existing(polls, number, texts);
}

/** Takes a bare `#3` off the end or the beginning of the words, if `--poll` was not given, poll 3 is there and other words remain. */
export async function takeNumber(
  polls: Polls,
  words: readonly string[],
  given: string | undefined,
): Promise<{ readonly words: readonly string[]; readonly number: string | undefined }> {
  if (given !== undefined || words.length < 2) return { words, number: given };
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (await isPoll(polls, last)) return { words: words.slice(0, -1), number: last };
  if (await isPoll(polls, first)) return { words: words.slice(1), number: first };
  return { words, number: undefined };
}

/** The same of a text: `/poll edit 2 ice cream #3`. Only at its end, and the text stays as it was typed. */
export async function takeLastNumber(
  polls: Polls,
  text: string | undefined,
  given: string | undefined,
): Promise<{ readonly text: string | undefined; readonly number: string | undefined }> {
  const [, rest, last] = /^(.*\S)\s+(\S+)\s*$/su.exec(text ?? '') ?? [];
  if (given !== undefined || last === undefined || !(await isPoll(polls, last))) return { text, number: given };
  return { text: rest, number: last };
}

async function existing(polls: Polls, number: number, texts: Texts): Promise<Poll> {
  const poll = await polls.get(number);
  if (poll === undefined) throw new Refusal(texts.t('no-such-poll', { number }));
  return poll;
}

async function isPoll(polls: Polls, word: string): Promise<boolean> {
  const number = /^[#＃]/u.test(word) ? numberIn(word) : undefined;
  if (number === undefined) return false;
  const { open, closed } = await polls.index();
  return open.includes(number) || closed.includes(number);
}

function numberIn(word: string): number | undefined {
  const digits = /^#?(\d{1,9})$/u.exec(fold(word))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
