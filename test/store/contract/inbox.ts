import { expect, test } from 'vitest';
import { CHAT, OTHER, accepted, event, opened, unit, type NewPlace } from '../place.ts';

export function inboxContract(newPlace: NewPlace): void {
  test('an event gets a row for each plugin, in order', async () => {
    const { store } = await opened(newPlace);
    const rows = await store.accept(
      event('a', {
        rows: [
          { plugin: 'poll', body: '{"x":1}' },
          { plugin: 'members', body: '{"x":2}' },
        ],
      }),
    );
    expect(rows).toMatchObject([
      { chat: CHAT, plugin: 'poll', eventId: 'a', body: '{"x":1}', at: 1_000_000, attempts: 0 },
      { chat: CHAT, plugin: 'members', eventId: 'a', body: '{"x":2}', at: 1_000_000, attempts: 0 },
    ]);
    expect(rows![1]!.seq).toBeGreaterThan(rows![0]!.seq);
    const later = await accepted(store, 'b', { chat: OTHER });
    expect(later.seq).toBeGreaterThan(rows![1]!.seq);
  });

  test('a row keeps the version of the plugin that understood it', async () => {
    const host = await opened(newPlace);
    const rows = [
      { plugin: 'poll', version: '1.2.3', body: '{}' },
      { plugin: 'members', body: '{}' },
    ];
    const isLike = [{ plugin: 'poll', version: '1.2.3' }, { plugin: 'members' }];
    expect(await host.store.accept(event('a', { rows }))).toMatchObject(isLike);
    const claimed = await (await host.reopen()).claim();
    expect(claimed).toMatchObject(isLike);
    expect(claimed[1]!.version).toBeUndefined();
  });

  test('a repeated event is accepted once, also after a restart, and writes nothing', async () => {
    const host = await opened(newPlace);
    expect(await host.store.accept(event('a'))).toHaveLength(1);
    expect(await host.store.accept(event('a', { presence: 'left' }))).toBeUndefined();
    expect(await host.store.left(CHAT)).toBeUndefined();
    const store = await host.reopen();
    expect(await store.accept(event('a'))).toBeUndefined();
    expect(await store.claim()).toHaveLength(1);
  });

  test('of one event accepted twice at once, one is', async () => {
    const { store } = await opened(newPlace);
    const answers = await Promise.all([store.accept(event('a')), store.accept(event('a'))]);
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
  });

  test('the same event id in another chat is another event', async () => {
    const { store } = await opened(newPlace);
    expect(await store.accept(event('a'))).toBeDefined();
    expect(await store.accept(event('a', { chat: OTHER }))).toBeDefined();
  });

  test('an event without rows is only remembered', async () => {
    const host = await opened(newPlace);
    expect(await host.store.accept(event('a', { rows: [] }))).toEqual([]);
    expect(await host.store.accept(event('a', { rows: [] }))).toBeUndefined();
    expect(await (await host.reopen()).claim()).toEqual([]);
  });

  test('a seq is never used again, not even the last one after a restart', async () => {
    const host = await opened(newPlace);
    const first = await accepted(host.store, 'a');
    await host.store.commit(unit(first));
    const second = await accepted(await host.reopen(), 'b');
    expect(second.seq).toBeGreaterThan(first.seq);
  });

  test('a row that is done is gone, and is not done again', async () => {
    const host = await opened(newPlace);
    const row = await accepted(host.store, 'a');
    expect(await host.store.commit(unit(row))).toEqual({ ok: true, outbox: [] });
    expect(
      await host.store.commit(
        unit(row, {
          writes: new Map([['k', '1']]),
          outbox: [{ kind: 'reply', body: '[]', tried: true }],
          timers: [{ name: 't', due: 1, line: '/poll' }],
          lines: new Map([['id', '/poll']]),
        }),
      ),
    ).toEqual({ ok: false, why: 'gone' });
    expect(await host.store.commit(unit(row, { failure: { code: 'HANDLER_FAILED', error: 'x' } }))).toEqual({
      ok: false,
      why: 'gone',
    });
    expect(await host.store.read(CHAT, 'poll', 'k')).toBeUndefined();
    expect(await host.store.outbox()).toEqual([]);
    expect(await host.store.timers(CHAT, 'poll')).toEqual([]);
    expect(await host.store.line('id')).toBeUndefined();
    expect(await host.store.failures()).toEqual([]);
    expect(await (await host.reopen()).claim()).toEqual([]);
  });

  test('of two hands that end one row at once, one does', async () => {
    const { store } = await opened(newPlace);
    const row = await accepted(store, 'a');
    const answers = await Promise.all([1, 2].map((n) => store.commit(unit(row, { writes: new Map([['k', `${n}`]]) }))));
    expect(answers).toEqual([
      { ok: true, outbox: [] },
      { ok: false, why: 'gone' },
    ]);
    expect(await store.read(CHAT, 'poll', 'k')).toBe('1');
  });

  test('the next host is given what is left, in order, and counts an attempt for the first of each mailbox', async () => {
    const host = await opened(newPlace);
    for (const [id, chat] of [
      ['a', CHAT],
      ['b', OTHER],
      ['c', CHAT],
      ['d', OTHER],
    ] as const)
      await accepted(host.store, id, { chat });
    const done = await accepted(host.store, 'e');
    await host.store.commit(unit(done));
    const claimed = await (await host.reopen()).claim();
    expect(claimed.map(({ eventId, attempts }) => [eventId, attempts])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 0],
      ['d', 0],
    ]);
    expect(claimed.map(({ seq }) => seq)).toEqual(claimed.map(({ seq }) => seq).sort((a, b) => a - b));
    const again = await (await host.reopen()).claim();
    expect(again.map(({ attempts }) => attempts)).toEqual([2, 2, 0, 0]);
    expect(again[0]).toMatchObject({ chat: CHAT, plugin: 'poll', eventId: 'a', body: '{"of":"a"}', at: 1_000_000 });
  });

  test('a row is handed out once, and one that this host accepted is never handed out', async () => {
    const host = await opened(newPlace);
    await accepted(host.store, 'a');
    const store = await host.reopen();
    await accepted(store, 'b');
    expect((await store.claim()).map(({ eventId }) => eventId)).toEqual(['a']);
    await accepted(store, 'c');
    expect(await store.claim()).toEqual([]);
  });

  test('ten thousand events accepted at once share few transactions', async () => {
    const transactions: number[] = [];
    const { store } = await opened(newPlace, (writes) => void transactions.push(writes));
    const ids = Array.from({ length: 10_000 }, (_, index) => `event-${index}`);
    const rows = await Promise.all(ids.map((id) => accepted(store, id, { chat: `${CHAT}${id}` })));
    expect(rows.map(({ eventId }) => eventId)).toEqual(ids);
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(10_000);
    expect(transactions.length).toBeLessThanOrEqual(20);
  });

  test('texts come back as they were, whatever is in them', async () => {
    const host = await opened(newPlace);
    const body = JSON.stringify({ text: '👩‍👩‍👧 ab \u3000 {{x}} \'"\\ \ud800 \u0000 עברית' });
    await accepted(host.store, "id'); DROP TABLE inbox;--", {
      chat: 'line:Ub/C\u3000{}',
      rows: [{ plugin: 'p', body }],
    });
    const [row] = await (await host.reopen()).claim();
    expect(row).toMatchObject({ chat: 'line:Ub/C\u3000{}', eventId: "id'); DROP TABLE inbox;--", body });
  });
}
