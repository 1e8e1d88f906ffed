import { Refusal, type Texts } from 'tenko';
import { listLine } from './card.ts';
import type { RollCalls } from './roll-calls.ts';
import type { RollCall } from './rules.ts';

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
  if (word !== undefined) {
    const number = numberIn(word);
    if (number === undefined) throw new Refusal(texts.t('not-a-number', { word }));
    return existing(calls, number, texts);
  }
  const { open, closed } = await calls.index();
  const [number, ...others] = among === 'any' && open.length === 0 ? closed.slice(-1) : open;
  if (number === undefined) throw new Refusal(texts.t('none-open'));
  if (others.length > 0) {
    const lines = (await calls.open()).slice(-LISTED).map((call) => listLine(call, texts));
    throw new Refusal([texts.t('which-call', { number: others.at(-1) ?? number }), ...lines].join('\n'));
  }
  return existing(calls, number, texts);
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
  if (await isCall(calls, last)) return { note: note.trim().slice(0, -last.length).trim(), number: last };
  if (await isCall(calls, first)) return { note: note.trim().slice(first.length).trim(), number: first };
  return { note, number: undefined };
}

async function existing(calls: RollCalls, number: number, texts: Texts): Promise<RollCall> {
  const call = await calls.get(number);
  if (call === undefined) throw new Refusal(texts.t('no-such-call', { number }));
  return call;
}

async function isCall(calls: RollCalls, word: string): Promise<boolean> {
  const number = /^[#＃]/u.test(word) ? numberIn(word) : undefined;
  if (number === undefined) return false;
  const { open, closed } = await calls.index();
  return open.includes(number) || closed.includes(number);
}

function numberIn(word: string): number | undefined {
  const plain = word.normalize('NFKC').replaceAll(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0xe50));
  const digits = /^#?(\d{1,9})$/u.exec(plain.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}
