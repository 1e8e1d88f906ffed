import { expect, test } from 'vitest';
import type { RosterChange, Store } from '../../../core/host/store.ts';
import { CHAT, OTHER, opened, type NewPlace } from '../place.ts';

const change =
  (what: RosterChange['what']) =>
  (memberId: string, at: number, chat = CHAT): RosterChange => ({ chat, memberId, what, at });
const seen = change('seen');
const left = change('left');
const forgotten = change('forgotten');
const here = async (store: Store): Promise<string[]> =>
  (await store.roster(CHAT)).map(({ memberId, at }) => `${memberId} ${at}`);

export function rosterContract(newPlace: NewPlace): void {
  test('members are here in the order in which they were first seen, also after a restart', async () => {
    const host = await opened(newPlace);
    await host.store.remember([seen('b', 20), seen('a', 10), seen('c', 20), seen('x', 5, OTHER)]);
    await host.store.remember([seen('a', 40), seen('b', 30), seen('c', 15)]);
    await host.store.remember([]);
    const store = await host.reopen();
    expect(await here(store)).toEqual(['a 40', 'c 20', 'b 30']);
    expect(await store.roster(OTHER)).toEqual([{ memberId: 'x', at: 5 }]);
    expect(await store.roster('nobody')).toEqual([]);
  });

  test('members first seen at the same time stay in the order in which they were written', async () => {
    const { store } = await opened(newPlace);
    await store.remember([seen('z', 10), seen('m', 10), seen('a', 10)]);
    expect(await here(store)).toEqual(['z 10', 'm 10', 'a 10']);
  });

  test('who left is not here, and only what was seen later brings them back', async () => {
    const host = await opened(newPlace);
    await host.store.remember([seen('a', 10), left('a', 20)]);
    expect(await here(host.store)).toEqual([]);
    await host.store.remember([seen('a', 15), seen('a', 20)]);
    const store = await host.reopen();
    expect(await here(store)).toEqual([]);
    await store.remember([seen('a', 21)]);
    expect(await here(store)).toEqual(['a 21']);
  });

  test('a mark is there before the member is', async () => {
    const { store } = await opened(newPlace);
    await store.remember([left('a', 20), forgotten('b', 20), seen('a', 19), seen('b', 20)]);
    expect(await here(store)).toEqual([]);
    await store.remember([seen('a', 21), seen('b', 22)]);
    expect(await here(store)).toEqual(['a 21', 'b 22']);
  });

  test('a leaving that is written late does not send away who was seen since', async () => {
    const { store } = await opened(newPlace);
    await store.remember([seen('a', 30), left('a', 20)]);
    expect(await here(store)).toEqual(['a 30']);
    await store.remember([left('a', 30)]);
    expect(await here(store)).toEqual([]);
    await store.remember([left('a', 10), seen('a', 25)]);
    expect(await here(store)).toEqual([]);
  });

  test('of who was forgotten nothing is known, and only what was seen later brings them back, as new', async () => {
    const host = await opened(newPlace);
    await host.store.remember([seen('a', 10), seen('b', 11), forgotten('a', 20), seen('a', 20)]);
    expect(await here(host.store)).toEqual(['b 11']);
    const store = await host.reopen();
    await store.remember([seen('a', 12)]);
    expect(await here(store)).toEqual(['b 11']);
    await store.remember([seen('a', 25)]);
    expect(await here(store)).toEqual(['b 11', 'a 25']);
  });

  test('who was seen after the forgetting is here, whatever is written first', async () => {
    const { store } = await opened(newPlace);
    await store.remember([seen('b', 15), seen('a', 10), seen('a', 30), forgotten('a', 20)]);
    expect(await here(store)).toEqual(['b 15', 'a 30']);
  });

  test('who left after being forgotten stays away', async () => {
    const { store } = await opened(newPlace);
    await store.remember([seen('a', 10), left('a', 30), forgotten('a', 20), seen('a', 25)]);
    expect(await here(store)).toEqual([]);
    await store.remember([seen('a', 31)]);
    expect(await here(store)).toEqual(['a 31']);
  });

  test('a large group is written at once', async () => {
    const { store } = await opened(newPlace);
    await store.remember(Array.from({ length: 5_000 }, (_, index) => seen(`U${index}`, index + 1)));
    expect(await store.roster(CHAT)).toHaveLength(5_000);
  });
}
