import { expect, test } from 'vitest';
import type { NewEvent, ReceiptCounts } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, did, event, opened, reply, unit, type NewPlace } from '../place.ts';

const DAY = 86_400_000;
const NOTHING_OLD = { seenBefore: 0, linesBefore: 0, leftBefore: 0, messagesBefore: 0 };

export function chatContract(newPlace: NewPlace): void {
  test('a chat without a policy has revision 0, and its document is JSON', async () => {
    const { store } = await opened(newPlace);
    expect(await store.policy(CHAT)).toEqual({ revision: 0, document: '{}' });
    await accepted(store, 'gone', { presence: 'left' });
    expect(await store.policy(CHAT)).toEqual({ revision: 0, document: '{}' });
  });

  test('whoever speaks to the bot after it was said to have left proves that it is there', async () => {
    const { store } = await opened(newPlace);
    await accepted(store, 'first words', { presence: 'heard', at: 5 });
    expect(await store.left(CHAT)).toBeUndefined();
    await accepted(store, 'gone', { presence: 'left', at: 10 });
    await accepted(store, 'said before', { presence: 'heard', at: 9 });
    expect(await store.left(CHAT)).toBe(10);
    await accepted(store, 'said after', { presence: 'heard', at: 11 });
    expect(await store.left(CHAT)).toBeUndefined();
  });

  test('every chat of which something is kept is told, the last seen first, with when the bot left it', async () => {
    const host = await opened(newPlace);
    expect(await host.store.chats(10)).toEqual([]);
    await host.store.remember([
      { chat: CHAT, memberId: 'U1', what: 'seen', at: 10 },
      { chat: CHAT, memberId: 'U2', what: 'seen', at: 30 },
      { chat: OTHER, memberId: 'U1', what: 'seen', at: 20 },
    ]);
    await accepted(host.store, 'gone', { presence: 'left', at: 40, chat: OTHER });
    await host.store.setPolicy('line:bot/Cquiet', '{}', 0);
    const store = await host.reopen();
    expect(await store.chats(10)).toEqual([
      { chat: CHAT, seenAt: 30 },
      { chat: OTHER, seenAt: 20, leftAt: 40 },
      { chat: 'line:bot/Cquiet' },
    ]);
    expect(await store.chats(1)).toEqual([{ chat: CHAT, seenAt: 30 }]);
  });

  test('a chat that the bot came into, or came back to, is not told as left', async () => {
    const { store } = await opened(newPlace);
    await store.remember([
      { chat: CHAT, memberId: 'U1', what: 'seen', at: 10 },
      { chat: OTHER, memberId: 'U1', what: 'seen', at: 5 },
    ]);
    await accepted(store, 'came', { presence: 'here' });
    await accepted(store, 'gone', { chat: OTHER, presence: 'left', at: 40 });
    await accepted(store, 'back', { chat: OTHER, presence: 'here', at: 50 });
    expect(await store.chats(10)).toEqual([
      { chat: CHAT, seenAt: 10 },
      { chat: OTHER, seenAt: 5 },
    ]);
  });

  test('of many chats those are told that were seen last, however many members the others have', async () => {
    const { store } = await opened(newPlace);
    const seen = (chat: number, member: number, at: number) =>
      ({ chat: `line:Ubot/C${chat}`, memberId: `U${member}`, what: 'seen', at }) as const;
    const members = Array.from({ length: 40 }, (_, member) => member);
    await store.remember(
      Array.from({ length: 60 }, (_, chat) => members.map((member) => seen(chat, member, chat * 100 + member))).flat(),
    );
    // One where nobody was seen for long, and that somebody has just spoken in.
    await store.remember([seen(3, 7, 10_000)]);
    await store.setPolicy('line:Ubot/Cquiet', '{}', 0);
    const told = await store.chats(4);
    expect(told).toEqual([
      { chat: 'line:Ubot/C3', seenAt: 10_000 },
      ...[59, 58, 57].map((chat) => ({ chat: `line:Ubot/C${chat}`, seenAt: chat * 100 + 39 })),
    ]);
    const all = await store.chats(61);
    expect(all).toHaveLength(61);
    expect(all.at(-1)).toEqual({ chat: 'line:Ubot/Cquiet' });
    expect(all.map(({ seenAt = -1 }) => seenAt)).toEqual(
      all.map(({ seenAt = -1 }) => seenAt).toSorted((a, b) => b - a),
    );
  });

  test('a chat that was met is told with its kind and since when', async () => {
    const { store } = await opened(newPlace);
    await accepted(store, 'first words', { presence: 'met', at: 5, kind: 'user' });
    expect(await store.chats(10)).toEqual([{ chat: CHAT, kind: 'user', seenAt: 5 }]);
  });

  test('a policy is changed only by who knows its revision', async () => {
    const host = await opened(newPlace);
    expect(await host.store.setPolicy(CHAT, '{"a":1}', 1)).toBe(false);
    const first = await Promise.all([1, 2].map((n) => host.store.setPolicy(CHAT, `{"a":${n}}`, 0)));
    expect(first).toEqual([true, false]);
    expect(await host.store.policy(CHAT)).toEqual({ revision: 1, document: '{"a":1}' });
    expect(await host.store.setPolicy(CHAT, '{"a":3}', 0)).toBe(false);
    expect(await host.store.setPolicy(CHAT, '{"a":4}', 1)).toBe(true);
    const store = await host.reopen();
    expect(await store.policy(CHAT)).toEqual({ revision: 2, document: '{"a":4}' });
    expect(await store.policy(OTHER)).toEqual({ revision: 0, document: '{}' });
  });

  test('a policy changes together with what its command leaves behind, or not at all', async () => {
    const host = await opened(newPlace);
    const policy = (expected: number, document: string) => ({ expected, document, woken: [], moved: [] });
    const writes = new Map([['k', '1']]);
    expect(await did(host.store, { policy: policy(0, '{"a":1}'), writes })).toEqual({ ok: true, outbox: [] });
    const row = await accepted(host.store, 'late');
    const late = unit(row, { policy: policy(0, '{"a":2}'), writes: new Map([['k', '2']]), outbox: [reply()] });
    expect(await host.store.commit(late)).toEqual({ ok: false, why: 'outdated' });
    const store = await host.reopen();
    expect(await store.policy(CHAT)).toEqual({ revision: 1, document: '{"a":1}' });
    expect(await store.read(CHAT, 'poll', 'k')).toBe('1');
    expect(await store.outbox()).toEqual([]);
    expect((await store.commit({ ...late, policy: policy(1, '{"a":2}') })).ok).toBe(true);
    expect(await store.policy(CHAT)).toEqual({ revision: 2, document: '{"a":2}' });
    expect(await store.commit({ ...late, policy: policy(2, '{"a":3}') })).toEqual({ ok: false, why: 'gone' });
    expect(await store.policy(CHAT)).toEqual({ revision: 2, document: '{"a":2}' });
  });

  test('what plugins read and sent is added up by plugin and day, in the commit of the command that did it', async () => {
    const host = await opened(newPlace);
    const read = (more: Partial<ReceiptCounts>): ReceiptCounts => ({
      profiles: 0,
      rosters: 0,
      counts: 0,
      messages: 0,
      notices: 0,
      pushes: 0,
      fetches: 0,
      contents: 0,
      ...more,
    });
    const start = host.clock.now;
    await did(host.store, { receipt: read({ messages: 1, profiles: 2 }) });
    await did(host.store, { receipt: read({ messages: 1 }) }, { rows: [{ plugin: 'rollcall', body: '{}' }] });
    await did(host.store, { receipt: read({ fetches: 9 }) }, { chat: OTHER });
    const broken = { code: 'HANDLER_FAILED', error: 'x' };
    await did(host.store, { receipt: read({ rosters: 1 }), failure: broken });
    host.clock.now += DAY;
    await did(host.store, { receipt: read({ counts: 3, notices: 1 }) });
    await host.store.addReceipts([{ chat: CHAT, plugin: 'poll', counts: read({ pushes: 2 }) }]);
    await did(host.store, {});
    const store = await host.reopen();
    const poll = {
      plugin: 'poll',
      ...read({ messages: 1, profiles: 2, rosters: 1, counts: 3, notices: 1, pushes: 2 }),
    };
    expect(await store.receipts(CHAT, start)).toEqual([poll, { plugin: 'rollcall', ...read({ messages: 1 }) }]);
    expect(await store.receipts(CHAT, start + DAY)).toEqual([
      { plugin: 'poll', ...read({ counts: 3, notices: 1, pushes: 2 }) },
    ]);
    await store.sweep({ ...NOTHING_OLD, receiptsBefore: start + DAY });
    expect(await store.receipts(CHAT, 0)).toEqual([{ plugin: 'poll', ...read({ counts: 3, notices: 1, pushes: 2 }) }]);
  });

  test('what went out is added up by account and hour', async () => {
    const host = await opened(newPlace);
    const hour = 3_600_000;
    const sent = (replies: number, notices: number, pushes: number) => ({ replies, notices, pushes });
    await host.store.countSent(10 * hour, new Map([['line:a', sent(1, 2, 50)]]));
    await host.store.countSent(
      10 * hour + 5,
      new Map([
        ['line:a', sent(1, 0, 0)],
        ['line:b', sent(7, 0, 0)],
      ]),
    );
    await host.store.countSent(12 * hour, new Map([['line:a', sent(3, 0, 0)]]));
    const store = await host.reopen();
    expect(await store.sentSince('line:a', 10 * hour)).toEqual(sent(5, 2, 50));
    expect(await store.sentSince('line:a', 11 * hour)).toEqual(sent(3, 0, 0));
    expect(await store.sentSince('line:c', 0)).toEqual(sent(0, 0, 0));
    await store.sweep({ ...NOTHING_OLD, sentBefore: 12 * hour });
    expect(await store.sentSince('line:a', 0)).toEqual(sent(3, 0, 0));
  });

  test('a member is forgotten with the command: in the roster, in the failures, and with a row for each plugin', async () => {
    const host = await opened(newPlace);
    const broken = { code: 'HANDLER_FAILED', error: 'x' };
    await host.store.remember([{ chat: CHAT, memberId: 'Uann', what: 'seen', at: 5 }]);
    for (const memberId of ['Uann', 'Uannabel'])
      await did(host.store, { failure: broken }, { rows: [{ plugin: 'poll', body: JSON.stringify({ memberId }) }] });
    const rows = [
      { plugin: 'poll', body: '"forget"' },
      { plugin: 'rollcall', body: '"forget"' },
    ];
    const kept = new Map([
      ['host:a', '{"taps":["Uann"]}'],
      ['host:b', '{"taps":["Uannabel"]}'],
      ['own', '"Uann"'],
    ]);
    const file = { id: 'f', name: 'votes.csv', type: 'text/csv', body: new Uint8Array([65]), expires: 9_000_000_000 };
    await did(host.store, { writes: kept, downloads: [file] });
    const done = await did(host.store, { forgotten: [{ memberId: 'Uann', at: 9, rows, prefix: 'host:' }] });
    expect(done).toMatchObject({ ok: true, rows: [{ plugin: 'poll' }, { plugin: 'rollcall' }] });
    expect(await host.store.read(CHAT, 'poll', 'host:a')).toBeUndefined();
    const store = await host.reopen();
    expect(await store.download('f', 0)).toBeUndefined();
    expect((await store.list(CHAT, 'poll', '')).map(({ key }) => key)).toEqual(['host:b', 'own']);
    expect(await store.roster(CHAT)).toEqual([]);
    await store.remember([{ chat: CHAT, memberId: 'Uann', what: 'seen', at: 9 }]);
    expect(await store.roster(CHAT)).toEqual([]);
    expect((await store.failures()).map(({ body }) => body)).toEqual(['{"memberId":"Uannabel"}']);
    expect((await store.claim()).map(({ plugin, body }) => plugin + body)).toEqual([
      'poll"forget"',
      'rollcall"forget"',
    ]);
  });

  test('a chat is forgotten with the command, whose own words are still sent', async () => {
    const host = await opened(newPlace);
    const policy = { document: '{"a":1}', expected: 0, woken: [], moved: [] };
    const timers = [{ name: 't', due: 5, line: '/x' }];
    await did(host.store, { policy, timers, writes: new Map([['k', '1']]), outbox: [reply()] });
    await did(host.store, { writes: new Map([['k', '1']]) }, { chat: OTHER });
    await host.store.remember([{ chat: CHAT, memberId: 'Ua', what: 'seen', at: 5 }]);
    const waiting = await accepted(host.store, 'waiting');
    const done = await did(host.store, { forgetsChat: true, outbox: [reply({ body: '["gone"]' })] });
    expect(done).toMatchObject({ ok: true, erased: { inbox: [waiting.seq], outbox: [expect.any(Number)] } });
    expect(await host.store.commit(unit(waiting, { writes: new Map([['k', '2']]) }))).toEqual({
      ok: false,
      why: 'gone',
    });
    const store = await host.reopen();
    expect(await store.policy(CHAT)).toEqual({ revision: 2, document: '{}' });
    expect(await store.read(CHAT, 'poll', 'k')).toBeUndefined();
    expect(await store.timers(CHAT)).toEqual([]);
    expect(await store.roster(CHAT)).toEqual([]);
    expect(await store.claim()).toEqual([]);
    expect((await store.outbox()).map(({ body }) => body)).toEqual(['["gone"]']);
    expect(await store.read(OTHER, 'poll', 'k')).toBe('1');
  });

  test('a chat that was left before it had a policy can have one', async () => {
    const { store } = await opened(newPlace);
    await accepted(store, 'gone', { presence: 'left' });
    expect(await store.setPolicy(CHAT, '{}', 0)).toBe(true);
    expect(await store.left(CHAT)).toBe(1_000_000);
  });

  test('the bot left, and is back', async () => {
    const host = await opened(newPlace);
    expect(await host.store.left(CHAT)).toBeUndefined();
    await accepted(host.store, 'gone', { presence: 'left', at: 5 });
    await accepted(host.store, 'gone again', { presence: 'left', at: 9 });
    const store = await host.reopen();
    expect(await store.left(CHAT)).toBe(5);
    expect(await store.left(OTHER)).toBeUndefined();
    await accepted(store, 'back', { presence: 'here', at: 11 });
    expect(await store.left(CHAT)).toBeUndefined();
    await accepted(store, 'gone for good', { presence: 'left', at: 12 });
    expect(await store.left(CHAT)).toBe(12);
  });

  test('a chat whose coming nobody tells is met once, with the first that is heard of it, and again after it was left', async () => {
    const host = await opened(newPlace);
    const meet = (id: string, at: number, more: Partial<NewEvent> = {}) =>
      host.store.accept(event(id, { presence: 'met', at, ...more }));
    const both = await Promise.all([meet('a', 10, { kind: 'group' }), meet('b', 10)]);
    expect(both.map((rows) => rows?.length)).toEqual([1, undefined]);
    expect(await meet('c', 11)).toBeUndefined();
    expect(await meet('d', 11, { chat: OTHER })).toHaveLength(1);
    expect(await host.store.met()).toEqual([{ chat: CHAT, kind: 'group' }, { chat: OTHER }]);

    await accepted(host.store, 'gone', { presence: 'left', at: 20 });
    expect((await host.store.met()).map(({ chat }) => chat)).toEqual([OTHER]);
    // It was said before the bot left, and comes only now.
    expect(await meet('late', 19)).toBeUndefined();
    expect(await host.store.left(CHAT)).toBe(20);
    expect(await meet('back', 21)).toHaveLength(1);
    expect(await host.store.left(CHAT)).toBeUndefined();
    // So does this: the bot is back already.
    await accepted(host.store, 'gone, late', { presence: 'left', at: 20 });
    const store = await host.reopen();
    expect(await store.left(CHAT)).toBeUndefined();
    expect(await store.met()).toEqual([{ chat: CHAT, kind: 'group' }, { chat: OTHER }]);
  });

  test('a chat that has a policy or timers already is met all the same, and its timers go on when it is met again', async () => {
    const host = await opened(newPlace);
    await did(host.store, { timers: [{ name: 't', due: 5, line: '/x' }] });
    await host.store.setPolicy(CHAT, '{"a":1}', 0);
    expect(await host.store.accept(event('first', { presence: 'met', at: 1 }))).toHaveLength(1);
    expect(await host.store.policy(CHAT)).toEqual({ revision: 1, document: '{"a":1}' });
    await accepted(host.store, 'gone', { presence: 'left', at: 20 });
    expect(await host.store.due(100, 5)).toEqual([]);
    await host.store.accept(event('back', { presence: 'met', at: 21 }));
    expect(await host.store.due(100, 5)).toHaveLength(1);
  });

  test('what kind of chat it is can be told later, and is kept while it is met', async () => {
    const host = await opened(newPlace);
    await host.store.setKind(CHAT, 'user');
    expect(await host.store.met()).toEqual([]);
    await host.store.accept(event('first', { presence: 'met' }));
    await host.store.setKind(CHAT, 'user');
    expect(await (await host.reopen()).met()).toEqual([{ chat: CHAT, kind: 'user' }]);
  });

  test('a secret is made once under each name and stays', async () => {
    const host = await opened(newPlace);
    const [one, again, other] = await Promise.all(['a', 'a', 'b'].map((name) => host.store.secret(name)));
    expect(one!.byteLength).toBe(32);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(await (await host.reopen()).secret('a')).toEqual(one);
    expect(await (await opened(newPlace)).store.secret('a')).not.toEqual(one);
  });

  test('the first key of button tags is made once and stays', async () => {
    const host = await opened(newPlace);
    const both = await Promise.all([host.store.tagKeys(), host.store.tagKeys()]);
    const [keys] = both;
    expect(both[1]).toEqual(keys);
    expect(keys).toHaveLength(1);
    expect(keys[0]!.id).toMatch(/^[0-9a-z]{1,8}$/);
    expect(keys[0]!.key.byteLength).toBeGreaterThanOrEqual(32);
    expect(await (await host.reopen()).tagKeys()).toEqual(keys);
    expect((await (await opened(newPlace)).store.tagKeys())[0]!.key).not.toEqual(keys[0]!.key);
  });

  test('a key of button tags that is a year old is followed by another, and kept', async () => {
    const host = await opened(newPlace);
    const [first] = await host.store.tagKeys();
    host.clock.now += 364 * 86_400_000;
    expect(await (await host.reopen()).tagKeys()).toEqual([first]);
    host.clock.now += 86_400_000;
    const keys = await (await host.reopen()).tagKeys();
    expect(keys).toHaveLength(2);
    expect(keys[1]).toMatchObject({ id: first!.id, key: first!.key });
    expect(keys[0]!.id).not.toBe(first!.id);
    expect(keys[0]!.key).not.toEqual(first!.key);
    expect(await host.store.tagKeys()).toEqual(keys);
  });

  test('a closed store refuses, and may be closed again', async () => {
    const { store } = await opened(newPlace);
    const lastWords = accepted(store, 'last');
    await Promise.all([store.close(), store.close()]);
    expect(await lastWords).toMatchObject({ eventId: 'last' });
    await expect(accepted(store, 'late')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(store.read(CHAT, 'poll', 'k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.settled([1]);
  });
}
