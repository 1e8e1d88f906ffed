import type { OptionType } from '../definition.ts';
import type { Option } from '../signature.ts';
import { readBoolean } from './boolean.ts';
import { readChoice } from './choice.ts';
import { readMember } from './member.ts';
import { readDuration, readTime } from './moment.ts';
import { readInteger, readNumber } from './number.ts';
import type { ParseContext, ReadValue, Reading } from './reading.ts';
import { readString } from './string.ts';

const READERS: Readonly<Record<OptionType, ReadValue>> = {
  string: readString,
  text: readString,
  integer: readInteger,
  number: readNumber,
  boolean: readBoolean,
  choice: readChoice,
  member: readMember,
  duration: readDuration,
  time: readTime,
};

/** Reads what was typed for an option (for one item, if it is a list). */
export const readValue = ({ type, definition }: Option, typed: string, context: ParseContext): Reading =>
  READERS[type](typed, definition, context);
