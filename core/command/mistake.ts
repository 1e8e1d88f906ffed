import type { RefusalCode, RefusalValues } from '../errors.ts';
import { nearest } from './nearest.ts';
import { namesOf } from './signature.ts';
import type { Option, Signature } from './signature.ts';
import type { Named, Word } from './token.ts';
import { boundValues } from './values/reading.ts';

/** A stretch of the typed text, in UTF-16 units, and what should stand there; an empty `text` takes it out. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is wrong with a line, and how it could be mended. */
export interface Mistake {
  readonly code: RefusalCode;
  readonly values: RefusalValues;
  readonly option?: Option;
  readonly typed?: string;
  /** Where the word that is wrong starts. */
  readonly at?: number;
  readonly edit?: Edit;
  /** The member should say (or say again) what this option is: its name is put at the end. */
  readonly ask?: Option;
  /** Options that the quoted card fills: a line that is typed anew has to say it. */
  readonly quoted?: readonly Option[];
  /** What is asked for is what the next word of the line would be, so it needs no name. */
  readonly isNext?: boolean;
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['„', '“'],
  ['「', '」'],
  ['『', '』'],
  ['｢', '｣'],
]);

/** What would be right, for the words of a refusal. */
export function expected({ definition, type }: Option): Mistake['values'] {
  if (type === 'choice') return { choices: Object.keys(definition.choice ?? {}).join(', ') };
  return boundValues(definition[type] ?? {});
}

const nearOption = (signature: Signature, typedName: string): string | undefined =>
  nearest(
    typedName,
    signature.options.flatMap(({ name, definition }) => namesOf(name, definition.names)),
  );

/** Whether a name with dashes that no option has is close to one: `--capcity`. */
export const isSlip = (signature: Signature, { typedName }: Named): boolean =>
  nearOption(signature, typedName) !== undefined;

/** A name with dashes that no option has. The nearest one is put in its place; without one it is left out. */
export function unknownOption(signature: Signature, { start, end, nameStart, typedName }: Named): Mistake {
  const near = nearOption(signature, typedName);
  const mistake = { code: 'UNKNOWN_OPTION', typed: typedName, at: start } as const;
  if (near === undefined) return { ...mistake, values: {}, edit: { start, end, text: '' } };
  const edit = { start: nameStart, end: nameStart + typedName.length, text: near };
  return { ...mistake, values: { near }, edit };
}

/** Closed where its line ends, most likely: the next line is another thought. */
export function openQuote(text: string, option: Option, { start }: Word): Mistake {
  const mark = text.charAt(start);
  const typed = /^[^\r\n]*/.exec(text.slice(start))![0];
  const at = start + typed.trimEnd().length;
  const edit = { start: at, end: at, text: CLOSERS.get(mark) ?? mark };
  return { code: 'OPEN_QUOTE', option, typed, values: {}, at: start, edit };
}
