import type { RefusalCode, RefusalValues } from '../errors.ts';
import { isSeparator, skipBlank } from './characters.ts';
import type { CommandDefinition, OptionDefinition } from './definition.ts';
import { correction, type Correction } from './correction.ts';
import { fill } from './filler.ts';
import { fold } from './fold.ts';
import { loneWord, type LoneWord } from './lone-word.ts';
import { methodName } from './method.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import type { TypedLine } from './reader.ts';
import { signatureOf } from './signature.ts';
import { offeredIn, subcommandsOf } from './subcommands.ts';
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
  /** The line as it would be if a word that is hardly meant as a text were one. */
  readonly asText?: string;
}

/** No subcommand's name is longer, in UTF-16 units. */
const LONGEST_NAME = 64;

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
function orSubcommand(
  mistake: Mistake,
  first: FirstWord,
  definition: CommandDefinition,
  { mayRun }: ParseContext,
): Mistake {
  if (mistake.at !== first.start || 'near' in mistake.values) return mistake;
  const near = nearest(first.text, offeredIn(definition, mayRun));
  if (near === undefined) return mistake;
  const { ask: _, ...rest } = mistake;
  return { ...rest, values: { ...mistake.values, near }, edit: { start: first.start, end: first.end, text: near } };
}

/** What a lone word was meant as, and the line that takes it for a text all the same. */
function slipOf(
  line: TypedLine,
  { meant, asText: edit }: LoneWord,
  { name, definition, language = 'en' }: CommandMatch,
  { quoted }: ParseContext,
): Pick<ParseProblem, 'ok' | 'code' | 'typed' | 'values' | 'corrected' | 'asText'> {
  const typed = line.text.slice(edit.start, edit.end);
  const plain = signatureOf({ description: definition.description });
  const mended = (mistake: Pick<Mistake, 'edit' | 'quoted'>): Correction =>
    correction(line, { code: 'UNKNOWN_SUBCOMMAND', values: {}, ...mistake }, language, plain, quoted);
  const common = { ok: false, code: 'UNKNOWN_SUBCOMMAND', typed, asText: mended({ edit }).line } as const;
  if (meant === 'help') {
    const text = `/help ${name}`;
    return { ...common, values: { reason: 'help' }, corrected: { text, line: text, asks: false, isNew: true } };
  }
  // A line that is tapped quotes nothing: it says which card was quoted.
  const takesQuoted = signatureOf(definition.subcommands?.[meant.subcommand] ?? definition).options;
  const subject = quoted === undefined ? [] : takesQuoted.filter((option) => option.definition.quoted === true);
  return {
    ...common,
    values: { near: meant.word },
    corrected: mended({ edit: { ...edit, text: meant.word }, quoted: subject }),
  };
}

/** The context with its members read once, and only if the line names someone: a host may gather them when they are asked for. */
function onceRead(context: ParseContext): ParseContext {
  let members: ParseContext['members'] | undefined;
  return {
    ...(context.callerId === undefined ? {} : { callerId: context.callerId }),
    ...(context.quoted === undefined ? {} : { quoted: context.quoted }),
    ...(context.isOurs === undefined ? {} : { isOurs: context.isOurs }),
    ...(context.mayRun === undefined ? {} : { mayRun: context.mayRun }),
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
 * `--name=value` and, for declared names, `name:value`, in any language, anywhere (in a text at its end); `--` ends options. Quotation marks count where a
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
  const tokens = tokenize(line.text, from, line.mentions, signature);
  const place = {
    plugin: match.plugin,
    command: match.name,
    ...(subcommand === undefined ? {} : { subcommand }),
  };
  const filled = fill(line.text, tokens, signature, snapshot);
  // A button says what it means, and a word that is wrong anyway is told to be.
  const mayBeSlip = chosen === undefined && context.isOurs !== true && (filled.ok || filled.mistake.at !== first.start);
  const lone = mayBeSlip ? loneWord(tokens, match.definition, context.mayRun) : undefined;
  if (lone !== undefined) return { ...place, ...slipOf(line, lone, match, context) };
  if (filled.ok) {
    const options: Record<string, OptionValue> = Object.create(null);
    for (const [name, value] of filled.values) options[name] = value;
    const hidden = match.definition.hidden === true || chosen?.hidden === true;
    return { ok: true, ...place, method: methodName(match.name, subcommand), options, hidden, given: filled.given };
  }
  const mistake =
    chosen === undefined ? orSubcommand(filled.mistake, first, match.definition, context) : filled.mistake;
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
