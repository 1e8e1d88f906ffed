import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chatRef } from '../chat/chat.ts';
import type { TagKey } from './store.ts';
import { Tags } from './tags.ts';

const group = chatRef('line', 'Ubot', 'group', 'C1');
const other = chatRef('line', 'Ubot', 'group', 'C2');
const pollOf = (line: string): string | undefined => (line.startsWith('/poll') ? 'poll' : undefined);

let made = 0;
const keys = (): TagKey[] => [{ id: `k${++made}`, at: 0, key: randomBytes(32) }];

describe('tags', () => {
  test('a button gives back its line in the chat it was made for', () => {
    const tags = new Tags(keys());
    const data = tags.seal(group, 'poll', '/poll vote 2 --poll 3');
    expect(data.length).toBeLessThanOrEqual(300);
    expect(tags.open(group, data, pollOf)).toEqual({ ok: true, line: '/poll vote 2 --poll 3' });
  });

  test('a card that was copied to another chat does nothing there', () => {
    const tags = new Tags(keys());
    expect(tags.open(other, tags.seal(group, 'poll', '/poll close 3'), pollOf)).toEqual({ ok: false, ours: true });
  });

  test('a changed line, another plugin or another key does nothing', () => {
    const tags = new Tags(keys());
    const data = tags.seal(group, 'poll', '/poll vote 2');
    expect(tags.open(group, data.replace('vote 2', 'vote 3'), pollOf).ok).toBe(false);
    expect(tags.open(group, data, () => 'other').ok).toBe(false);
    expect(new Tags(keys()).open(group, data, pollOf)).toEqual({ ok: false, ours: true });
  });

  test('a line too long for a button is kept, and the button carries its id', () => {
    const tags = new Tags(keys());
    const line = `/poll add ${'長い'.repeat(200)}`;
    const data = tags.seal(group, 'poll', line);
    expect(data.length).toBeLessThanOrEqual(300);
    const lineId = tags.longLine(group, 'poll', line);
    expect(lineId).toBeDefined();
    expect(tags.open(group, data, pollOf)).toEqual({ ok: true, lineId, plugin: 'poll' });
    expect(tags.open(other, data, pollOf).ok).toBe(false);
    expect(tags.longLine(group, 'poll', '/poll add short')).toBeUndefined();
  });

  test('what seal cuts short is what longLine keeps, to the very character', () => {
    const tags = new Tags(keys());
    for (let length = 260; length < 300; length++) {
      const line = '/'.padEnd(length, 'x');
      const carried = tags.seal(group, 'poll', line).includes(line);
      expect(tags.longLine(group, 'poll', line) === undefined).toBe(carried);
    }
  });

  test('a retired key still opens what it sealed, and the newest one seals', () => {
    const [older] = keys();
    const [newer] = keys();
    const data = new Tags([older!]).seal(group, 'poll', '/poll vote 2');
    const tags = new Tags([newer!, older!]);
    expect(tags.open(group, data, pollOf)).toEqual({ ok: true, line: '/poll vote 2' });
    expect(new Tags([newer!]).open(group, tags.seal(group, 'poll', '/poll'), pollOf).ok).toBe(true);
  });

  test.each([
    '',
    '/poll vote 2',
    'x',
    't1.short /poll',
    `t${'1'.repeat(9)}.${'A'.repeat(12)} /poll`,
    '@'.repeat(300),
    'noop',
  ])('data that no host made is nobody’s concern: %j', (data) => {
    expect(new Tags(keys()).open(group, data, pollOf)).toEqual({ ok: false, ours: false });
  });

  test('line breaks and emoji in a line come back as they were', () => {
    const tags = new Tags(keys());
    const line = '/poll 昼ごはん\n寿司 🍣\nラーメン';
    expect(tags.open(group, tags.seal(group, 'poll', line), pollOf)).toEqual({ ok: true, line });
  });
});

test('a new key signs when every host has had the time to learn it, and is understood at once', () => {
  const [old, fresh] = [
    { id: 'old', at: 100, key: randomBytes(32) },
    { id: 'new', at: 900, key: randomBytes(32) },
  ];
  const [mine, others] = [new Tags([fresh, old], 900), new Tags([old])];
  expect(mine.seal(group, 'poll', '/poll')).toMatch(/^told\./);
  mine.learn([fresh, old], 901);
  const sealed = mine.seal(group, 'poll', '/poll');
  expect(sealed).toMatch(/^tnew\./);
  expect(others.open(group, sealed, () => 'poll')).toEqual({ ok: false, ours: true });
  others.learn([fresh, old], 500);
  expect(others.open(group, sealed, () => 'poll')).toEqual({ ok: true, line: '/poll' });
  // The first key of all signs at once.
  expect(new Tags([fresh], 0).seal(group, 'poll', '/poll')).toMatch(/^tnew\./);
});
