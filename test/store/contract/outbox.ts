import { expect, test } from 'vitest';
import { CHAT, OTHER, bodies, did, opened, reply, sent, type NewPlace } from '../place.ts';

export function outboxContract(newPlace: NewPlace): void {
  test('what an invocation sends is there with all it was given, in its order, also after a restart', async () => {
    const host = await opened(newPlace);
    const full = {
      ...({ kind: 'reply', body: '["a"]', key: 'card', token: 'tok', receivedAt: 5, tried: true } as const),
    };
    const notice = { kind: 'notice', body: '["b"]', by: 7, expires: 9, tried: false } as const;
    const rows = await sent(host.store, [full, notice, { kind: 'leave', body: '[]', tried: false }]);
    const common = { chat: CHAT, plugin: 'poll', eventId: expect.any(String), at: 1_000_000, id: expect.any(Number) };
    const expected = [
      { ...common, ...full },
      { ...common, ...notice },
      { ...common, kind: 'leave', body: '[]', tried: false },
    ];
    expect(rows).toEqual(expected);
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
    expect(await host.store.outbox()).toEqual(rows);
    expect(await (await host.reopen()).outbox()).toEqual(rows);
  });

  test('a row that is settled is gone, and so are the notices that it carried', async () => {
    const host = await opened(newPlace);
    const [a, b, c, d] = await sent(host.store, [
      reply({ body: '["a"]' }),
      reply({ kind: 'notice', body: '["b"]' }),
      reply({ body: '["c"]' }),
      reply({ body: '["d"]' }),
    ]);
    await host.store.sending([a!.id, b!.id], { token: 'tok', receivedAt: 3, carriedBy: a!.id });
    host.store.settled([a!.id]);
    host.store.settled([c!.id]);
    host.store.settled([]);
    expect(await host.store.outbox()).toEqual([d]);
    expect(await (await host.reopen()).outbox()).toEqual([d]);
  });

  test('what was settled right before an orderly end stays settled', async () => {
    const host = await opened(newPlace);
    const [row] = await sent(host.store, [reply()]);
    host.store.settled([row!.id]);
    expect(await (await host.reopen()).outbox()).toEqual([]);
  });

  test('an id is never used again', async () => {
    const host = await opened(newPlace);
    const [first] = await sent(host.store, [reply()]);
    host.store.settled([first!.id]);
    const [second] = await sent(await host.reopen(), [reply()]);
    expect(second!.id).toBeGreaterThan(first!.id);
  });

  test('rows that are being sent say so after a crash: the token, who carries them, the key of the push', async () => {
    const host = await opened(newPlace);
    const [answer, notice, pushed] = await sent(host.store, [
      reply(),
      reply({ kind: 'notice', by: 1, expires: 2 }),
      reply({ kind: 'notice' }),
    ]);
    await host.store.sending([answer!.id, notice!.id], { token: 'tok', receivedAt: 44, carriedBy: answer!.id });
    await host.store.sending([pushed!.id], { retryKey: 'uuid' });
    expect(await (await host.reopen()).outbox()).toEqual([
      { ...answer, tried: true, token: 'tok', receivedAt: 44, carriedBy: answer!.id },
      { ...notice, tried: true, token: 'tok', receivedAt: 44, carriedBy: answer!.id },
      { ...pushed, tried: true, retryKey: 'uuid' },
    ]);
  });

  test('rows that were refused for certain wait as if they had never been tried', async () => {
    const host = await opened(newPlace);
    const [answer, notice] = await sent(host.store, [reply(), reply({ kind: 'notice', by: 1, expires: 2 })]);
    await host.store.sending([answer!.id, notice!.id], { token: 'tok', receivedAt: 44, carriedBy: answer!.id });
    await host.store.waiting([answer!.id, notice!.id], {});
    expect(await (await host.reopen()).outbox()).toEqual([answer, notice]);
  });

  test('a notice whose push was forbidden waits without one', async () => {
    const { store } = await opened(newPlace);
    const [notice] = await sent(store, [reply({ kind: 'notice', by: 1, expires: 2 })]);
    await store.sending([notice!.id], { retryKey: 'uuid' });
    await store.waiting([notice!.id], { push: false });
    const { by: _by, ...parked } = notice!;
    expect(await store.outbox()).toEqual([parked]);
  });

  test('the newest of one key stands for those that wait', async () => {
    const { store } = await opened(newPlace);
    await sent(store, [reply({ key: 'card', body: '["1"]' }), reply({ key: 'card', body: '["2"]' })]);
    await sent(store, [reply({ key: 'card', body: '["3"]' })]);
    expect(bodies(await store.outbox())).toEqual(['["3"]']);
    // Of replies and notices alike: a card that found no token in time waits as a notice.
    await sent(store, [reply({ key: 'card', kind: 'notice', body: '["4"]' })]);
    expect(bodies(await store.outbox())).toEqual(['["4"]']);
    await store.post(CHAT, 'poll', 'e', reply({ key: 'card', body: '["5"]' }));
    expect(bodies(await store.outbox())).toEqual(['["5"]']);
  });

  test('a key stands for nothing that is being sent, and for nothing of another chat, plugin or key', async () => {
    const { store } = await opened(newPlace);
    const [carrier, carried] = await sent(store, [
      reply({ body: '["carrier"]' }),
      reply({ kind: 'notice', key: 'card', body: '["carried"]' }),
    ]);
    await store.sending([carrier!.id, carried!.id], { token: 't', carriedBy: carrier!.id });
    await sent(store, [reply({ key: 'card', body: '["tried"]', tried: true })]);
    await sent(store, [reply({ key: 'card', body: '["chat"]' })], { chat: OTHER });
    await sent(store, [reply({ key: 'card', body: '["plugin"]' })], { rows: [{ plugin: 'dice', body: '{}' }] });
    await sent(store, [reply({ key: 'other', body: '["key"]' }), reply({ body: '["none"]' })]);
    await sent(store, [reply({ key: 'card', body: '["reply"]' })]);
    expect(bodies(await store.outbox())).toEqual([
      '["carrier"]',
      '["carried"]',
      '["tried"]',
      '["chat"]',
      '["plugin"]',
      '["key"]',
      '["none"]',
      '["reply"]',
    ]);
  });

  test('a row of the host is like any other', async () => {
    const host = await opened(newPlace);
    host.clock.now = 1_000_777;
    const row = await host.store.post(CHAT, 'help', 'ev', reply({ token: 'tok', receivedAt: 3 }));
    expect(row).toEqual({
      id: expect.any(Number),
      chat: CHAT,
      plugin: 'help',
      eventId: 'ev',
      at: 1_000_777,
      ...reply({ token: 'tok', receivedAt: 3 }),
    });
    expect(await (await host.reopen()).outbox()).toEqual([row]);
  });

  test('of a buried row another body may be kept', async () => {
    const { store } = await opened(newPlace);
    const [row] = await sent(store, [reply({ kind: 'addMember', body: '"+819012345678"' })]);
    await store.bury(row!.id, 'PLATFORM_REJECTED', 'no', '"…5678"');
    expect(await store.failures()).toMatchObject([{ kind: 'addMember', body: '"…5678"' }]);
  });

  test('a buried row is a failure and is not sent; one that is gone is none', async () => {
    const host = await opened(newPlace);
    const [row] = await sent(host.store, [reply({ kind: 'notice', body: '["late"]' })]);
    host.clock.now = 1_000_500;
    await host.store.bury(row!.id, 'NOTICE_EXPIRED', 'it found no reply');
    await host.store.bury(row!.id, 'NOTICE_EXPIRED', 'again');
    const store = await host.reopen();
    expect(await store.outbox()).toEqual([]);
    expect(await store.failures()).toEqual([
      {
        id: expect.any(Number),
        at: 1_000_500,
        chat: CHAT,
        plugin: 'poll',
        eventId: row!.eventId,
        kind: 'notice',
        body: '["late"]',
        code: 'NOTICE_EXPIRED',
        error: 'it found no reply',
      },
    ]);
  });

  test('whoever sends is told what is still there', async () => {
    const { store } = await opened(newPlace);
    const [a, b] = await sent(store, [reply(), reply({ kind: 'notice' })]);
    expect(await store.sending([a!.id, a!.id + 100, b!.id], { token: 't', carriedBy: a!.id })).toEqual([a!.id, b!.id]);
    await store.bury(a!.id, 'REPLY_FATE_UNKNOWN', 'x');
    expect(await store.sending([a!.id], { token: 't' })).toEqual([]);
  });

  test('what waits in one chat can be asked for alone', async () => {
    const { store } = await opened(newPlace);
    const [mine] = await sent(store, [reply()]);
    await sent(store, [reply()], { chat: OTHER });
    expect(await store.outbox(CHAT)).toEqual([mine]);
    expect(await store.outbox('line:Ubot/Cnone')).toEqual([]);
  });

  test('what a call says of rows that are gone changes nothing', async () => {
    const { store } = await opened(newPlace);
    const [row] = await sent(store, [reply()]);
    await store.sending([row!.id + 100], { token: 'x' });
    await store.waiting([row!.id + 100], { push: false });
    store.settled([row!.id + 100]);
    expect(await store.outbox()).toEqual([row]);
  });

  test('a long line is kept for its button', async () => {
    const host = await opened(newPlace);
    await did(host.store, { lines: new Map([['abc', '/poll first']]) });
    await did(host.store, { lines: new Map([['abc', '/poll vote 1 😀']]) });
    const store = await host.reopen();
    expect(await store.line('abc')).toBe('/poll vote 1 😀');
    expect(await store.line('nope')).toBeUndefined();
  });
}
