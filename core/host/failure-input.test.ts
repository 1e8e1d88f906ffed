import { expect, test } from 'vitest';
import { failureInput } from './failure-input.ts';

test.each([
  [
    'tokens',
    { line: '/boom', reply: { token: 'secret', receivedAt: 1 }, quoteToken: 'q', readToken: 'r' },
    { line: '/boom' },
  ],
  ['a number', { address: '+819012342000' }, { address: '…2000' }],
  ['a number as it was typed', { line: '/group add +81 90-1234-2000 please' }, { line: '/group add …-2000 please' }],
  ['an e-mail address', { line: '/group add yuki@example.com' }, { line: '/group add …@example.com' }],
  ['neither', [{ type: 'text', text: '+1 for sushi @ 18:00' }], [{ type: 'text', text: '+1 for sushi @ 18:00' }]],
])('the operator reads %s as far as that is for them', (_, body, shown) => {
  expect(failureInput({ body: JSON.stringify(body) })).toEqual(shown);
});
