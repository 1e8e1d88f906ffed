import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Failure } from '../errors.ts';
import { Held } from './claims.ts';
import { Patience, Stopping } from './patience.ts';

/** A store that is away at first, and how often it was asked. */
function store() {
  let asked = 0;
  return {
    asked: () => asked,
    ask: async () => {
      if (asked++ === 0) throw new Failure('STORE_UNAVAILABLE', 'away');
      return 'there';
    },
  };
}

test('a store that is away is asked again until it is there', async () => {
  const { ask, asked } = store();
  expect(await new Patience(pino({ level: 'silent' })).untilThere(ask, new Held())).toBe('there');
  expect(asked()).toBe(2);
});

test('what was to be written in a chat is not asked again when the chat has left this host, even if it came back', async () => {
  const { ask, asked } = store();
  const held = new Held();
  const writing = new Patience(pino({ level: 'silent' })).untilThere(ask, held);
  held.lost = true;
  await expect(writing).rejects.toBeInstanceOf(Stopping);
  expect(asked()).toBe(1);
});
