import { describe, expect, test } from 'vitest';
import { chatRef } from '../chat/chat.ts';
import { Lane } from './lane.ts';
import type { OutboxRow } from './store.ts';

const chat = chatRef('line', 'Ubot', 'group', 'C1');
const START = 1_000_000;
let ids = 0;

function row(given: Partial<OutboxRow> & { messages?: number } = {}): OutboxRow {
  const { messages = 1, ...rest } = given;
  return {
    id: ++ids,
    chat: chat.key,
    plugin: 'poll',
    eventId: `e${ids}`,
    at: START,
    kind: 'notice',
    body: JSON.stringify(Array.from({ length: messages }, () => ({ type: 'text', text: 'x' }))),
    tried: false,
    ...rest,
  };
}

const lane = (): Lane => new Lane(chat, { pause: 5_000, quiet: 2_000, longest: 5_000, together: 0 });
const token = (name: string, receivedAt = START) => ({ token: name, receivedAt });

describe('the reply lane of a chat', () => {
  test('a lone reply of a key may go at once, the next within five seconds waits', () => {
    const one = lane();
    expect(one.isFree('poll', 'poll-1', START)).toBe(true);
    one.sent(row({ kind: 'reply', key: 'poll-1' }), START);
    expect(one.isFree('poll', 'poll-1', START + 4_999)).toBe(false);
    expect(one.isFree('poll', 'poll-2', START + 1)).toBe(true);
    expect(one.isFree('rollcall', 'poll-1', START + 1)).toBe(true);
    expect(one.isFree('poll', undefined, START + 1)).toBe(true);
    expect(one.isFree('poll', 'poll-1', START + 5_000)).toBe(true);
  });

  test('replies of a burst go out as one, the newest, after two seconds of quiet and on the newest token', () => {
    const one = lane();
    one.sent(row({ kind: 'reply', key: 'poll-1' }), START);
    let newest = row();
    for (let tap = 0; tap < 10; tap++) {
      newest = row({ kind: 'reply', key: 'poll-1', token: `t${tap}`, receivedAt: START + tap * 100 });
      one.wait(newest, START + tap * 100);
    }
    expect(one.hasDue(START + 900 + 1_999)).toBe(false);
    expect(one.hasDue(START + 900 + 2_000)).toBe(true);
    expect(one.takeToken(START + 3_000)?.token).toBe('t9');
    expect(one.takeFirst(START + 3_000)?.id).toBe(newest.id);
    expect(one.isWaiting).toBe(false);
  });

  test('what waits goes out on the token that it came with, so that no other’s is used up while that one waits', () => {
    const one = lane();
    const [first, second] = ['poll-1', 'poll-2'].map((key, n) =>
      row({ kind: 'reply', key, token: `t${n}`, receivedAt: START }),
    );
    one.wait(first!, START);
    one.wait(second!, START + 1_000);
    one.offer(token('spare', START + 1_500));
    expect(one.takeToken(START + 2_000)?.token).toBe('t0');
    expect(one.takeFirst(START + 2_000)?.id).toBe(first!.id);
    // A notice takes the one that nobody came with.
    one.wait(row({ kind: 'notice' }), START + 2_000);
    expect(one.takeToken(START + 2_600)?.token).toBe('spare');
    expect(one.takeToken(START + 2_600)?.token).toBe('t1');
  });

  test('what could not be sent is void where a newer one of its key waits or is on its way', () => {
    const [older, newer] = [row({ kind: 'reply', key: 'k' }), row({ kind: 'reply', key: 'k' })];
    const waiting = lane();
    waiting.wait(newer, START);
    expect(waiting.isVoid(older)).toBe(true);
    const onItsWay = lane();
    onItsWay.ready.push(newer);
    expect(onItsWay.isVoid(older)).toBe(true);
    expect(onItsWay.isVoid(row({ kind: 'reply', key: 'k' }))).toBe(false);
    expect(onItsWay.isVoid(row({ kind: 'reply', key: 'other' }))).toBe(false);
  });

  test('a burst that never ends is answered every five seconds all the same', () => {
    const one = lane();
    one.sent(row({ kind: 'reply', key: 'k' }), START);
    for (let ms = 0; ms <= 4_900; ms += 100) one.wait(row({ kind: 'reply', key: 'k' }), START + ms);
    expect(one.hasDue(START + 4_999)).toBe(false);
    expect(one.hasDue(START + 5_000)).toBe(true);
  });

  test('a token is not used after fifty seconds', () => {
    const one = lane();
    one.offer(token('old', START));
    expect(one.takeToken(START + 50_001)).toBeUndefined();
    one.offer(token('older', START));
    one.offer(token('newer', START + 1_000));
    expect(one.takeToken(START + 2_000)?.token).toBe('newer');
    expect(one.takeToken(START + 2_000)?.token).toBe('older');
    expect(one.takeToken(START + 2_000)).toBeUndefined();
  });

  test('notices fill what is left of a reply’s five messages, in their order, and no more', () => {
    const one = lane();
    const [first, big, third] = [row(), row({ messages: 4 }), row({ messages: 2 })];
    for (const notice of [first, big, third]) one.wait(notice, START);
    const beside = one.takeBeside(row({ kind: 'reply', messages: 2 }), START + 1_000);
    expect(beside.map(({ id }) => id)).toEqual([first.id, third.id]);
    expect(one.takeBeside(row({ kind: 'reply', messages: 5 }), START + 1_000)).toEqual([]);
    expect(one.takeFirst(START + 1_000)?.id).toBe(big.id);
  });

  test('a newer notice takes the place of one of its key that still waits', () => {
    const one = lane();
    one.wait(row({ key: 'reminder' }), START);
    const newer = row({ key: 'reminder' });
    one.wait(newer, START + 1);
    expect(one.take(() => true).map(({ id }) => id)).toEqual([newer.id]);
  });

  test('a lane that has nothing to say and nothing to remember can go', () => {
    const one = lane();
    one.offer(token('t'));
    expect(one.isIdle(START + 1)).toBe(false);
    expect(one.isIdle(START + 50_001)).toBe(true);
    one.sent(row({ kind: 'reply', key: 'k' }), START);
    expect(one.isIdle(START + 1)).toBe(false);
    expect(one.isIdle(START + 60_000)).toBe(true);
  });
});
