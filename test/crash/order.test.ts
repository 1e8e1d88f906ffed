import { expect, it } from 'vitest';
import { outOfOrder } from './order.ts';
import type { Posted } from './post.ts';

const posted = (line: string, sentAt: number, acknowledgedAt: number, post = sentAt, place = 0) =>
  ({ line, sentAt, acknowledgedAt, post, place }) as Posted;

it('a command that was acknowledged before another was sent must have run before it', () => {
  const [first, second] = [posted('first', 0, 1), posted('second', 2, 3)];
  expect(outOfOrder([first, second])).toEqual([]);
  expect(outOfOrder([second, first])).toEqual(['second ran before first, which was acknowledged before it was sent']);
});

it('commands that were under way together may run either way', () => {
  const [one, other] = [posted('one', 0, 2), posted('other', 1, 3)];
  expect(outOfOrder([one, other])).toEqual([]);
  expect(outOfOrder([other, one])).toEqual([]);
});

it('commands of one webhook run in its order', () => {
  const [one, other] = [posted('one', 0, 1, 7, 0), posted('other', 0, 1, 7, 1)];
  expect(outOfOrder([one, other])).toEqual([]);
  expect(outOfOrder([other, one])).toEqual(['other ran before one, which stood before it in one webhook']);
});

it('one that ran much too late is found behind many others', () => {
  const others = Array.from({ length: 5 }, (_, index) => posted(`other ${index}`, 10 + index, 20));
  expect(outOfOrder([...others, posted('late', 0, 1)])).toHaveLength(5);
});
