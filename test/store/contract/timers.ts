import { expect, test } from 'vitest';
import type { NewEvent, Store, TimerRow } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, did, event, opened, type NewPlace } from '../place.ts';

const timer = (name: string, due: number, more: Partial<TimerRow> = {}) => ({
  name,
  due,
  line: `/poll close ${name}`,
  ...more,
});
const of = (name: string, due: number, chat = CHAT) => ({ chat, plugin: 'poll', ...timer(name, due) });
const firing = ({ chat, plugin, name, due }: TimerRow & { chat: string }): NewEvent =>
  event(`t:${plugin}:${name}:${due}`, { chat, at: 2_000_000 });
const due = async (store: Store, now: number, limit = 100) =>
  (await store.due(now, limit)).map(({ chat, name }) => `${chat} ${name}`);

export function timerContract(newPlace: NewPlace): void {
  test('timers are kept, replaced by their name, and cancelled', async () => {
    const host = await opened(newPlace);
    const rule = '{"pattern":"0 19 * * 5","zone":"Asia/Tokyo"}';
    await did(host.store, { timers: [timer('a', 50, { rule }), timer('b', 20), timer('c', 30)] });
    await did(host.store, { timers: [timer('b', 60), timer('a', 40)], cancelled: ['c', 'unknown'] });
    const store = await host.reopen();
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('a', 40), timer('b', 60)]);
    expect((await store.timers(CHAT, 'poll')).every((one) => one.rule === undefined)).toBe(true);
    expect(await store.timers(CHAT, 'rollcall')).toEqual([]);
    expect(await store.timers(OTHER, 'poll')).toEqual([]);
  });

  test('due timers come oldest first, and no more than asked for', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('c', 300), timer('a', 100), timer('b', 200), timer('later', 301)] });
    expect(await due(store, 300)).toEqual([`${CHAT} a`, `${CHAT} b`, `${CHAT} c`]);
    expect(await due(store, 300, 2)).toEqual([`${CHAT} a`, `${CHAT} b`]);
    expect(await due(store, 99)).toEqual([]);
  });

  test('a timer goes off once: its event is accepted and it is gone, together', async () => {
    const host = await opened(newPlace);
    await did(host.store, { timers: [timer('a', 100)] });
    const [one] = await host.store.due(100, 10);
    const answers = await Promise.all([1, 2].map(() => host.store.fire(one!, firing(one!), {})));
    expect(answers).toMatchObject([[{ eventId: 't:poll:a:100', attempts: 0 }], undefined]);
    const store = await host.reopen();
    expect(await store.timers(CHAT, 'poll')).toEqual([]);
    expect(await store.claim()).toMatchObject([{ eventId: 't:poll:a:100', plugin: 'poll' }]);
    expect(await store.accept(firing(one!))).toBeUndefined();
  });

  test('the timers of a plugin that is off rest, and those that were due meanwhile are due when it is on again', async () => {
    const host = await opened(newPlace);
    await did(host.store, { timers: [timer('a', 100), timer('b', 5_000_000)] });
    await did(host.store, { timers: [timer('a', 100)] }, { rows: [{ plugin: 'rollcall', body: '{}' }] });
    const [one] = await host.store.due(100, 10);
    expect(await host.store.rest(CHAT, 'poll', 1)).toBe(false);
    expect(await due(host.store, 100)).toHaveLength(2);
    expect(await host.store.rest(CHAT, 'poll', 0)).toBe(true);
    const store = await host.reopen();
    expect((await store.due(9_000_000, 10)).map(({ plugin }) => plugin)).toEqual(['rollcall']);
    expect(await store.fire(one!, firing(one!), {})).toBeUndefined();
    const policy = { document: '{}', expected: 0, woken: ['poll'], moved: [] };
    host.clock.now = 3_000_000;
    expect((await did(store, { policy })).ok).toBe(true);
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('a', 3_000_000), timer('b', 5_000_000)]);
    expect((await store.due(3_000_000, 10)).map(({ plugin, due }) => `${plugin} ${due}`)).toEqual([
      'rollcall 100',
      'poll 3000000',
    ]);
  });

  test('a timer that rests for two reasons rests until both are gone', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100)] });
    expect(await store.rest(CHAT, 'poll', 0)).toBe(true);
    await accepted(store, 'gone', { presence: 'left' });
    await accepted(store, 'back', { presence: 'here' });
    expect(await due(store, 200)).toEqual([]);
    await accepted(store, 'gone again', { presence: 'left' });
    await did(store, { policy: { document: '{}', expected: 0, woken: ['poll'], moved: [] } });
    expect(await due(store, 2_000_000)).toEqual([]);
    await accepted(store, 'back again', { presence: 'here' });
    expect(await due(store, 2_000_000)).toEqual([`${CHAT} a`]);
  });

  test('what repeats is moved with the policy, and what runs once stays', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100, { rule: '{}' }), timer('b', 100)] });
    await did(store, { timers: [timer('c', 50, { rule: '{}' })] }, { rows: [{ plugin: 'rollcall', body: '{}' }] });
    const moved = ['a', 'b', 'gone'].map((name) => ({ plugin: 'poll', name, due: 700 }));
    await did(store, { policy: { document: '{}', expected: 0, woken: [], moved } });
    expect((await store.timers(CHAT)).map(({ name, due }) => `${name} ${due}`)).toEqual(['c 50', 'b 100', 'a 700']);
  });

  test('a timer with a rule is set to its next time', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100, { rule: '{}' })] });
    const [one] = await store.due(100, 10);
    expect(await store.fire(one!, firing(one!), { next: 900 })).toHaveLength(1);
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('a', 900, { rule: '{}' })]);
    expect(await due(store, 899)).toEqual([]);
    expect(await store.fire(one!, firing(one!), { next: 1_700 })).toBeUndefined();
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('a', 900)]);
  });

  test('a timer that was cancelled, or set anew, does not go off', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100), timer('b', 100)] });
    await did(store, { timers: [timer('b', 500)], cancelled: ['a'] });
    expect(await store.fire(of('a', 100), firing(of('a', 100)), {})).toBeUndefined();
    expect(await store.fire(of('b', 100), firing(of('b', 100)), {})).toBeUndefined();
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('b', 500)]);
    expect(await store.accept(firing(of('a', 100)))).toBeDefined();
  });

  test('a timer that was found due before the bot left rests with the others', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100)] });
    const [one] = await store.due(100, 10);
    await accepted(store, 'gone', { presence: 'left' });
    expect(await store.fire(one!, firing(one!), {})).toBeUndefined();
    await accepted(store, 'back', { presence: 'here' });
    expect(await store.due(100, 10)).toEqual([one]);
    expect(await store.fire(one!, firing(one!), {})).toHaveLength(1);
  });

  test('a timer whose event was accepted before is moved on, and is not due for ever', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [timer('a', 100), timer('b', 100, { rule: '{}' })] });
    for (const name of ['a', 'b']) await accepted(store, `t:poll:${name}:100`);
    expect(await store.fire(of('a', 100), firing(of('a', 100)), {})).toBeUndefined();
    expect(await store.fire(of('b', 100), firing(of('b', 100)), { next: 900 })).toBeUndefined();
    expect(await due(store, 800)).toEqual([]);
    expect(await due(store, 900)).toEqual([`${CHAT} b`]);
  });

  test('a timer that was missed is a failure, not an event', async () => {
    const host = await opened(newPlace);
    await did(host.store, { timers: [timer('a', 100), timer('b', 100, { rule: '{}' })] });
    host.clock.now = 5_000_000;
    const missed = 'it was due 30 h ago';
    expect(await host.store.fire(of('a', 100), firing(of('a', 100)), { missed })).toEqual([]);
    expect(await host.store.fire(of('b', 100), firing(of('b', 100)), { missed, next: 900 })).toEqual([]);
    const store = await host.reopen();
    expect(await store.claim()).toEqual([]);
    expect(await due(store, 10_000)).toEqual([`${CHAT} b`]);
    const failure = { chat: CHAT, plugin: 'poll', kind: 'timer', at: 5_000_000, code: 'TIMER_MISSED', error: missed };
    expect(await store.failures()).toMatchObject([
      { ...failure, eventId: 't:poll:a:100', body: '{"of":"t:poll:a:100"}' },
      { ...failure, eventId: 't:poll:b:100' },
    ]);
  });

  test('timers rest while the bot is away, also ones that are set then, and are due again when it is back', async () => {
    const host = await opened(newPlace);
    await did(host.store, { timers: [timer('a', 100)] });
    await did(host.store, { timers: [timer('x', 150)] }, { chat: OTHER });
    const last = await accepted(host.store, 'last words');
    await accepted(host.store, 'gone', { presence: 'left' });
    await host.store.commit({
      row: last,
      writes: new Map(),
      outbox: [],
      timers: [timer('b', 200)],
      cancelled: [],
      lines: new Map(),
    });
    expect(await due(host.store, 1_000)).toEqual([`${OTHER} x`]);
    const store = await host.reopen();
    expect(await due(store, 1_000)).toEqual([`${OTHER} x`]);
    expect(await store.timers(CHAT, 'poll')).toMatchObject([timer('a', 100), timer('b', 200)]);
    await accepted(store, 'back', { presence: 'here' });
    expect(await due(store, 1_000)).toEqual([`${CHAT} a`, `${OTHER} x`, `${CHAT} b`]);
  });
}
