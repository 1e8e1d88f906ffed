import { expect, test } from 'vitest';
import { CHAT, OTHER, accepted, opened, type NewPlace } from '../place.ts';

export function chatContract(newPlace: NewPlace): void {
  test('a chat without a policy has revision 0, and its document is JSON', async () => {
    const { store } = await opened(newPlace);
    expect(await store.policy(CHAT)).toEqual({ revision: 0, document: '{}' });
    await accepted(store, 'gone', { presence: 'left' });
    expect(await store.policy(CHAT)).toEqual({ revision: 0, document: '{}' });
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
