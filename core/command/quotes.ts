import { isBlank } from './characters.ts';

/** A stretch of text that is one thing whatever stands in it, such as a mention: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Marks that open and close, and may stand inside each other. */
const BRACKETS: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['「', '」'],
  ['『', '』'],
  ['｢', '｣'],
]);
const CLOSING: ReadonlyMap<string, string> = new Map([...BRACKETS].map(([open, close]) => [close, open]));
/** Keyboards mix these up: an autocorrected line may open with one and close with another. */
const DOUBLE = '"＂“”„';
/** Also apostrophes, so they close only where a word ends: `'it's fine'`. */
const SINGLE = `'‘’＇`;

function push(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}

function firstAfter(sorted: readonly number[], at: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}

interface Marks {
  /** The closing bracket of each opening one. */
  readonly pairs: ReadonlyMap<number, number>;
  /** Where each mark stands, and under `DOUBLE` all of that family. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Single marks at the end of a word. */
  readonly singles: readonly number[];
}

/** What a mark at the start of a word turns out to be. */
export type Quote = { readonly close: number } | 'open' | 'text';

/**
 * Where each quotation mark of a text is closed, found in one pass when the first is asked for: so no line of marks, however
 * perverse, costs more than its length.
 */
export class Quotes {
  readonly #text: string;
  readonly #from: number;
  readonly #skip: readonly Span[];
  #marks: Marks | undefined;

  /** `skip`: sorted spans whose content is no mark, such as a name with a quotation mark in it. */
  constructor(text: string, from: number, skip: readonly Span[]) {
    this.#text = text;
    this.#from = from;
    this.#skip = skip;
  }

  static isMark(character: string): boolean {
    return character !== '' && (BRACKETS.has(character) || DOUBLE.includes(character) || SINGLE.includes(character));
  }

  #read(): Marks {
    const text = this.#text;
    const pairs = new Map<number, number>();
    const places = new Map<string, number[]>();
    const singles: number[] = [];
    const open = new Map<string, number[]>();
    let span = 0;
    for (let index = this.#from; index < text.length; index++) {
      while (span < this.#skip.length && this.#skip[span]!.end <= index) span++;
      const inside = this.#skip[span];
      if (inside !== undefined && inside.start <= index) {
        index = inside.end - 1;
        continue;
      }
      const character = text.charAt(index);
      if (SINGLE.includes(character)) {
        if (index + 1 === text.length || isBlank(text.charCodeAt(index + 1))) singles.push(index);
        continue;
      }
      const opener = CLOSING.get(character);
      if (opener === undefined && !BRACKETS.has(character) && !DOUBLE.includes(character)) continue;
      push(places, character, index);
      if (DOUBLE.includes(character)) push(places, DOUBLE, index);
      if (BRACKETS.has(character)) push(open, character, index);
      const start = opener === undefined ? undefined : open.get(opener)?.pop();
      if (start !== undefined) pairs.set(start, index);
    }
    return { pairs, places, singles };
  }

  /**
   * What the mark at `at`, at the start of a word, is. An unclosed single mark is text (`'tis`), and so is a lone mark between
   * spaces (`5 "`); any other unclosed mark is a mistake that the member should hear of.
   */
  at(at: number): Quote {
    const character = this.#text.charAt(at);
    const marks = (this.#marks ??= this.#read());
    if (SINGLE.includes(character)) {
      const close = firstAfter(marks.singles, at);
      return close === undefined ? 'text' : { close };
    }
    const same =
      character === '"' || character === '＂' ? firstAfter(marks.places.get(character) ?? [], at) : undefined;
    const family = DOUBLE.includes(character) ? DOUBLE : (BRACKETS.get(character) ?? character);
    const close = marks.pairs.get(at) ?? same ?? firstAfter(marks.places.get(family) ?? [], at);
    if (close !== undefined) return { close };
    const lone = at + 1 >= this.#text.length || isBlank(this.#text.charCodeAt(at + 1));
    return lone || character === '”' ? 'text' : 'open';
  }
}
