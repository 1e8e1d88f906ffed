import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf, icalOf, type Row } from './export.ts';
import type { RollCall } from './roll-call.ts';

const HEADS: Row = {
  name: 'Name',
  answer: 'Answer',
  place: 'Place',
  note: 'Note',
  broughtBy: 'By',
  arrived: 'Arrived',
};
const row = (name: string): Row => ({ name, answer: 'Yes', place: '', note: '', broughtBy: '', arrived: '' });
const CALL: RollCall & { readonly at: number } = {
  number: 7,
  kind: 'roll',
  title: 'Dinner; with, love\nand more',
  place: 'Bar 2F',
  created: 1,
  at: Date.UTC(2026, 10, 27, 10),
  closed: false,
  seen: 1,
  entries: [],
  arrived: {},
};

/** The cells of such a text, as a spreadsheet reads them. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  for (const [, line = ''] of text.slice(1).matchAll(/((?:"(?:[^"]|"")*"|[^"\r\n])*)\r\n/gu))
    rows.push(
      [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/gu)].map(([, cell = '']) =>
        cell.replace(/^"|"$/gu, '').replaceAll('""', '"'),
      ),
    );
  return rows;
}

describe('a table', () => {
  it('comes back as it went in, whatever people are called, and is no formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (names) => {
        const [, ...rows] = cells(csvOf(names.map(row), HEADS));
        expect(rows.map(([name]) => name?.replace(/^'(?=[=+\-@\t\r])/u, ''))).toEqual(names);
        for (const [name = ''] of rows) expect(name).not.toMatch(/^[=+\-@\t\r]/u);
      }),
    );
  });

  it('begins with the mark by which spreadsheets know UTF-8', () => {
    expect(csvOf([row('ゆき')], HEADS)).toBe('\u{feff}Name,Answer,Place,Note,By,Arrived\r\nゆき,Yes,,,,\r\n');
  });
});

describe('a calendar', () => {
  it('has the time in UTC, the place, and texts with their signs escaped', () => {
    expect(icalOf(CALL, 'rollcall-7@tenko', Date.UTC(2026, 10, 22, 3)).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tenko//rollcall//EN',
      'BEGIN:VEVENT',
      'UID:rollcall-7@tenko',
      'DTSTAMP:20261122T030000Z',
      'DTSTART:20261127T100000Z',
      'DTEND:20261127T120000Z',
      'SUMMARY:Dinner\\; with\\, love\\nand more',
      'LOCATION:Bar 2F',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('has no line of more than 75 bytes, and loses nothing by that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (title) => {
        const text = icalOf({ ...CALL, title: `x${title.replaceAll(/[\\;,\p{Cc}]/gu, '')}x` }, 'id', 0);
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(text.replaceAll('\r\n ', '')).toContain(`SUMMARY:x${title.replaceAll(/[\\;,\p{Cc}]/gu, '')}x`);
      }),
    );
  });
});
