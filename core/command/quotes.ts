import { isBlank } from './characters.ts';

/** A stretch of text that is one thing whatever stands in it, such as a mention: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a mark is, by its UTF-16 unit; numbers, since this is asked of every unit of a line. */
const STRAIGHT = 1;
/** Opens and closes, and may stand inside others. Keyboards mix up “ and ”: they are double marks as well. */
const OPENING = 2;
const CLOSING = 4;
/** A line that was autocorrected may open with one of these and close with another. */
const DOUBLE = 8;
/** Also apostrophes, so they close only where a word ends: `'it's fine'`. */
const SINGLE = 16;

function kindOf(unit: number): number {
  if (unit < 0x2018) return unit === 0x22 ? STRAIGHT | DOUBLE : unit === 0x27 ? SINGLE : 0;
  switch (unit) {
    case 0x201c: // “
      return OPENING | DOUBLE;
    case 0x201d: // ”
      return CLOSING | DOUBLE;
    case 0x201e: // „
      return DOUBLE;
    case 0x300c: // 「
    case 0x300e: // 『
    case 0xff62: // ｢
      return OPENING;
    case 0x300d:
    case 0x300f:
    case 0xff63:
      return CLOSING;
    case 0x2018: // ‘
    case 0x2019: // ’
    case 0xff07: // ＇
      return SINGLE;
    case 0xff02: // ＂
      return STRAIGHT | DOUBLE;
    default:
      return 0;
  }
}

/** Each closing bracket is the unit behind its opening one. */
const closing = (opening: number): number => opening + 1;

function push(lists: Map<number, number[]>, key: number, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}

function firstAfter(sorted: readonly number[] | undefined, at: number): number | undefined {
  if (sorted === undefined) return undefined;
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
  /** Where each mark stands, by its unit. */
  readonly places: ReadonlyMap<number, readonly number[]>;
  /** Double marks of every kind. */
  readonly doubles: readonly number[];
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

  /** Whether a mark stands at `index` that can open a quotation. */
  static isMark(text: string, index: number): boolean {
    return index < text.length && (kindOf(text.charCodeAt(index)) & ~CLOSING) !== 0;
  }

  #read(): Marks {
    const text = this.#text;
    const pairs = new Map<number, number>();
    const places = new Map<number, number[]>();
    const doubles: number[] = [];
    const singles: number[] = [];
    const open = new Map<number, number[]>();
    let span = 0;
    for (let index = this.#from; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      while (span < this.#skip.length && this.#skip[span]!.end <= index) span++;
      const inside = this.#skip[span];
      if (inside !== undefined && inside.start <= index) {
        index = inside.end - 1;
        continue;
      }
      const kind = kindOf(unit);
      if (kind === 0) continue;
      if (kind === SINGLE) {
        if (index + 1 === text.length || isBlank(text.charCodeAt(index + 1))) singles.push(index);
        continue;
      }
      if (kind & DOUBLE) doubles.push(index);
      if (kind & STRAIGHT || kind & CLOSING) push(places, unit, index);
      if (kind & OPENING) push(open, unit, index);
      const start = kind & CLOSING ? open.get(unit - 1)?.pop() : undefined;
      if (start !== undefined) pairs.set(start, index);
    }
    return { pairs, places, doubles, singles };
  }

  /**
   * What the mark at `at`, at the start of a word, is. An unclosed single mark is text (`'tis`), and so is a lone mark between
   * spaces (`5 "`); any other unclosed mark is a mistake that the member should hear of.
   */
  at(at: number): Quote {
    const unit = this.#text.charCodeAt(at);
    const kind = kindOf(unit);
    const marks = (this.#marks ??= this.#read());
    if (kind === SINGLE) {
      const close = firstAfter(marks.singles, at);
      return close === undefined ? 'text' : { close };
    }
    const close =
      marks.pairs.get(at) ??
      (kind & STRAIGHT ? firstAfter(marks.places.get(unit), at) : undefined) ??
      firstAfter(kind & DOUBLE ? marks.doubles : marks.places.get(closing(unit)), at);
    if (close !== undefined) return { close };
    const lone = at + 1 >= this.#text.length || isBlank(this.#text.charCodeAt(at + 1));
    return lone || kind & CLOSING ? 'text' : 'open';
  }
}
