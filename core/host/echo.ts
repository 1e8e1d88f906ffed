import type { Language, OptionDefinition } from '../command/definition.ts';
import type { ParsedCommand } from '../command/parser.ts';
import { shownName } from '../command/usage.ts';
import type { OptionValue } from '../command/values/reading.ts';
import { dateFormat, formattersIn } from '../plugin/formatters.ts';
import type { Outcome } from './dispatcher.ts';
import { lengthOfTime } from './expectation.ts';
import { hostText } from './host-text.ts';

const FULL: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

/** A moment as it is said in full: weekday, date and time. */
const fullMoment = (date: Date, language: Language, timeZone: string): string =>
  dateFormat(language, timeZone, FULL).format(date);

const hasNumber = (said: string, number: number): boolean => new RegExp(`(?<!\\d)0?${number}(?!\\d)`).test(said);

/** 日 alone is a day as well as a Sunday, and อ. is how Thai calendars say Tuesday. */
function weekdayWords(date: Date, language: Language, timeZone: string): readonly string[] {
  const [long = '', short = '', narrow = ''] = (['long', 'short', 'narrow'] as const).map((weekday) =>
    dateFormat(language, timeZone, { weekday }).format(date),
  );
  if (language === 'ja') return [`${short}曜`, `(${short})`, `（${short}）`];
  return language === 'th' ? [long, short, `${narrow}.`] : [long, short];
}

/** Whether the weekday, the day and the time of a moment stand in a text, in whichever form. */
function saysMoment(said: string, date: Date, language: Language, timeZone: string): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(timeZone);
  const hours = [at.hour, at.hour % 12 || 12];
  const isTime = hours.some((hour) =>
    at.minute === 0 ? hasNumber(said, hour) : new RegExp(`(?<!\\d)0?${hour}\\D{1,3}0?${at.minute}(?!\\d)`).test(said),
  );
  const weekdays = weekdayWords(date, language, timeZone);
  return isTime && hasNumber(said, at.day) && weekdays.some((weekday) => said.includes(weekday));
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

const formatters = formattersIn(() => 'UTC');
const squeezed = (text: string): string => text.replaceAll(/\s/gu, '');

/** Whether "2 hours", "2 hr" or "2h" stands in a text that has no spaces. */
function saysCount(said: string, count: number, unit: string, language: Language): boolean {
  return (['long', 'short', 'narrow'] as const).some((unitDisplay) => {
    const words = squeezed(formatters.getNumberFormat(language, { style: 'unit', unit, unitDisplay }).format(count));
    for (let at = said.indexOf(words); at >= 0; at = said.indexOf(words, at + 1))
      if (at === 0 || !/\d/.test(said.charAt(at - 1))) return true;
    return false;
  });
}

/** Whether a length of time stands in a text: as "90 minutes" or as "1 hour 30 minutes". */
function saysLength(said: string, milliseconds: number, language: Language): boolean {
  const text = squeezed(said);
  if (UNITS.some(([unit, size]) => milliseconds % size === 0 && saysCount(text, milliseconds / size, unit, language)))
    return true;
  let rest = milliseconds;
  const counts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { unit, count };
  }).filter(({ count }) => count > 0);
  return counts.length > 0 && counts.every(({ unit, count }) => saysCount(text, count, unit, language));
}

function unsaid(
  value: OptionValue,
  definition: OptionDefinition,
  said: string,
  language: Language,
  timeZone: string,
): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => unsaid(one, definition, said, language, timeZone));
  if (value instanceof Date)
    return saysMoment(said, value, language, timeZone) ? [] : [fullMoment(value, language, timeZone)];
  if (definition.duration === undefined || typeof value !== 'number') return [];
  return saysLength(said, value, language) ? [] : [lengthOfTime(language, value)];
}

/**
 * What was understood of a time or a length of time is said in full, so that a misreading is seen: by the plugin, and where it does
 * not, by the host, in a line of its own.
 */
export function withEcho(
  outcome: Outcome,
  { given, options }: ParsedCommand,
  language: Language,
  timeZone: string,
): Outcome {
  if (!outcome.ran && !outcome.waits) return outcome;
  let said: string | undefined;
  const lines: string[] = [];
  for (const [name, definition] of given) {
    if (definition.time === undefined && definition.duration === undefined) continue;
    said ??= JSON.stringify([outcome.transaction.messages, outcome.replies]);
    const moments = unsaid(options[name]!, definition, said, language, timeZone);
    if (moments.length === 0) continue;
    const comma = language === 'ja' || language === 'zh-TW' ? '、' : ', ';
    lines.push(
      hostText(language, 'understood', {
        option: shownName(definition, name, language),
        value: moments.join(comma),
      }),
    );
  }
  if (lines.length === 0) return outcome;
  return { ...outcome, replies: [...outcome.replies, { type: 'text', text: lines.join('\n') }] };
}
