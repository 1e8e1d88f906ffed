import { fold } from './fold.ts';

/** The indexes that the words mean; or the word that means nothing, or two things (a position and the text of another choice). */
export type Chosen =
  | { readonly chosen: readonly number[] }
  | { readonly unknown: string }
  | { readonly unclear: string; readonly position: number; readonly text: number };

/**
 * What a voter's words mean. A number is the position of a choice, counted from 1; any other word is a choice's text, or how exactly
 * one of them begins. All the words together may be one choice: `/poll vote ice cream`.
 */
export function choose(choices: readonly string[], words: readonly string[]): Chosen {
  const texts = choices.map(fold);
  const whole = words.length > 1 ? texts.indexOf(fold(words.join(' '))) : -1;
  if (whole >= 0) return { chosen: [whole] };
  const chosen: number[] = [];
  for (const word of words.flatMap((some) => apart(some, texts))) {
    const folded = fold(word);
    const position = positionOf(folded, texts.length);
    const text = texts.indexOf(folded);
    // A poll about "2", "3" or "4" people: nobody can tell what `vote 3` means, so it is asked, never guessed. `#3` is always the third.
    if (position !== undefined && text >= 0 && text !== position && !folded.startsWith('#')) {
      return { unclear: word, position, text };
    }
    const index = position ?? (text >= 0 ? text : beginningWith(folded, texts));
    if (index === undefined) return { unknown: word };
    chosen.push(index);
  }
  return { chosen };
}

/** `1,3` and `１、３` are two numbers, unless a choice is called so. */
function apart(word: string, texts: readonly string[]): readonly string[] {
  const folded = fold(word);
  if (texts.includes(folded) || !/^#?\d{1,4}(?:[,、]#?\d{1,4})*[,、]?$/u.test(folded)) return [word];
  return /[,、]/u.test(folded) ? folded.split(/[,、]/u).filter(Boolean) : [word];
}

/** The word that a button carries for a choice: its number, with `#` where the bare number is the text of another choice. */
export function wordFor(choices: readonly string[], index: number): string {
  const number = String(index + 1);
  const other = choices.findIndex((choice) => fold(choice) === number);
  return other >= 0 && other !== index ? `#${number}` : number;
}

function positionOf(word: string, count: number): number | undefined {
  const digits = /^#?(\d{1,4})$/u.exec(word)?.[1];
  const position = Number(digits);
  return digits !== undefined && position >= 1 && position <= count ? position - 1 : undefined;
}

function beginningWith(word: string, texts: readonly string[]): number | undefined {
  // A bare number out of range is a slip, not the beginning of "30 minutes".
  if (word === '' || /^#?\d+$/u.test(word)) return undefined;
  const found = texts.flatMap((text, index) => (text.startsWith(word) ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}
