/** A roll call as a file: comma-separated values and iCalendar. No words of its own but those it is given, no I/O. */
import { HOUR, type RollCall } from './roll-call.ts';

/** One line of the list, spelled out. */
export interface Row {
  readonly name: string;
  readonly answer: string;
  readonly place: string;
  readonly note: string;
  readonly broughtBy: string;
  /** `2026-11-22 18:03`, or nothing. */
  readonly arrived: string;
}

const COLUMNS = ['name', 'answer', 'place', 'note', 'broughtBy', 'arrived'] as const satisfies readonly (keyof Row)[];

/** A spreadsheet takes these for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/u;

/** RFC 4180, with a mark in front by which spreadsheets know UTF-8. */
export function csvOf(rows: readonly Row[], heads: Readonly<Record<keyof Row, string>>): string {
  const lines = [heads, ...rows].map((row) => COLUMNS.map((column) => cell(row[column])).join(','));
  return `\u{feff}${lines.join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** How long an event lasts in a calendar, since nobody said. */
const LASTS = 2 * HOUR;

/** RFC 5545. `id` tells the chat's roll calls from those of others, so that a calendar replaces what it already has. */
export function icalOf(call: RollCall & { readonly at: number }, id: string, now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tenko//rollcall//EN',
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(call.at)}`,
    `DTEND:${stamp(call.at + LASTS)}`,
    `SUMMARY:${escaped(call.title)}`,
    ...(call.place === undefined ? [] : [`LOCATION:${escaped(call.place)}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

const stamp = (time: number): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/gu, '');

const escaped = (text: string): string =>
  text
    .replaceAll(/[\\;,]/gu, (mark) => `\\${mark}`)
    .replaceAll(/\r?\n/gu, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ');

/** No line is longer than 75 bytes; the rest of it goes on behind a space. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (bytes + size > (parts.length === 0 ? 75 : 74)) {
      parts.push(part);
      part = '';
      bytes = 0;
    }
    part += character;
    bytes += size;
  }
  return [...parts, part].join('\r\n ');
}
