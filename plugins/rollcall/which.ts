import { Refusal, type Texts } from 'tenko';
import { listLine } from './card.ts';
import type { RollCalls } from './roll-calls.ts';
import type { RollCall } from './roll-call.ts';

const LISTED = 8;

/**
 * The roll call that a command is about. `word` is what was typed (`3`, `#3`); without it, the one that is open; among `any`, if none
 * is open, the one that was closed last. Refuses where that is none, or several.
 */
export async function whichCall(
  calls: RollCalls,
  word: string | undefined,
  among: 'open' | 'any',
  texts: Texts,
): Promise<RollCall> {
  if (word !== undefined) return existing(calls, numberOf(word, texts), texts);
  const { open, closed } = await calls.index();
  const [number, ...others] = among === 'any' && open.length === 0 ? closed.slice(-1) : open;
  if (number === undefined) throw new Refusal(texts.t('none-open'));
  if (others.length > 0) throw several(await calls.open(), texts);
  return existing(calls, number, texts);
}

/** Of these the one that is meant, where a number was not given and there is but one. */
export function oneOf(calls: readonly RollCall[], texts: Texts): RollCall | undefined {
  if (calls.length > 1) throw several(calls, texts);
  return calls[0];
}

/** The number that somebody typed: `3`, `#3`, `＃３`. */
export function numberOf(word: string, texts: Texts): number {
  const number = numberIn(word);
  if (number === undefined) throw new Refusal(texts.t('not-a-number', { word }));
  return number;
}

/** Takes a bare `#3` off the end or the beginning of a note, if `--call` was not given and roll call 3 is there. */
export async function takeNumber(
  calls: RollCalls,
  note: string,
  given: string | undefined,
): Promise<{ readonly note: string; readonly number: string | undefined }> {
  if (given !== undefined) return { note, number: given };
  const words = note.trim().split(/\s+/u);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  // A number alone is never a note: if nothing has it, that is what to say.
  if (words.length === 1 && isNumber(last)) return { note: '', number: last };
  if (await isCall(calls, last)) return { note: note.trim().slice(0, -last.length).trim(), number: last };
  if (await isCall(calls, first)) return { note: note.trim().slice(first.length).trim(), number: first };
  return { note, number: undefined };
}

function several(calls: readonly RollCall[], texts: Texts): Refusal {
  const lines = calls.slice(-LISTED).map((call) => listLine(call, texts));
  return new Refusal([texts.t('which-call', { number: calls.at(-1)?.number ?? 1 }), ...lines].join('\n'));
}

async function existing(calls: RollCalls, number: number, texts: Texts): Promise<RollCall> {
  const call = await calls.get(number);
  if (call === undefined) throw new Refusal(texts.t('no-such-call', { number }));
  return call;
}

const isNumber = (word: string): boolean => /^[#＃]/u.test(word) && numberIn(word) !== undefined;

async function isCall(calls: RollCalls, word: string): Promise<boolean> {
  const number = isNumber(word) ? numberIn(word) : undefined;
  if (number === undefined) return false;
  const { open, closed } = await calls.index();
  return open.includes(number) || closed.includes(number);
}

function numberIn(word: string): number | undefined {
  const plain = word.normalize('NFKC').replaceAll(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0xe50));
  const digits = /^#?(\d{1,9})$/u.exec(plain.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}
