import type { AnyoneValue, Bounds, MemberValue, OptionDefinition } from '../definition.ts';
import type { RefusalCode, RefusalValues } from '../../errors.ts';

/** What the values are read with: a snapshot, so that reading is pure. */
export interface ParseContext {
  /** Who typed the line; absent where the platform does not say. */
  readonly callerId?: string;
  /** Members of this chat whose names are known, for a name typed by hand. */
  readonly members: readonly MemberValue[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The line is one of ours, a button's or the clock's: it may name members by their ids. */
  readonly isOurs?: boolean;
  /** Which subcommands whoever typed the line may run: no other is offered for a slip. All, where it is absent. */
  readonly mayRun?: (subcommand: string) => boolean;
  /** What the card is about that the line quotes, for options that may be filled by it. */
  readonly quoted?: string;
  /** IANA name. Temporal throws RangeError for an unknown one. */
  readonly timeZone: string;
}

/** What an option's value can be. */
export type OptionValue = string | number | boolean | Date | MemberValue | AnyoneValue | readonly OptionValue[];

/** Why a value is wrong; `values.reason` of a WRONG_OPTION. */
export type WrongReason =
  | 'not-a-number'
  | 'not-whole'
  | 'too-small'
  | 'too-large'
  /** A text, by its length in characters; `count` is that length. */
  | 'too-short'
  | 'too-long'
  /** A list, by its items; `count` is how many there are. */
  | 'too-few'
  | 'too-many'
  | 'not-a-choice'
  | 'not-yes-or-no'
  | 'not-a-duration'
  | 'not-a-time'
  | 'unknown-member'
  /** Two members have this name. */
  | 'several-members'
  /** A mention of someone whose id the platform keeps to itself. */
  | 'member-without-id'
  /** `@All` where one member is asked for. */
  | 'everyone';

/** A value, or why it is none. */
export type Reading =
  | { readonly ok: true; readonly value: OptionValue }
  | {
      readonly ok: false;
      readonly code: RefusalCode;
      readonly values: RefusalValues;
      /** What was probably meant, as it would be typed. */
      readonly near?: string;
    };

export type ReadValue = (typed: string, definition: OptionDefinition, context: ParseContext) => Reading;

export const read = (value: OptionValue): Reading => ({ ok: true, value });

export function wrong(reason: WrongReason, values: RefusalValues = {}, near?: string): Reading {
  return {
    ok: false,
    code: 'WRONG_OPTION',
    values: { reason, ...values, ...(near === undefined ? {} : { near }) },
    ...(near === undefined ? {} : { near }),
  };
}

/** `{ min, max }` as far as they are set. */
export const boundValues = ({ min, max }: Bounds): RefusalValues => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

/** Which bound a number breaks. */
export function outside(value: number, { min, max }: Bounds): 'below' | 'above' | undefined {
  if (min !== undefined && value < min) return 'below';
  return max !== undefined && value > max ? 'above' : undefined;
}
