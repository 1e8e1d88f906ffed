import { expect, test } from 'vitest';
import { CHAT, OTHER, accepted, did, event, opened, reply, sent, type NewPlace } from '../place.ts';

const card = (messageId: string, more: object = {}) => ({
  chat: CHAT,
  messageId,
  plugin: 'poll',
  subject: '#3',
  ...more,
});
const unsent = (messageId: string, more: object = {}) => ({
  chat: CHAT,
  eventId: `unsent ${messageId}`,
  at: 5,
  messageId,
  ...more,
});

export function messageContract(newPlace: NewPlace): void {
  test('a card that was sent is known by its message, in its chat, at once and after a restart', async () => {
    const host = await opened(newPlace);
    host.store.settled([], [card('m1'), card('m2', { plugin: 'rollcall', subject: '#7' })]);
    expect(await host.store.subject(CHAT, 'm1')).toEqual({ plugin: 'poll', subject: '#3' });
    expect(await host.store.subject(OTHER, 'm1')).toBeUndefined();
    const store = await host.reopen();
    expect(await store.subject(CHAT, 'm2')).toEqual({ plugin: 'rollcall', subject: '#7' });
    expect(await store.subject(CHAT, 'm3')).toBeUndefined();
    expect(await store.ranBy(CHAT, 'm1')).toBeUndefined();
  });

  test('a card that is told of twice stays what it was', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [card('m1')]);
    store.settled([], [card('m1', { subject: '#9' })]);
    expect(await store.subject(CHAT, 'm1')).toMatchObject({ subject: '#3' });
  });

  test('a message that ran is known by its invocation, and by the card that it made', async () => {
    const host = await opened(newPlace);
    await host.store.commit({
      row: await accepted(host.store, 'a'),
      writes: new Map(),
      outbox: [],
      timers: [],
      cancelled: [],
      lines: new Map(),
      ranBy: { messageId: 'm1', subject: '#3' },
    });
    await did(host.store, { ranBy: { messageId: 'm2' } });
    await did(host.store, { ranBy: { messageId: 'm3' }, failure: { code: 'HANDLER_FAILED', error: 'x' } });
    const store = await host.reopen();
    expect(await store.ranBy(CHAT, 'm1')).toEqual({ plugin: 'poll', eventId: 'a' });
    expect(await store.subject(CHAT, 'm1')).toEqual({ plugin: 'poll', subject: '#3' });
    expect(await store.ranBy(CHAT, 'm2')).toMatchObject({ plugin: 'poll' });
    expect(await store.subject(CHAT, 'm2')).toBeUndefined();
    expect(await store.ranBy(CHAT, 'm3')).toBeUndefined();
    expect(await store.ranBy(OTHER, 'm1')).toBeUndefined();
  });

  test('a message that is unsent before it ran is gone: it cannot be committed, and no start finds it', async () => {
    const host = await opened(newPlace);
    const row = await accepted(host.store, 'a', { messageId: 'm1' });
    expect(row.messageId).toBe('m1');
    const other = await accepted(host.store, 'b', { messageId: 'm2' });
    await accepted(host.store, 'c', { messageId: 'm1', chat: OTHER });
    expect(await host.store.unsend(unsent('m1'), '{"unsent":1}')).toEqual({ inbox: [row.seq], outbox: [], rows: [] });
    const unit = { writes: new Map([['k', '1']]), outbox: [], timers: [], cancelled: [], lines: new Map() };
    expect(await host.store.commit({ ...unit, row })).toEqual({ ok: false, why: 'gone' });
    const store = await host.reopen();
    expect((await store.claim()).map(({ chat, messageId }) => [chat, messageId])).toEqual([
      [CHAT, 'm2'],
      [OTHER, 'm1'],
    ]);
    expect((await store.commit({ ...unit, row: other })).ok).toBe(true);
  });

  test('a message that is unsent after it ran is told to its plugin, durably and once', async () => {
    const host = await opened(newPlace);
    await did(host.store, { ranBy: { messageId: 'm1' } }, { messageId: 'm1' });
    const gone = await host.store.unsend(unsent('m1'), '{"unsent":1}');
    expect(gone).toMatchObject({ inbox: [], rows: [{ plugin: 'poll', body: '{"unsent":1}', eventId: 'unsent m1' }] });
    expect(gone?.rows[0]?.messageId).toBeUndefined();
    expect((await host.store.unsend(unsent('m1'), '{"unsent":1}'))?.rows).toEqual([]);
    const store = await host.reopen();
    expect(await store.claim()).toMatchObject([{ plugin: 'poll', body: '{"unsent":1}' }]);
    expect(await store.ranBy(CHAT, 'm1')).toMatchObject({ plugin: 'poll' });
  });

  test('what failed of an unsent message is erased, whatever it was, and a replay of it too', async () => {
    const host = await opened(newPlace);
    const failure = { code: 'HANDLER_FAILED', error: 'x' };
    await did(host.store, { failure }, { messageId: 'm1' });
    await did(host.store, { failure }, { messageId: 'm2' });
    const [row] = await sent(host.store, [reply()], { messageId: 'm1' });
    await host.store.bury(row!.id, 'REPLY_FATE_UNKNOWN', 'x');
    expect(await host.store.failures()).toMatchObject([{ messageId: 'm1' }, { messageId: 'm2' }, { messageId: 'm1' }]);
    expect(await host.store.unsend(unsent('m1'), '{}')).toEqual({ inbox: [], outbox: [], rows: [] });
    const left = await host.store.failures();
    expect(left).toMatchObject([{ messageId: 'm2' }]);
    expect(await host.store.replay(left[0]!.id)).toBe(true);
    expect(await host.store.unsend(unsent('m2'), '{}')).toMatchObject({ inbox: [expect.any(Number)] });
    expect(await (await host.reopen()).claim()).toEqual([]);
  });

  test('the long lines of buttons that answer an unsent message are erased, but not those of a card that is sent again', async () => {
    const { store } = await opened(newPlace);
    const lines = (...ids: readonly string[]) => ({ lines: new Map(ids.map((id) => [id, `/poll ${id}`])) });
    await did(store, lines('l1', 'l2'), { messageId: 'm1' });
    await did(store, lines('l2'), { messageId: 'm2' });
    await did(store, lines('l3'));
    expect(await store.unsend(unsent('m1'), '{}')).toEqual({ inbox: [], outbox: [], rows: [] });
    expect(await store.line('l1')).toBeUndefined();
    expect(await store.line('l2')).toBe('/poll l2');
    expect(await store.line('l3')).toBe('/poll l3');
  });

  test('what was still to be said to an unsent message is not said; what is on its way, and the leaving, stay', async () => {
    const { store } = await opened(newPlace);
    const rows = await sent(
      store,
      [
        reply({ body: '["on its way"]', tried: true }),
        reply({ body: '["waits"]', kind: 'notice', expires: 9 }),
        reply({ body: '["carried"]', kind: 'notice', expires: 9 }),
        reply({ body: '[]', kind: 'leave' }),
      ],
      { messageId: 'm1' },
    );
    await store.sending([rows[2]!.id], { carriedBy: rows[0]!.id });
    await sent(store, [reply({ body: '["of another"]' })], { messageId: 'm2' });
    expect(await store.unsend(unsent('m1'), '{}')).toEqual({ inbox: [], outbox: [rows[1]!.id], rows: [] });
    expect((await store.outbox()).map(({ body }) => body)).toEqual([
      '["on its way"]',
      '["carried"]',
      '[]',
      '["of another"]',
    ]);
  });

  test('the unsending of a message of which nothing is kept writes nothing', async () => {
    const { store } = await opened(newPlace);
    await accepted(store, 'a', { messageId: 'm1', chat: OTHER });
    await did(store, {}, { messageId: 'm2' });
    expect(await store.unsend(unsent('m1'), '{}')).toBeUndefined();
    expect(await store.unsend(unsent('m2'), '{}')).toBeUndefined();
    // Its id is as good as new.
    expect(await store.accept(event('unsent m1', { rows: [] }))).toEqual([]);
  });
}
