import { expect, test } from 'vitest';
import { STORAGE_SHARE } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, did, opened, unit, type NewPlace } from '../place.ts';

const writes = (entries: Record<string, string | undefined>) => ({ writes: new Map(Object.entries(entries)) });

export function stateContract(newPlace: NewPlace): void {
  test('what is written is read, also after a restart; a key can be replaced and deleted', async () => {
    const host = await opened(newPlace);
    await did(host.store, writes({ a: '1', b: '"two"', c: '3' }));
    await did(host.store, writes({ a: '10', b: undefined, never: undefined }));
    const all = async () => Promise.all(['a', 'b', 'c', 'never'].map((key) => host.store.read(CHAT, 'poll', key)));
    expect(await all()).toEqual(['10', undefined, '3', undefined]);
    await host.reopen();
    expect(await all()).toEqual(['10', undefined, '3', undefined]);
  });

  test('a mailbox sees nothing of another plugin or another chat', async () => {
    const { store } = await opened(newPlace);
    await did(store, writes({ a: '1' }));
    expect(await store.read(OTHER, 'poll', 'a')).toBeUndefined();
    expect(await store.read(CHAT, 'rollcall', 'a')).toBeUndefined();
    expect(await store.list(OTHER, 'poll', '')).toEqual([]);
    expect(await store.list(CHAT, 'rollcall', '')).toEqual([]);
  });

  test('a list has the keys of a prefix, in the order of their UTF-16 units', async () => {
    const { store } = await opened(newPlace);
    const keys = ['p:\uffee', 'p:😀', 'p:', 'p', 'p:a', 'p:%', 'p:_', 'P:a', 'q:a', 'p:ab', 'p;'];
    await did(store, writes(Object.fromEntries(keys.map((key) => [key, JSON.stringify(key)]))));
    const found = (await store.list(CHAT, 'poll', 'p:')).map(({ key }) => key);
    expect(found).toEqual(['p:', 'p:%', 'p:_', 'p:a', 'p:ab', 'p:😀', 'p:\uffee']);
    expect((await store.list(CHAT, 'poll', '')).map(({ key }) => key)).toEqual([...keys].sort());
    expect(await store.list(CHAT, 'poll', 'p:a')).toEqual([
      { key: 'p:a', value: '"p:a"' },
      { key: 'p:ab', value: '"p:ab"' },
    ]);
    expect((await store.list(CHAT, 'poll', 'p:\ud83d')).map(({ key }) => key)).toEqual(['p:😀']);
    expect((await store.list(CHAT, 'poll', '😀')).map(({ key }) => key)).toEqual([]);
    expect((await store.list(CHAT, 'poll', 'p:😀')).map(({ key }) => key)).toEqual(['p:😀']);
  });

  test('a mailbox takes its share to the last character, and not one more', async () => {
    const { store } = await opened(newPlace);
    expect(await did(store, writes({ k: 'x'.repeat(STORAGE_SHARE - 1) }))).toMatchObject({ ok: true });
    const row = await accepted(store, 'over');
    const over = unit(row, {
      ...writes({ n: '', k2: '' }),
      outbox: [{ kind: 'reply', body: '["done"]', tried: true }],
      timers: [{ name: 't', due: 1, line: '/poll' }],
    });
    expect(await store.commit(over)).toEqual({ ok: false, why: 'full' });
    expect(await store.outbox()).toEqual([]);
    expect(await store.timers(CHAT, 'poll')).toEqual([]);
    expect(await store.list(CHAT, 'poll', 'n')).toEqual([]);
    // Nothing was written, so the row can still be ended.
    expect(await store.commit(unit(row, { failure: { code: 'STORAGE_FULL', error: 'full' } }))).toMatchObject({
      ok: true,
    });
    expect(await store.commit(over)).toEqual({ ok: false, why: 'gone' });
  });

  test('what is replaced or deleted makes room, also after a restart', async () => {
    const host = await opened(newPlace);
    const half = 'x'.repeat(STORAGE_SHARE / 2 - 1);
    await did(host.store, writes({ a: half, b: half }));
    expect(await did(host.store, writes({ c: '' }))).toEqual({ ok: false, why: 'full' });
    const store = await host.reopen();
    expect(await did(store, writes({ c: '' }))).toEqual({ ok: false, why: 'full' });
    expect(await did(store, writes({ a: `${half.slice(2)}y` }))).toMatchObject({ ok: true });
    expect(await did(store, writes({ c: '' }))).toMatchObject({ ok: true });
    expect(await did(store, writes({ c: '1' }))).toEqual({ ok: false, why: 'full' });
    expect(await did(store, writes({ b: undefined, d: half }))).toMatchObject({ ok: true });
    expect(await store.read(CHAT, 'poll', 'd')).toBe(half);
  });

  test('the share counts UTF-16 units, and is one for each plugin in each chat', async () => {
    const { store } = await opened(newPlace);
    const emoji = '😀'.repeat((STORAGE_SHARE - 2) / 2);
    expect(await did(store, writes({ k: `${emoji}x` }))).toMatchObject({ ok: true });
    expect(await did(store, writes({ k: `${emoji}xx` }))).toEqual({ ok: false, why: 'full' });
    expect(await did(store, writes({ k: `${emoji}x` }), { chat: OTHER })).toMatchObject({ ok: true });
    expect(await did(store, writes({ k: `${emoji}x` }), { rows: [{ plugin: 'rollcall', body: '{}' }] })).toMatchObject({
      ok: true,
    });
  });

  test('one that is full disturbs nobody who commits at the same time', async () => {
    const { store } = await opened(newPlace);
    const rows = await Promise.all(
      Array.from({ length: 9 }, (_, n) => accepted(store, `e${n}`, { chat: `chat-${n}` })),
    );
    const answers = await Promise.all(
      rows.map((row, n) => store.commit(unit(row, writes({ k: n === 4 ? 'x'.repeat(STORAGE_SHARE) : `${n}` })))),
    );
    expect(answers.map(({ ok }) => ok)).toEqual(rows.map((_, n) => n !== 4));
    expect(await Promise.all(rows.map(({ chat }) => store.read(chat, 'poll', 'k')))).toEqual(
      rows.map((_, n) => (n === 4 ? undefined : `${n}`)),
    );
  });
}
