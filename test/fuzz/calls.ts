import * as fc from 'fast-check';
import { anything } from './shapes.ts';

/** What no answer may show. */
export const STACK = /\n\s+at |\\n\s+at |node_modules|\.ts:\d+/;
/** Deeper than `JSON.stringify` gets. */
export const deepened = (body: Buffer): Buffer =>
  Buffer.from(
    body
      .toString('latin1')
      .replaceAll(/"<(\d+) deep>"/g, (_, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth))),
    'latin1',
  );

/** Bodies that fit nothing, and what hides in them: names that every object has, and what cannot be made a word. */
export const odd = fc.oneof(anything, {
  weight: 2,
  arbitrary: fc.constantFrom<unknown>('constructor', '__proto__', 'length', { toString: 1 }, { valueOf: {} }, [
    { toString: null },
  ]),
});
/** `deepened` makes arrays of it. */
export const deep = fc.constantFrom('<200 deep>', '<30000 deep>');
/** A content type. */
export const kindOf = fc.oneof(
  { arbitrary: fc.constant('application/json'), weight: 8 },
  {
    arbitrary: fc.constantFrom(
      'text/plain',
      'image/png',
      'image/jpeg',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/jsonp',
    ),
    weight: 1,
  },
);
