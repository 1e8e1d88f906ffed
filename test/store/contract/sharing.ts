import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Claim, Lease, NewEvent, Sharing, Store } from '../../../core/host/store.ts';
import { CHAT, OTHER, accepted, bodies, event, reply, unit, type NewPlace } from '../place.ts';

/** Milliseconds. Short, for tests that wait for its end; the others are not to see one. */
const LEASE = 1_500;
const LONG = 600_000;
const POLL = ['poll@1.0.0'];

interface Host {
  readonly store: Store;
  readonly sharing: Sharing;
  readonly lease: Lease;
  /** What it was told, in order. */
  readonly claims: Claim[];
  news(): number;
  lost(): number;
}

/** What every store promises to several hosts that share it. */
export function sharingContract(newPlace: NewPlace): void {
  /** Opens hosts of one place; each has renewed its lease once. */
  async function hosts(lease = LONG) {
    const place = await newPlace();
    const open: Store[] = [];
    onTestFinished(async () => {
      for (const store of open) await store.close();
      await place.remove();
    });
    return async (loaded: readonly string[] = POLL): Promise<Host> => {
      const store = await place.open({ lease });
      open.push(store);
      const { sharing } = store;
      if (!sharing) throw new Error('this store is not shared');
      const claims: Claim[] = [];
      let news = 0;
      let lost = 0;
      sharing.listen({ onClaim: (claim) => claims.push(claim), onNews: () => news++, onLost: () => lost++ });
      return { store, sharing, lease: await sharing.renew(loaded), claims, news: () => news, lost: () => lost };
    };
  }
  const ids = (rows: readonly { readonly eventId: string }[] | undefined) => rows?.map(({ eventId }) => eventId);
  /** Asks until there is an answer that will do; a host that lives renews meanwhile. */
  async function eventually<T>(ask: () => Promise<T>, will: (answer: T) => boolean, alive?: Host): Promise<T> {
    for (let tries = 0; ; tries++) {
      await alive?.sharing.renew(POLL);
      const answer = await ask();
      if (will(answer) || tries > 200) return answer;
      await sleep(100);
    }
  }

  test('a chat that nobody has comes into the hands of the host that accepts, and only that one may run what waits', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    expect(ids(await a.store.accept(event('1')))).toEqual(['1']);
    expect(a.claims).toEqual([{ chat: CHAT, outbox: [], tokens: [], leftAt: undefined, policyRevision: 0 }]);
    expect(await b.store.accept(event('2'))).toEqual([]);
    expect(b.claims).toEqual([]);
    expect(await b.store.accept(event('1'))).toBeUndefined();
    expect(
      await eventually(
        () => Promise.resolve(a.news()),
        (news) => news > 0,
      ),
    ).toBeGreaterThan(0);
    expect(ids(await a.store.claim())).toEqual(['2']);
    expect(ids(await b.store.claim())).toEqual([]);
    expect(ids(await a.store.claim())).toEqual([]);
  });

  test('what others put into a chat comes out before what its host accepts later', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    await a.store.accept(event('1'));
    await b.store.accept(event('2'));
    expect(ids(await a.store.accept(event('3')))).toEqual(['2', '3']);
    expect(ids(await a.store.claim())).toEqual([]);
  });

  test('of one event that reaches two hosts at once one is accepted, and each chat has one host', async () => {
    const host = await hosts();
    const both = [await host(), await host()];
    const all = Array.from({ length: 100 }, (_, n) => event(`e${n}`, { chat: `line:Ub/C${n % 10}` }));
    const answers = await Promise.all(all.flatMap((one) => both.map(({ store }) => store.accept(one))));
    expect(answers.filter((rows) => rows !== undefined)).toHaveLength(100);
    const rest = [...(await both[0]!.store.claim()), ...(await both[1]!.store.claim())];
    expect(new Set([...answers.flatMap((rows) => ids(rows) ?? []), ...ids(rest)!]).size).toBe(100);
    const chats = both.flatMap(({ claims }) => claims.filter(({ outbox }) => outbox).map(({ chat }) => chat));
    expect(chats.sort()).toEqual([...new Set(chats)]);
  });

  test('a chat that was given back is taken with all that its next host has to know', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const row = await accepted(a.store, '1');
    const notice = reply({ kind: 'notice', body: '["parked"]' });
    expect(await a.sharing.release([CHAT])).toEqual([]);
    const policy = { document: '{"a":1}', expected: 0, woken: [], moved: [] };
    expect((await a.store.commit(unit(row, { outbox: [notice], policy }))).ok).toBe(true);
    expect(await a.sharing.release([CHAT, OTHER])).toEqual([CHAT]);
    await accepted(b.store, '2', { presence: 'left', at: 77 });
    expect(b.claims).toMatchObject([{ chat: CHAT, policyRevision: 1, leftAt: 77 }]);
    expect(bodies(b.claims[0]!.outbox!)).toEqual(['["parked"]']);
    expect(await a.store.accept(event('3'))).toEqual([]);
  });

  test('a host that lost a chat writes nothing there any more, and the next one has what was not done', async () => {
    const host = await hosts(LEASE);
    const [a, b] = [await host(), await host()];
    const [done, row] = [await accepted(a.store, '0'), await accepted(a.store, '1')];
    const timer = { name: 't', due: 5, line: '/poll' };
    const kept = await a.store.commit(unit(done, { outbox: [reply(), reply()], timers: [timer] }));
    const [first, second] = kept.ok ? kept.outbox : [];
    const taken = await eventually(
      () => b.store.claim(),
      (rows) => rows.length > 0,
      b,
    );
    expect(taken).toMatchObject([{ eventId: '1', attempts: 1 }]);
    expect(b.claims[0]!.outbox).toEqual([first, second]);
    expect(await a.store.commit(unit(row, { writes: new Map([['k', '1']]) }))).toEqual({ ok: false, why: 'lost' });
    expect(await a.store.sending([first!.id], { token: 'x' })).toEqual([]);
    await a.store.bury(first!.id, 'REPLY_FATE_UNKNOWN', 'x');
    expect(await a.store.due(10, 10)).toEqual([]);
    const [due] = await b.store.due(10, 10);
    const firing: NewEvent = event('t:poll:t:5');
    expect(await a.store.fire(due!, firing, {})).toBeUndefined();
    expect(await b.store.outbox()).toEqual([first, second]);
    expect((await b.store.commit(unit(taken[0]!))).ok).toBe(true);
    expect(ids(await b.store.fire(due!, firing, {}))).toEqual(['t:poll:t:5']);
    expect(await a.sharing.renew(POLL)).toMatchObject({ isNew: true });
  }, 30_000);

  test('a lease that ran out gives nothing back to whoever renews it late', async () => {
    const host = await hosts(LEASE);
    const a = await host();
    expect(a.lease).toMatchObject({ isNew: true });
    expect(a.lost()).toBe(0);
    expect(a.lease.lasts).toBeLessThanOrEqual(LEASE);
    expect(await a.sharing.renew(POLL)).toMatchObject({ isNew: false });
    const row = await accepted(a.store, '1');
    await sleep(LEASE + 300);
    expect(await a.sharing.renew(POLL)).toMatchObject({ isNew: true });
    expect(a.lost()).toBe(1);
    expect(await a.store.commit(unit(row))).toEqual({ ok: false, why: 'lost' });
    expect(await a.store.claim()).toMatchObject([{ eventId: '1', attempts: 1 }]);
    expect((await a.store.commit(unit(row))).ok).toBe(true);
  });

  test('what a host leaves is taken at once, and no attempt is counted', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    await accepted(a.store, '1');
    await a.sharing.leave();
    expect(
      await eventually(
        () => b.store.claim(),
        (rows) => rows.length > 0,
      ),
    ).toMatchObject([{ eventId: '1', attempts: 0 }]);
    expect(b.news()).toBeGreaterThan(0);
    expect((await b.sharing.renew(POLL)).loaded).toEqual(new Set(POLL));
  });

  test('a host takes only rows of what it has loaded, as long as another has the right one', async () => {
    const host = await hosts();
    const [old, next] = [await host(['poll@1.0.0', 'dice@1.0.0']), await host(['poll@2.0.0', 'dice@1.0.0'])];
    expect((await old.sharing.renew(['poll@1.0.0', 'dice@1.0.0'])).loaded).toEqual(
      new Set(['poll@1.0.0', 'poll@2.0.0', 'dice@1.0.0']),
    );
    await accepted(old.store, '1', { rows: [{ plugin: 'poll', version: '2.0.0', body: '{}' }] });
    expect(await old.sharing.release([CHAT])).toEqual([]);
    expect(await old.sharing.release([CHAT], { handOver: true })).toEqual([CHAT]);
    expect(await old.store.claim()).toEqual([]);
    expect(
      await eventually(
        () => next.store.claim(),
        (rows) => rows.length > 0,
      ),
    ).toMatchObject([{ eventId: '1', version: '2.0.0', attempts: 0 }]);
    await next.sharing.release([CHAT], { handOver: true });
    await next.sharing.leave();
    // Nobody else has it: better another version than none.
    expect(
      ids(
        await eventually(
          () => old.store.claim(),
          (rows) => rows.length > 0,
        ),
      ),
    ).toEqual(['1']);
  });

  test('times that have come are somebody’s when their chat is nobody’s', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const row = await accepted(a.store, '1');
    const later = await accepted(a.store, '2', { chat: OTHER });
    await a.store.commit(unit(row, { timers: [{ name: 't', due: 5, line: '/poll' }] }));
    await a.store.commit(
      unit(later, {
        outbox: [reply({ kind: 'notice', by: 5 }), reply({ kind: 'notice', expires: 9_999_999_999_999 })],
      }),
    );
    expect((await a.sharing.release([CHAT, OTHER])).toSorted()).toEqual([CHAT, OTHER]);
    expect(await b.store.due(10, 10)).toEqual([]);
    expect(await b.store.claim()).toEqual([]);
    expect(b.claims.map(({ chat }) => chat).sort()).toEqual([CHAT, OTHER]);
    expect(await b.store.due(10, 10)).toMatchObject([{ chat: CHAT, name: 't' }]);
    expect(await a.store.claim()).toEqual([]);
    expect(a.claims.filter(({ outbox }) => outbox)).toHaveLength(2);
  });

  test('what is parked for later is nobody’s', async () => {
    const host = await hosts();
    const a = await host();
    const row = await accepted(a.store, '1');
    const parked = reply({ kind: 'notice', by: 9_999_999_999_998, expires: 9_999_999_999_999 });
    const timer = { name: 't', due: 9_999_999_999_999, line: '/poll' };
    await a.store.commit(unit(row, { outbox: [parked], timers: [timer] }));
    expect(await a.sharing.release([CHAT])).toEqual([CHAT]);
    await a.store.claim();
    expect(a.claims).toHaveLength(1);
  });

  test('a token is lent to whoever has the chat, or brings the chat with it', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const row = await accepted(a.store, '1');
    await a.store.commit(unit(row, { outbox: [reply({ kind: 'notice', body: '["parked"]' })] }));
    expect(await b.sharing.look([OTHER, CHAT])).toEqual([CHAT]);
    await b.sharing.lend(CHAT, { token: 'lent', receivedAt: 5 });
    expect(b.claims).toEqual([]);
    await eventually(
      () => Promise.resolve(a.news()),
      (news) => news > 0,
    );
    await a.store.claim();
    expect(a.claims.at(-1)).toMatchObject({ chat: CHAT, tokens: [{ token: 'lent', receivedAt: 5 }] });
    expect(a.claims.at(-1)!.outbox).toBeUndefined();
    await b.store.accept(event('2', { rows: [], spare: { token: 'spare', receivedAt: 6 } }));
    await a.store.claim();
    expect(a.claims.at(-1)!.tokens).toEqual([{ token: 'spare', receivedAt: 6 }]);
    expect(await a.sharing.release([CHAT])).toEqual([CHAT]);
    await b.sharing.lend(CHAT, { token: 'own', receivedAt: 7 });
    expect(b.claims).toMatchObject([{ chat: CHAT, tokens: [] }]);
    expect(bodies(b.claims[0]!.outbox!)).toEqual(['["parked"]']);
  });

  test('what waits in a chat that a token brings is given out with it, or with the event that comes at the same time', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const token = { token: 'lent', receivedAt: 5 };
    await accepted(a.store, '1');
    await a.sharing.release([CHAT], { handOver: true });
    expect(ids(await b.sharing.lend(CHAT, token))).toEqual(['1']);
    expect(b.claims).toHaveLength(1);
    await b.sharing.release([CHAT], { handOver: true });
    const [lent, accepting] = [a.sharing.lend(CHAT, token), a.store.accept(event('2'))];
    expect(ids(await lent)).toEqual([]);
    expect(ids(await accepting)).toEqual(['1', '2']);
  });

  test('what was run before a lease was over is not written in the next one', async () => {
    const host = await hosts();
    const a = await host();
    const row = await accepted(a.store, '1');
    const committing = a.store.commit(unit(row, { outbox: [reply()] }));
    await a.sharing.leave();
    expect(await committing).toEqual({ ok: false, why: 'lost' });
    await a.sharing.renew(POLL);
    const again = await a.store.claim();
    expect(ids(again)).toEqual(['1']);
    expect(await a.store.commit(unit(again[0]!))).toMatchObject({ ok: true });
  });

  test('the host of a chat is told when the bot leaves it, and when it is back', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    await accepted(a.store, '1');
    await b.store.accept(event('gone', { rows: [], presence: 'left', at: 9 }));
    await a.store.claim();
    expect(a.claims.at(-1)).toMatchObject({ chat: CHAT, leftAt: 9 });
    await b.store.accept(event('back', { rows: [], presence: 'here', at: 10 }));
    await a.store.claim();
    expect(a.claims.at(-1)).toMatchObject({ chat: CHAT, leftAt: undefined });
  });

  test('a message that is unsent elsewhere is not run and not sent by the host that has the chat', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const row = await accepted(a.store, '1', { messageId: 'm' });
    const other = await accepted(a.store, '2', { messageId: 'n' });
    const kept = await a.store.commit(unit(other, { outbox: [reply()], ranBy: { messageId: 'n' } }));
    for (const messageId of ['m', 'n'])
      expect(
        await b.store.unsend({ chat: CHAT, eventId: `u${messageId}`, at: 1, messageId }, '{"unsent":1}'),
      ).toMatchObject({ rows: [] });
    expect(await a.store.commit(unit(row))).toEqual({ ok: false, why: 'gone' });
    expect(await a.store.sending(kept.ok ? [kept.outbox[0]!.id] : [], { token: 't' })).toEqual([]);
    expect(await a.store.claim()).toMatchObject([{ eventId: 'un', body: '{"unsent":1}' }]);
  });

  test('hosts keep a pace to each person together, for all of a message’s people or for none', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const rule = { messages: 3, within: 1_000 };
    const asked = await Promise.all([a, b, a, b, a].map(({ sharing }) => sharing.pace(['Aki'], 1, rule)));
    const waits = asked.filter((wait) => wait > 0);
    expect(waits).toHaveLength(2);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(1_000);
    expect(await b.sharing.pace(['Ben', 'Aki'], 1, rule)).toBeGreaterThan(0);
    expect(await a.sharing.pace(['Ben'], 3, rule)).toBe(0);
    // More than the pace allows at all goes when nothing went before it.
    expect(await b.sharing.pace(['Chai'], 5, rule)).toBe(0);
    expect(await a.sharing.pace(['Chai'], 1, rule)).toBeGreaterThan(0);
    await sleep(1_100);
    expect(await a.sharing.pace(['Aki', 'Ben', 'Chai'], 2, rule)).toBe(0);
  });

  test('a channel’s rate is shared', async () => {
    const host = await hosts();
    const [a, b] = [await host(), await host()];
    const taken = await Promise.all([a, b, a, b].map(({ sharing }) => sharing.take('reply', 100, 40)));
    expect(taken.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(100);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBeLessThan(160);
    expect(await a.sharing.take('push', 10, 40)).toBe(10);
  });

  test('new keys of tags are everybody’s', async () => {
    const host = await hosts();
    const both = await Promise.all([(await host()).store.tagKeys(), (await host()).store.tagKeys()]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0]).toHaveLength(1);
  });
}
