import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('does one thing after the other, also behind what failed', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns.take(async () => {
    await gate.promise;
    done.push('first');
    return 1;
  });
  const second = turns.take(async () => {
    done.push('second');
    throw new Error('second');
  });
  const third = turns.take(async () => done.push('third'));
  expect(done).toEqual([]);
  gate.resolve();
  await expect(second).rejects.toThrow('second');
  await turns.over();
  expect(done).toEqual(['first', 'second', 'third']);
  expect([await first, await third]).toEqual([1, 3]);
});
