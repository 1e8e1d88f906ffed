import { expect, test } from 'vitest';
import { DOWNLOADS_SHARE, type StoredDownload } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, did, opened, unit, type NewPlace } from '../place.ts';

const file = (id: string, more: Partial<StoredDownload> = {}): StoredDownload => ({
  id,
  name: 'lunch.csv',
  type: 'text/csv',
  body: Buffer.from('寿司,3'),
  expires: 2_000_000,
  ...more,
});
const NOTHING = { seenBefore: 0, linesBefore: 0, leftBefore: 0, messagesBefore: 0 };

export function downloadContract(newPlace: NewPlace): void {
  test('a file is there when its command is done, byte for byte, also for the next host', async () => {
    const host = await opened(newPlace);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    await did(host.store, { downloads: [file('a'), file('b', { type: 'image/png', body: bytes })] });
    const store = await host.reopen();
    const found = await store.download('a', 1_000_000);
    expect({ ...found, body: Buffer.from(found!.body).toString() }).toEqual({ ...file('a'), body: '寿司,3' });
    expect(Buffer.compare((await store.download('b', 1_000_000))!.body, bytes)).toBe(0);
    expect(await store.download('c', 1_000_000)).toBeUndefined();
  });

  test('a command that failed leaves no file', async () => {
    const { store } = await opened(newPlace);
    const failure = { code: 'HANDLER_FAILED', error: 'x' };
    await store.commit(unit(await accepted(store, 'a'), { downloads: [file('a')], failure }));
    expect(await store.download('a', 1_000_000)).toBeUndefined();
  });

  test('a file is not given out past its time, and is swept then', async () => {
    const host = await opened(newPlace);
    await did(host.store, { downloads: [file('old'), file('new', { expires: 3_000_000 })] });
    expect(await host.store.download('old', 1_999_999)).toBeDefined();
    expect(await host.store.download('old', 2_000_000)).toBeUndefined();
    host.clock.now = 2_500_000;
    await host.store.sweep(NOTHING);
    expect(await host.store.download('old', 0)).toBeUndefined();
    expect(await host.store.download('new', 0)).toBeDefined();
  });

  test('the newest of a mailbox are kept, and those of others', async () => {
    const { store } = await opened(newPlace);
    await did(store, { downloads: [file('other')] }, { chat: OTHER });
    for (let n = 1; n <= DOWNLOADS_SHARE + 2; n++) await did(store, { downloads: [file(`n${n}`)] });
    expect(await store.download('n2', 0)).toBeUndefined();
    expect(await store.download('n3', 0)).toBeDefined();
    expect(await store.download('other', 0)).toBeDefined();
  });

  test('they go with a member who is forgotten, and with the chat', async () => {
    const { store } = await opened(newPlace);
    await did(store, { downloads: [file('named')] });
    await did(store, { downloads: [file('left')] }, { chat: OTHER });
    await store.remember([{ chat: CHAT, memberId: 'U1', what: 'seen', at: 1 }]);
    expect(await store.download('named', 0)).toBeDefined();
    await store.remember([{ chat: CHAT, memberId: 'U1', what: 'forgotten', at: 2 }]);
    expect(await store.download('named', 0)).toBeUndefined();
    await accepted(store, 'gone', { chat: OTHER, presence: 'left', at: 50 });
    await store.sweep({ ...NOTHING, leftBefore: 100 });
    expect(await store.download('left', 0)).toBeUndefined();
  });
}
