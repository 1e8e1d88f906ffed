import { expect, test } from 'vitest';
import type { Store } from '../../../core/host/store.ts';
import { STORAGE_SHARE } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, did, event, opened, reply, sent, type NewPlace } from '../place.ts';

const NOTHING = { seenBefore: 0, linesBefore: 0, leftBefore: 0, messagesBefore: 0 };

/** Puts something of every kind into a chat. */
async function fill(store: Store, chat: string): Promise<void> {
  await did(
    store,
    {
      writes: new Map(Array.from({ length: 700 }, (_, n) => [`k${n}`, '"v"'])),
      timers: [{ name: 't', due: 5, line: '/poll' }],
      lines: new Map([[`line of ${chat}`, '/poll']]),
      outbox: [reply()],
      ranBy: { messageId: 'typed', subject: '#1' },
    },
    { chat },
  );
  store.settled([], [{ chat, messageId: 'sent', plugin: 'poll', subject: '#1' }]);
  await did(store, { failure: { code: 'HANDLER_FAILED', error: 'x' } }, { chat });
  await store.remember(
    Array.from({ length: 700 }, (_, n) => ({ chat, memberId: `U${n}`, what: 'seen' as const, at: 5 })),
  );
  await store.setPolicy(chat, '{"language":"ja"}', 0);
  await accepted(store, 'waits', { chat });
}

async function held(store: Store, chat: string) {
  return {
    state: (await store.list(chat, 'poll', '')).length,
    timers: (await store.timers(chat, 'poll')).length,
    line: await store.line(`line of ${chat}`),
    outbox: (await store.outbox()).filter((row) => row.chat === chat).length,
    failures: (await store.failures()).filter((row) => row.chat === chat).length,
    roster: (await store.roster(chat)).length,
    messages: (await Promise.all(['typed', 'sent'].map((id) => store.subject(chat, id)))).filter(Boolean).length,
    policy: (await store.policy(chat)).revision,
    left: await store.left(chat),
  };
}
const FULL = { state: 700, timers: 1, line: '/poll', outbox: 1, failures: 1, roster: 700, messages: 2, policy: 1 };
const EMPTY = { state: 0, timers: 0, outbox: 0, failures: 0, roster: 0, messages: 0, policy: 0 };

export function sweepContract(newPlace: NewPlace): void {
  test('event ids are forgotten when they are old, a batch a transaction, and no earlier', async () => {
    const transactions: number[] = [];
    const { store } = await opened(newPlace, (writes) => void transactions.push(writes));
    await Promise.all(Array.from({ length: 1_200 }, (_, n) => store.accept(event(`old ${n}`, { at: 99, rows: [] }))));
    await store.accept(event('new', { at: 100, rows: [] }));
    transactions.length = 0;
    await store.sweep({ ...NOTHING, seenBefore: 100 });
    expect(transactions.length).toBeGreaterThanOrEqual(3);
    expect(await store.accept(event('new', { rows: [] }))).toBeUndefined();
    const again = await Promise.all(
      Array.from({ length: 1_200 }, (_, n) => store.accept(event(`old ${n}`, { rows: [] }))),
    );
    expect(again.every((rows) => rows !== undefined)).toBe(true);
  });

  test('long lines go when they are old, and a card that is sent again keeps its lines', async () => {
    const host = await opened(newPlace);
    await did(host.store, {
      lines: new Map([
        ['old', '/a'],
        ['again', '/b'],
      ]),
    });
    host.clock.now = 2_000_000;
    await did(host.store, { lines: new Map([['again', '/b']]) });
    await host.store.sweep({ ...NOTHING, linesBefore: 2_000_000 });
    expect(await host.store.line('old')).toBeUndefined();
    expect(await host.store.line('again')).toBe('/b');
  });

  test('messages are forgotten when they are old, and no earlier', async () => {
    const { store, clock } = await opened(newPlace);
    clock.now = 99;
    store.settled([], [{ chat: CHAT, messageId: 'old card', plugin: 'poll', subject: '#1' }]);
    await did(store, { ranBy: { messageId: 'old line', subject: '#1' } });
    clock.now = 100;
    store.settled([], [{ chat: CHAT, messageId: 'card', plugin: 'poll', subject: '#1' }]);
    await did(store, { ranBy: { messageId: 'line', subject: '#1' } });
    await store.sweep({ ...NOTHING, messagesBefore: 100 });
    const known = await Promise.all(['old card', 'old line', 'card', 'line'].map((id) => store.subject(CHAT, id)));
    expect(known.map((found) => found !== undefined)).toEqual([false, false, true, true]);
  });

  test('a chat that was left long ago is erased with all it had; others keep everything', async () => {
    const host = await opened(newPlace);
    const recently = 'line:Ubot/Crecent';
    for (const chat of [CHAT, OTHER, recently]) await fill(host.store, chat);
    await accepted(host.store, 'gone', { presence: 'left', at: 50 });
    await accepted(host.store, 'gone', { chat: recently, presence: 'left', at: 100 });
    await host.store.sweep({ ...NOTHING, leftBefore: 100 });
    const store = await host.reopen();
    expect(await held(store, CHAT)).toEqual({ ...EMPTY, line: undefined, left: undefined });
    expect(await held(store, OTHER)).toEqual({ ...FULL, left: undefined });
    expect(await held(store, recently)).toEqual({ ...FULL, left: 100 });
    expect((await store.claim()).map(({ chat }) => chat)).not.toContain(CHAT);
  });

  test('an erased chat starts with its whole share', async () => {
    const { store } = await opened(newPlace);
    const much = { writes: new Map([['k', 'x'.repeat(STORAGE_SHARE - 1)]]) };
    await did(store, much);
    await accepted(store, 'gone', { presence: 'left', at: 50 });
    await store.sweep({ ...NOTHING, leftBefore: 100 });
    await accepted(store, 'back', { presence: 'here', at: 200 });
    expect(await did(store, much)).toMatchObject({ ok: true });
  });

  test('a chat to which the bot comes back while it is erased is left alone from then on, and counts what is left', async () => {
    const { store } = await opened(newPlace);
    await did(store, { writes: new Map(Array.from({ length: 6_000 }, (_, n) => [`k${n}`, 'x'.repeat(500)])) });
    await store.setPolicy(CHAT, '{}', 0);
    await accepted(store, 'gone', { presence: 'left', at: 50 });
    const sweeping = store.sweep({ ...NOTHING, leftBefore: 100 });
    while ((await store.list(CHAT, 'poll', '')).length === 6_000)
      await new Promise<void>((resolve) => setImmediate(resolve));
    await accepted(store, 'back', { presence: 'here', at: 200 });
    await sweeping;
    const kept = await store.list(CHAT, 'poll', '');
    expect(kept.length).toBeGreaterThan(0);
    expect(await store.policy(CHAT)).toEqual({ revision: 1, document: '{}' });
    const used = kept.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    const rest = STORAGE_SHARE - used - 1;
    expect(await did(store, { writes: new Map([['r', 'x'.repeat(rest + 1)]]) })).toEqual({ ok: false, why: 'full' });
    expect(await did(store, { writes: new Map([['r', 'x'.repeat(rest)]]) })).toMatchObject({ ok: true });
  });

  test('a sweep with nothing to do does nothing', async () => {
    const { store } = await opened(newPlace);
    await sent(store, [reply()]);
    await store.sweep({ seenBefore: 1, linesBefore: 1, leftBefore: 1, messagesBefore: 1 });
    expect(await store.outbox()).toHaveLength(1);
  });
}
