import manifest from '../fixtures/manifests/lines.json' with { type: 'json' };
import type { AnyoneValue, MemberValue } from '../../core/command/definition.ts';
import { parse } from '../../core/command/parser.ts';
import type { OptionValue, ParseContext, ParsedCommand, ParseProblem } from '../../core/command/parser.ts';
import { readLine } from '../../core/command/reader.ts';
import type { TypedMention } from '../../core/command/reader.ts';
import { CommandTable } from '../../core/command/table.ts';

export const commands = new CommandTable();
commands.add('lines', manifest);

const members: readonly MemberValue[] = [
  { id: 'U-yuki', displayName: 'Yuki Tanaka' },
  { id: 'U-mei', displayName: '美' },
  { id: 'U-taro', displayName: '太郎' },
  { id: 'U-somchai', displayName: 'สมชาย ใจดี' },
  { id: 'U-twin1', displayName: 'Sam' },
  { id: 'U-twin2', displayName: 'sam' },
  { id: 'U-me', displayName: 'Ken' },
  { id: 'U-slash', displayName: 'a/b "c" --until' },
];

/** Sunday, 22 November 2026, noon in Tokyo. */
const NOON = Date.UTC(2026, 10, 22, 3, 0);
export const context: ParseContext = { callerId: 'U-me', members, now: NOON, timeZone: 'Asia/Tokyo' };

/**
 * A line with mentions as people pick them in LINE, written `{@Yuki Tanaka|U-yuki}`; without an id `{@Bob|}`, the bot `{@Tenko|self}`,
 * everyone `{@All|all}`.
 */
function mentioned(line: string): { readonly text: string; readonly mentions: readonly TypedMention[] } {
  const mentions: TypedMention[] = [];
  let text = '';
  let rest = line;
  for (let found = /\{(@[^|]*)\|([^}]*)\}/.exec(rest); found !== null; found = /\{(@[^|]*)\|([^}]*)\}/.exec(rest)) {
    const [all, name = '', who = ''] = found;
    text += rest.slice(0, found.index);
    const span = { index: text.length, length: name.length };
    if (who === 'self') mentions.push({ ...span, memberId: 'U-bot', isSelf: true });
    else if (who === 'all') mentions.push({ ...span, all: true });
    else mentions.push(who === '' ? span : { ...span, memberId: who });
    text += name;
    rest = rest.slice(found.index + all.length);
  }
  return { text: text + rest, mentions };
}

/** Parses a line as the host does; `undefined` for one that is not for us. */
export function parsed(line: string, now: ParseContext = context): ParsedCommand | ParseProblem | undefined {
  const { text, mentions } = mentioned(line);
  const typed = readLine(text, mentions);
  const match = typed && commands.find(typed.word);
  if (typed === undefined) return undefined;
  if (match !== undefined) return parse(typed, match, now);
  const split = commands.split(typed);
  return split && parse(split.line, split.match, now);
}

function shownValue(value: OptionValue): string {
  if (value instanceof Date) {
    const local = Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO('Asia/Tokyo');
    return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  }
  if (Array.isArray(value)) return `[${value.map(shownValue).join(' | ')}]`;
  if (typeof value !== 'object') return String(value);
  const { id, displayName } = value as AnyoneValue;
  return id === undefined ? displayName : `${displayName}<${id}>`;
}

/** What the host understood, in one line: `poll question=Lunch? choices=[sushi | ramen]`, or `WRONG_OPTION sides too-small → /roll sides:`. */
export function understood(line: string, now: ParseContext = context): string {
  const result = parsed(line, now);
  if (result === undefined) return '–';
  if (result.ok) {
    const name = result.subcommand === undefined ? result.command : `${result.command} ${result.subcommand}`;
    return [name, ...Object.entries(result.options).map(([option, value]) => `${option}=${shownValue(value)}`)].join(
      ' ',
    );
  }
  const reason = result.values['reason'];
  const what = [result.code, result.option, reason].filter((word) => word !== undefined).join(' ');
  return `${what} → ${result.corrected.text}`;
}
