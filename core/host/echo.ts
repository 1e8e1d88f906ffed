import type { Language, OptionDefinition } from '../command/definition.ts';
import type { ParsedCommand } from '../command/parser.ts';
import { shownName } from '../command/usage.ts';
import type { OptionValue } from '../command/values/reading.ts';
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
  new Intl.DateTimeFormat(language, { ...FULL, timeZone }).format(date);

const hasNumber = (said: string, number: number): boolean => new RegExp(`(?<!\\d)0?${number}(?!\\d)`).test(said);

/** Whether the weekday, the day and the time of a moment stand in a text, in whichever form. */
function saysMoment(said: string, date: Date, language: Language, timeZone: string): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(timeZone);
  const weekdays = (['long', 'short'] as const).map((weekday) =>
    new Intl.DateTimeFormat(language, { weekday, timeZone }).format(date),
  );
  const hours = [at.hour, at.hour % 12 || 12];
  const isTime = hours.some((hour) =>
    at.minute === 0 ? hasNumber(said, hour) : new RegExp(`(?<!\\d)0?${hour}\\D{1,3}0?${at.minute}(?!\\d)`).test(said),
  );
  return isTime && hasNumber(said, at.day) && weekdays.some((weekday) => said.includes(weekday));
}

function saysLength(said: string, milliseconds: number): boolean {
  const units = [86_400_000, 3_600_000, 60_000, 1_000];
  // "90 minutes" or "1 hour 30 minutes".
  if (units.some((unit) => milliseconds % unit === 0 && hasNumber(said, milliseconds / unit))) return true;
  let rest = milliseconds;
  return units.every((unit) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 || hasNumber(said, count);
  });
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
  return saysLength(said, value) ? [] : [lengthOfTime(language, value)];
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
