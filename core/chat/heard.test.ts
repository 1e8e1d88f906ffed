import { expect, it } from 'vitest';
import { chatRef } from './chat.ts';
import { Heard, HEARD_FOR } from './heard.ts';

const chat = chatRef('line', 'Ubot', 'group', 'C1');
const other = chatRef('line', 'Ubot', 'group', 'C2');
const third = chatRef('line', 'Ubot', 'group', 'C3');
const MINUTE = 60_000;

it('who was heard since a time, each once, in the order in which they were last heard', () => {
  let now = 0;
  const heard = new Heard(() => now);
  for (const [at, id] of [
    [1, 'aki'],
    [2, 'ken'],
    [3, 'mei'],
    [4, 'aki'],
  ] as const)
    heard.note(chat, id, at * MINUTE);
  now = 5 * MINUTE;
  expect(heard.since(chat, 2 * MINUTE)).toEqual({ memberIds: ['ken', 'mei', 'aki'], from: 2 * MINUTE });
  expect(heard.since(chat, 3.5 * MINUTE).memberIds).toEqual(['aki']);
  expect(heard.since(other, 0).memberIds).toEqual([]);
  heard.forget(chat, 'aki');
  expect(heard.since(chat, 0).memberIds).toEqual(['ken', 'mei']);
  heard.forgetChat(chat);
  expect(heard.since(chat, 0).memberIds).toEqual([]);
});

it('says from when on it knows: not from before it began, and nobody for longer than two hours', () => {
  let now = 10 * MINUTE;
  const heard = new Heard(() => now);
  expect(heard.since(chat, 0).from).toBe(10 * MINUTE);
  heard.note(chat, 'aki', now);
  now += HEARD_FOR + MINUTE;
  heard.note(chat, 'ken', now);
  expect(heard.since(chat, 0)).toEqual({ memberIds: ['ken'], from: now - HEARD_FOR });
});

it('a chat that had to make room is not said to have been silent', () => {
  let now = 0;
  const heard = new Heard(() => now, 2);
  heard.note(chat, 'aki', 0);
  heard.note(other, 'ken', 0);
  now = MINUTE;
  heard.note(third, 'mei', now);
  expect(heard.since(chat, 0)).toEqual({ memberIds: [], from: MINUTE });
});

it('keeps as many members of a chat as a group can have', () => {
  const heard = new Heard(() => 0);
  for (let n = 0; n <= 500; n += 1) heard.note(chat, `m${n}`, 0);
  const { memberIds } = heard.since(chat, 0);
  expect([memberIds.length, memberIds[0]]).toEqual([500, 'm1']);
});
