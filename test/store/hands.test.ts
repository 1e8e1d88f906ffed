import { expect, test } from 'vitest';
import { Hands } from '../../core/store/postgres/hands.ts';

function hands() {
  const told: string[] = [];
  const one = new Hands(
    (chat) => told.push(`forget ${chat}`),
    () => false,
  );
  one.listen({
    onClaim: ({ chat, outbox, tokens }) => told.push(`${outbox ? 'got' : 'news of'} ${chat}, ${tokens.length} tokens`),
    onNews: () => undefined,
    onLost: () => undefined,
  });
  /** The answer of a statement that brought chat `c`. */
  const answer = (epoch: number, lent: readonly string[] = []) =>
    one.take({
      got: [{ chat: 'c', epoch, policyRevision: 0, leftAt: -1, outbox: null }],
      news: null,
      rows: null,
      lent: lent.map((token) => ({ chat: 'c', token, receivedAt: 1 })),
    });
  return { one, told, answer };
}

test('a chat that two statements bring at once comes once, in whatever order their answers come', () => {
  for (const [first, second] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const { one, told, answer } = hands();
    answer(first);
    answer(second, ['token']);
    expect(told).toEqual(['forget c', 'got c, 0 tokens', 'news of c, 1 tokens']);
    // It is given back by what it was brought by last.
    expect(one.givingBack('c')).toBe(2);
  }
});

test('a chat that was given back comes anew', () => {
  const { one, told, answer } = hands();
  answer(1);
  one.give('c');
  one.gone('c', 1);
  answer(2);
  expect(told).toEqual(['forget c', 'got c, 0 tokens', 'forget c', 'forget c', 'got c, 0 tokens']);
});

test('a chat that was given back is gone, unless it came in a later epoch', () => {
  const { one, answer } = hands();
  answer(1);
  one.gone('c', 1);
  expect(one.has('c')).toBe(false);
  answer(3);
  one.gone('c', 2);
  expect(one.has('c')).toBe(true);
});

test('what others put into a chat is kept until the answer that brings the chat, and goes with it', () => {
  const { one, told, answer } = hands();
  const row = { chat_key: 'c', seq: 7, plugin: 'poll', event_id: 'e', at: 1, attempts: 0, owner: 1, body: '{}' };
  const put = {
    got: null,
    news: [{ chat: 'c', policyRevision: 0, leftAt: -1 }],
    epochs: [{ chat: 'c', epoch: 2 }],
    rows: [{ ...row, version: null, message_id: null }],
    lent: [{ chat: 'c', token: 'lent', receivedAt: 1 }],
  };
  expect(one.take(put)).toEqual([]);
  expect(one.has('c')).toBe(false);
  expect(answer(1)).toMatchObject([{ chat: 'c', seq: 7 }]);
  expect(told).toEqual(['forget c', 'got c, 0 tokens', 'news of c, 1 tokens']);
  expect(one.givingBack('c')).toBe(2);
  // A chat that is being given back is here until somebody knows that it is not.
  one.give('c');
  expect(one.take({ ...put, lent: null, epochs: [{ chat: 'c', epoch: 3 }] })).toHaveLength(1);
  one.keep('c', 2);
  expect(one.givingBack('c')).toBe(3);
});
