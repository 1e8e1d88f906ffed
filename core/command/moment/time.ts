import { foldDigits } from '../fold.ts';
import { Calendar } from './calendar.ts';
import { lex } from './lexer.ts';
import { saidAhead, saidTime } from './time-reader.ts';

// Digits and signs only, no part of it optional twice: it cannot run away.
const ISO = /^(\d{4})-(\d{2})-(\d{2})[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(z|[+-]\d{2}:?\d{2})?$/;
/** The last moment that a `Date` can hold. */
const LAST = 8.64e15;

/** An ISO date and time: in its own zone if it names one, else in the chat's. */
function isoTime(typed: string, zone: string): Date | undefined {
  const match = ISO.exec(typed);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fields = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second };
  const date = new Date(Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, second));
  // What does not come back as it went in (2026-02-30, 24:61) is no date.
  if (date.getUTCMonth() !== fields.month - 1 || date.getUTCDate() !== fields.day) return undefined;
  if (date.getUTCHours() !== fields.hour || date.getUTCMinutes() !== fields.minute || second > 59) return undefined;
  const timeZone = match[7] === undefined ? zone : offsetOf(match[7]);
  if (timeZone === undefined) return undefined;
  return new Date(Temporal.PlainDateTime.from(fields).toZonedDateTime(timeZone).epochMilliseconds);
}

function offsetOf(zone: string): string | undefined {
  if (zone === 'z') return 'UTC';
  const [sign, hours, minutes] = [zone.charAt(0), zone.slice(1, 3), zone.slice(-2)];
  return Number(hours) < 24 && Number(minutes) < 60 ? `${sign}${hours}:${minutes}` : undefined;
}

/**
 * A moment, as people say it, in the time zone of the chat:
 * - a time of the day (`18:00`, `6pm`, 午後6時半, 晚上八點, 2 ทุ่ม) is the next one: tomorrow's, if today's has passed;
 * - a weekday is the next one, "next Friday" (来週の金曜, 下週五, ศุกร์หน้า) the one in the week after this, weeks starting on Monday;
 * - a date without a year is the next one; `11/30` is month and day unless only the other way makes sense;
 * - a day without a time is its last minute, 23:59; a part of the day stands for an hour of its own (tomorrow morning is 9:00);
 * - a duration, with or without "from now", is counted from now;
 * - an ISO date and time is taken as it is.
 *
 * "Today 9:00" and a date with a year may be past: the command decides what that means. `undefined` if it is no time.
 */
export function timeOf(typed: string, now: number, zone: string): Date | undefined {
  const iso = typed.length > 40 ? undefined : isoTime(foldDigits(typed), zone);
  if (iso !== undefined) return iso;
  const lexemes = lex(typed);
  if (lexemes === undefined) return undefined;
  const ahead = saidAhead(lexemes);
  if (ahead !== undefined) return now + ahead > LAST ? undefined : new Date(now + ahead);
  const said = saidTime(lexemes);
  return said === undefined ? undefined : new Calendar(now, zone).place(said);
}
