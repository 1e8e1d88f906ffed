import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptApart } from './directions.ts';
import { inLine } from './in-line.ts';

it.each([
  ['an override goes', 'Pay \u202e001 to Aki', 'Pay 001 to Aki'],
  ['an embedding that is open is closed at the end of its line', '\u202bAki\nKen', '\u202bAki\u202c\nKen'],
  ['an isolate that is open is closed', 'a \u2067b', 'a \u2067b\u2069'],
  ['what closes nothing goes', 'Aki\u2069\u202c: yes', 'Aki: yes'],
  ['the end of an isolate ends what was opened within it', '\u2068a\u202bb\u2069c', '\u2068a\u202bb\u202c\u2069c'],
  ['the end of an embedding ends no isolate', '\u202ba\u2068b\u202cc\u2069\u202c', '\u202ba\u2068bc\u2069\u202c'],
])('%s', (_, text, kept) => expect(keptApart(text)).toBe(kept));

it('leaves Hebrew, Arabic and their own marks as they are', () => {
  const plain = ['שלום עולם', 'مرحبا', 'א\u200eB\u200f', inLine('שלום'), '\u202bשלום (a)\u202c!', 'Aki 👩‍👩‍👧'];
  expect(plain.map(keptApart)).toEqual(plain);
});

it('whatever is written, what a mark opens ends with its line, and a second time changes nothing', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'a,\n,\u202a,\u202b,\u202c,\u202d,\u202e,\u2066,\u2067,\u2068,\u2069'.split(',')),
  });
  fc.assert(
    fc.property(text, (given) => {
      const kept = keptApart(given);
      expect(keptApart(kept)).toBe(kept);
      expect(kept.replaceAll(/[^a\n]/gu, '')).toBe(given.replaceAll(/[^a\n]/gu, ''));
      for (const line of kept.split('\n')) {
        const count = (marks: RegExp): number => line.match(marks)?.length ?? 0;
        expect(count(/[\u202a\u202b]/gu)).toBe(count(/\u202c/gu));
        expect(count(/[\u2066-\u2068]/gu)).toBe(count(/\u2069/gu));
      }
    }),
  );
});
