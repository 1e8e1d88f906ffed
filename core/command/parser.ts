import type { RefusalCode, RefusalValues } from '../errors.ts';
import { isSeparator, skipBlank } from './characters.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { correction, type Correction } from './correction.ts';
import { fill } from './filler.ts';
import { fold } from './fold.ts';
import { methodName } from './method.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import type { TypedLine } from './reader.ts';
import { namesOf, signatureOf } from './signature.ts';
import type { CommandMatch } from './table.ts';
import { tokenize } from './tokenizer.ts';
import type { OptionValue, ParseContext } from './values/reading.ts';

export type { OptionValue, ParseContext } from './values/reading.ts';

/** A line that can run. */
export interface ParsedCommand {
  readonly ok: true;
  readonly plugin: string;
  readonly command: string;
  readonly subcommand?: string;
  /** The method of the plugin's class. */
  readonly method: string;
  /** By declared name. What was not given is absent; a list that was not given is empty. Has no prototype. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** The command or the subcommand runs by our buttons and by the clock only. */
  readonly hidden: boolean;
  /** The options that the line gives, and not a default or a quoted card. */
  readonly given: ReadonlyMap<string, OptionDefinition>;
}

/** Why a line cannot run, and what would be right. */
export interface ParseProblem {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly plugin: string;
  readonly command: string;
  readonly subcommand?: string;
  readonly option?: string;
  /** What was typed that is wrong. */
  readonly typed?: string;
  /**
   * What the words of the refusal are made of: `reason` (a `WrongReason`) with a WRONG_OPTION, and where they apply `min`, `max`,
   * `count`, `choices` (declared values, comma-separated) and `near` (what was probably meant, as it would be typed).
   */
  readonly values: RefusalValues;
  /** Of the option that is to blame. */
  readonly definition?: OptionDefinition;
  readonly corrected: Correction;
}

/** No subcommand's name is longer, in UTF-16 units. */
const LONGEST_NAME = 64;

const known = new WeakMap<CommandDefinition, ReadonlyMap<string, string>>();

/** Declared names of subcommands, by every name they have. */
function subcommandsOf(definition: CommandDefinition): ReadonlyMap<string, string> {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const words = new Map<string, string>();
  const subcommands = Object.entries(definition.subcommands ?? {});
  for (const [name] of subcommands) words.set(fold(name), name);
  for (const [name, { names, aliases = [] }] of subcommands) {
    for (const word of [...namesOf(name, names), ...aliases]) if (!words.has(fold(word))) words.set(fold(word), name);
  }
  known.set(definition, words);
  return words;
}

interface FirstWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The first word behind the command, as far as it can be a subcommand's name. In quotes it cannot: no name starts with a mark. */
function firstWord({ text, restStart }: TypedLine): FirstWord {
  const start = skipBlank(text, restStart);
  let end = start;
  while (end < text.length && end - start <= LONGEST_NAME && !isSeparator(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), start, end };
}

/** The subcommand that a line names, by the name that it is declared with. */
export const subcommandIn = (line: TypedLine, definition: CommandDefinition): string | undefined =>
  subcommandsOf(definition).get(fold(firstWord(line).text));

/** A mistake in the first word may be a mistyped subcommand: `/roll histroy`. */
function orSubcommand(mistake: Mistake, first: FirstWord, definition: CommandDefinition): Mistake {
  if (mistake.at !== first.start || 'near' in mistake.values) return mistake;
  const words = [...subcommandsOf(definition)];
  const offered = words.filter(([, name]) => definition.subcommands?.[name]?.hidden !== true).map(([word]) => word);
  const near = nearest(first.text, offered);
  if (near === undefined) return mistake;
  const { ask: _, ...rest } = mistake;
  return { ...rest, values: { ...mistake.values, near }, edit: { start: first.start, end: first.end, text: near } };
}

/** The context with its members read once, and only if the line names someone: a host may gather them when they are asked for. */
function onceRead(context: ParseContext): ParseContext {
  let members: ParseContext['members'] | undefined;
  return {
    ...(context.callerId === undefined ? {} : { callerId: context.callerId }),
    ...(context.quoted === undefined ? {} : { quoted: context.quoted }),
    ...(context.isOurs === undefined ? {} : { isOurs: context.isOurs }),
    now: context.now,
    timeZone: context.timeZone,
    get members() {
      members ??= context.members;
      return members;
    },
  };
}

/**
 * Reads a line that `match` was found for. Pure and total: no text throws, and the work grows with its length only.
 *
 * The rules, for those who write help texts: positional options in their declared order (booleans are flags); `--name value`,
 * `--name=value` and, for declared names, `name:value`, in any language, anywhere; `--` ends options. Quotation marks count where a
 * word starts. A line break is a separator; among the items of a list it separates items, and then the question above them may be
 * several words. Times, durations and members' names may be several words, as many as make sense together.
 */
export function parse(line: TypedLine, match: CommandMatch, context: ParseContext): ParsedCommand | ParseProblem {
  const first = firstWord(line);
  const subcommand = subcommandIn(line, match.definition);
  const chosen = subcommand === undefined ? undefined : match.definition.subcommands?.[subcommand];
  const signature = signatureOf(chosen ?? match.definition);
  const from = chosen === undefined ? line.restStart : first.end;
  const snapshot = onceRead(context);
  const filled = fill(line.text, tokenize(line.text, from, line.mentions, signature), signature, snapshot);
  const place = {
    plugin: match.plugin,
    command: match.name,
    ...(subcommand === undefined ? {} : { subcommand }),
  };
  if (filled.ok) {
    const options: Record<string, OptionValue> = Object.create(null);
    for (const [name, value] of filled.values) options[name] = value;
    const hidden = match.definition.hidden === true || chosen?.hidden === true;
    return { ok: true, ...place, method: methodName(match.name, subcommand), options, hidden, given: filled.given };
  }
  const mistake = chosen === undefined ? orSubcommand(filled.mistake, first, match.definition) : filled.mistake;
  const { code, values, option, typed } = mistake;
  return {
    ok: false,
    code,
    ...place,
    ...(option === undefined ? {} : { option: option.name, definition: option.definition }),
    ...(typed === undefined ? {} : { typed }),
    values,
    corrected: correction(line, mistake, match.language ?? 'en', signature, context.quoted),
  };
}
