import { expect, test } from 'vitest';
import type { PushPromise } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, opened, reply, sent, type NewPlace } from '../place.ts';

const MONTH = 24_322;

export function budgetContract(newPlace: NewPlace): void {
  /** A store with notices that wait, and a month of `limit` messages. */
  async function month(limit: number | undefined, used = 0) {
    const host = await opened(newPlace);
    const asked: Pick<PushPromise, 'account' | 'month' | 'limit' | 'used'> = {
      account: 'line:Ubot',
      month: MONTH,
      limit,
      used,
    };
    return {
      host,
      notice: async (chat = CHAT) => (await sent(host.store, [reply({ kind: 'notice', by: 1 })], { chat }))[0]!,
      promise: ({ id, chat }: { id: number; chat: string }, cost: number, more: Partial<PushPromise> = {}) =>
        host.store.promise({ ...asked, id, chat, cost, ...more }),
      spent: (of = MONTH) => host.store.monthSpent('line:Ubot', of, 0),
    };
  }

  test('what is promised to one row is not promised to another, also after a restart', async () => {
    const { host, notice, promise } = await month(100);
    const [a, b] = [await notice(), await notice()];
    expect(await promise(a, 60)).toBe(true);
    expect(await promise(b, 50)).toBe(false);
    await host.reopen();
    expect(await promise(b, 50)).toBe(false);
    expect(await promise(b, 40)).toBe(true);
  });

  test('a row is promised its cost once, however often it is asked for', async () => {
    const { notice, promise, spent } = await month(100);
    const row = await notice();
    for (let times = 0; times < 3; times++) expect(await promise(row, 60)).toBe(true);
    expect(await spent()).toEqual({ used: 0, promised: 60 });
  });

  test('what was promised is free again when the row is gone, was refused, or says so', async () => {
    const { host, notice, promise, spent } = await month(100);
    const rows = [await notice(), await notice(), await notice(), await notice()];
    for (const row of rows) await promise(row, 20);
    host.store.settled([rows[0]!.id]);
    await host.store.bury(rows[1]!.id, 'NOTICE_EXPIRED', 'late');
    await host.store.unpromise([rows[2]!.id, 12_345]);
    expect(await promise(rows[3]!, 101)).toBe(false);
    await host.reopen();
    expect(await spent()).toEqual({ used: 0, promised: 0 });
  });

  test('while others wait, no chat is promised more than half of the month', async () => {
    const { host, notice, promise } = await month(100);
    const [mine, other, more] = [await notice(), await notice(OTHER), await notice()];
    expect(await promise(mine, 40)).toBe(true);
    expect(await promise(other, 10)).toBe(true);
    expect(await promise(more, 20)).toBe(false);
    expect(await promise(more, 10)).toBe(true);
    expect(await host.store.spend(mine.id)).toBe(40);
    const last = await notice();
    expect(await promise(last, 5)).toBe(false);
    await host.store.unpromise([other.id]);
    expect(await promise(last, 45)).toBe(true);
    // What it has been promised it keeps, though others wait again.
    expect(await promise(other, 5)).toBe(true);
    expect(await promise(last, 45)).toBe(true);
  });

  test('what was spent counts, once, and so does what the platform tells if it is more', async () => {
    const { host, notice, promise, spent } = await month(100);
    const [a, b] = [await notice(), await notice()];
    await promise(a, 60);
    expect(await host.store.spend(a.id)).toBe(60);
    expect(await host.store.spend(a.id)).toBe(0);
    expect(await spent()).toEqual({ used: 60, promised: 0 });
    expect(await promise(b, 41)).toBe(false);
    expect(await host.store.monthSpent('line:Ubot', MONTH, 50)).toEqual({ used: 60, promised: 0 });
    expect(await host.store.monthSpent('line:Ubot', MONTH, 70)).toEqual({ used: 70, promised: 0 });
    expect(await promise(b, 31)).toBe(false);
    expect(await promise(b, 10, { used: 91 })).toBe(false);
    expect(await promise(b, 9)).toBe(true);
  });

  test('a new month begins with nothing spent, and each account has its own', async () => {
    const { host, notice, promise, spent } = await month(100);
    const [a, b] = [await notice(), await notice()];
    await promise(a, 100);
    await host.store.spend(a.id);
    expect(await promise(b, 100)).toBe(false);
    expect(await promise(b, 100, { account: 'line:Uother' })).toBe(true);
    expect(await promise(b, 100, { month: MONTH + 1 })).toBe(true);
    await host.store.spend(b.id);
    expect(await spent(MONTH + 1)).toEqual({ used: 100, promised: 0 });
  });

  test('without a limit everything is promised, and what is spent is known', async () => {
    const { host, notice, promise } = await month(undefined);
    const row = await notice();
    expect(await promise(row, 1_000_000)).toBe(true);
    expect(await host.store.spend(row.id)).toBe(1_000_000);
  });

  test('a chat that the bot left is promised nothing any more', async () => {
    const { host, notice, promise, spent } = await month(100);
    const [mine, other] = [await notice(), await notice(OTHER)];
    await promise(mine, 30);
    await promise(other, 20);
    await accepted(host.store, 'gone', { presence: 'left' });
    expect(await spent()).toEqual({ used: 0, promised: 20 });
  });

  test('of promises that are asked for at once no more are made than the month holds', async () => {
    const { notice, promise } = await month(100);
    const rows = await Promise.all(Array.from({ length: 30 }, () => notice()));
    const made = await Promise.all(rows.map((row) => promise(row, 10)));
    expect(made.filter(Boolean)).toHaveLength(10);
  });
}
