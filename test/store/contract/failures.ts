import { expect, test } from 'vitest';
import { CHAT, OTHER, accepted, did, opened, reply, sent, unit, type NewPlace } from '../place.ts';

const failure = { code: 'HANDLER_FAILED', error: 'TypeError: x is not a function' };

export function failureContract(newPlace: NewPlace): void {
  test('a handler that failed leaves its event among the failures, the honest line, and nothing else', async () => {
    const host = await opened(newPlace);
    const row = await accepted(host.store, 'a');
    host.clock.now = 1_234_567;
    const done = await host.store.commit(
      unit(row, {
        failure,
        writes: new Map([['k', '1']]),
        timers: [{ name: 't', due: 1, line: '/poll' }],
        outbox: [reply({ body: '["it failed"]', tried: true })],
      }),
    );
    expect(done).toMatchObject({ ok: true, outbox: [{ body: '["it failed"]', eventId: 'a' }] });
    const store = await host.reopen();
    expect(await store.failures()).toEqual([
      {
        id: expect.any(Number),
        at: 1_234_567,
        chat: CHAT,
        plugin: 'poll',
        eventId: 'a',
        kind: 'event',
        body: '{"of":"a"}',
        ...failure,
      },
    ]);
    expect(await store.read(CHAT, 'poll', 'k')).toBeUndefined();
    expect(await store.timers(CHAT, 'poll')).toEqual([]);
    expect(await store.outbox()).toHaveLength(1);
    expect(await store.claim()).toEqual([]);
  });

  test('a failed handler cancels no timer', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [{ name: 't', due: 1, line: '/poll' }] });
    await did(store, { failure, cancelled: ['t'] });
    expect(await store.timers(CHAT, 'poll')).toHaveLength(1);
  });

  test('a failed event is run again under a new id, once, also after a restart', async () => {
    const host = await opened(newPlace);
    await did(host.store, { failure }, { eventId: 'a' });
    await host.store.claim();
    const [failed] = await host.store.failures();
    host.clock.now = 1_500_000;
    const answers = await Promise.all([host.store.replay(failed!.id), host.store.replay(failed!.id)]);
    expect(answers).toEqual([true, false]);
    expect(await host.store.failures()).toEqual([]);
    const [row, ...more] = await host.store.claim();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      chat: CHAT,
      plugin: 'poll',
      eventId: `r:${failed!.id}:a`,
      body: failed!.body,
      at: 1_500_000,
      attempts: 0,
    });
    expect(await host.store.claim()).toEqual([]);
    const store = await host.reopen();
    expect((await store.claim()).map(({ eventId }) => eventId)).toEqual([`r:${failed!.id}:a`]);
    expect(await store.commit(unit(row!, { failure }))).toMatchObject({ ok: true });
    const [again] = await store.failures();
    expect(again!.id).toBeGreaterThan(failed!.id);
    expect(await store.replay(again!.id)).toBe(true);
  });

  test('a replayed event comes after what waits already', async () => {
    const { store } = await opened(newPlace);
    await did(store, { failure });
    const waiting = await accepted(store, 'b');
    await store.claim();
    await store.replay((await store.failures())[0]!.id);
    const [row] = await store.claim();
    expect(row!.seq).toBeGreaterThan(waiting.seq);
  });

  test('a missed timer is run again; a message that was not sent is not', async () => {
    const { store } = await opened(newPlace);
    await did(store, { timers: [{ name: 't', due: 5, line: '/poll close' }] });
    const [timer] = await store.due(5, 1);
    const event = { chat: CHAT, eventId: 't:poll:t:5', at: 9, rows: [{ plugin: 'poll', body: '{"line":"x"}' }] };
    await store.fire(timer!, event, { missed: 'too late' });
    const [row] = await sent(store, [reply()]);
    await store.bury(row!.id, 'REPLY_FATE_UNKNOWN', 'no answer');
    const [missed, message] = await store.failures();
    await store.claim();
    expect(await store.replay(missed!.id)).toBe(true);
    expect(await store.replay(message!.id)).toBe(false);
    expect(await store.replay(9_999)).toBe(false);
    expect(await store.failures()).toEqual([message]);
    expect(await store.claim()).toMatchObject([{ body: '{"line":"x"}', eventId: `r:${missed!.id}:t:poll:t:5` }]);
  });

  test('a failure can be dropped, once', async () => {
    const host = await opened(newPlace);
    await did(host.store, { failure });
    await did(host.store, { failure: { ...failure, code: 'HANDLER_TIMEOUT' } });
    const [first, second] = await host.store.failures();
    expect(await host.store.drop(first!.id)).toBe(true);
    expect(await host.store.drop(first!.id)).toBe(false);
    expect(await host.store.drop(9_999)).toBe(false);
    expect(await (await host.reopen()).failures()).toEqual([second]);
  });

  test('a unit that shreds leaves of its mailbox’s failures only the error, and they cannot be run again', async () => {
    const host = await opened(newPlace);
    await did(host.store, { failure });
    await did(host.store, { failure }, { chat: OTHER });
    await did(host.store, { shred: true, writes: new Map([['salt', undefined]]) });
    const store = await host.reopen();
    const [mine, others] = await store.failures();
    expect(mine).toMatchObject({ chat: CHAT, body: '{}', ...failure });
    expect(others?.body).toContain('did-');
    expect(await store.replay(mine!.id)).toBe(false);
    expect(await store.replay(others!.id)).toBe(true);
    expect(await store.drop(mine!.id)).toBe(true);
  });
}
