import type { Option } from './signature.ts';
import type { TypedMention } from './reader.ts';

/** One word or one quoted stretch. All indices are UTF-16 units of the whole text. */
export interface Word {
  readonly kind: 'word';
  /** Quotation marks included. */
  readonly start: number;
  readonly end: number;
  /** What was meant: without the quotation marks. */
  readonly text: string;
  readonly quoted: boolean;
  /** A quotation mark opens it and none closes it. */
  readonly open: boolean;
  /** How many line breaks stand before it. */
  readonly line: number;
  /** The mention that it starts with. */
  readonly mention?: TypedMention;
}

/** An option by its name: `--until`, `--until=18:00`, `until:18:00`. */
export interface Named {
  readonly kind: 'named';
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Absent when no option has this name. */
  readonly option?: Option;
  readonly typedName: string;
  /** Where the name itself stands, without dashes. */
  readonly nameStart: number;
  /** `--no-x`. */
  readonly negated: boolean;
  /** `--x` can be a flag; `x:` and `--x=` announce a value. */
  readonly flag: boolean;
  /** What is attached with `=` or `:`. */
  readonly value?: Word;
}

/** A lone `--`: no options behind it. */
interface End {
  readonly kind: 'end';
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export type Token = Word | Named | End;
