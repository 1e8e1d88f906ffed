import { expect, test } from 'vitest';
import { VirtualLinq } from '../core/simulator/linq/virtual-linq.ts';
import { faultOf } from '../core/simulator/linq/api/refusal.ts';
import { holdAgainstRules, refusalsOfLinq, watchLinq } from './support/linq-watch.ts';

async function open() {
  const linq = await VirtualLinq.start();
  watchLinq(linq);
  const chat = linq.world.createGroup(
    'Camp',
    ['Aki', 'Bo'].map((name) => linq.world.createMember(name)),
  );
  const send = async (...parts: readonly object[]): Promise<number> => {
    const response = await fetch(`${linq.apiUrl}/v3/chats/${chat}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${linq.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: { parts } }),
    });
    return response.status;
  };
  return { linq, send };
}
const text = (value: string): object => ({ type: 'text', value });

test('a call that a rule of Linq’s refuses is told once, with what was asked and answered', async () => {
  const { linq, send } = await open();
  expect(await send(text('a'))).toBe(202);
  expect(refusalsOfLinq()).toEqual([]);
  expect(await send(text('a'), text('b'))).toBe(400);
  expect(refusalsOfLinq()).toEqual([expect.stringMatching(/^POST .*messages .*Consecutive text parts/)]);
  expect(refusalsOfLinq()).toEqual([]);
  await linq.stop();
});

test('a fault that a test put there is no refusal', async () => {
  const { linq, send } = await open();
  linq.faults.nextSend = [faultOf(2013), { status: 500 }];
  expect([await send(text('a')), await send(text('a'))]).toEqual([409, 500]);
  expect(refusalsOfLinq()).toEqual([]);
  await linq.stop();
});

test('a message to what only stands in for Linq is held against the rules too', () => {
  holdAgainstRules({ parts: [text('fine')] });
  holdAgainstRules({ parts: [text('x'.repeat(10_001))] });
  expect(refusalsOfLinq()).toEqual([expect.stringContaining('has more than 10000 characters')]);
});
