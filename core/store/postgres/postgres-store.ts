import type { InboxRow, NewEvent, Store, Unit } from '../../host/store.ts';
import type { StoreTold } from '../told.ts';
import { readChat, SIGHTINGS_A_CHAT, type ChatColumns } from '../known-chat.ts';
import {
  readFailure,
  readOutbox,
  readTimer,
  type FailureColumns,
  type OutboxColumns,
  type TimerColumns,
} from '../rows.ts';
import { Accepting } from './accepting.ts';
import { monthSpent, promise, SPEND, UNPROMISE } from './budget.ts';
import { Claiming } from './claiming.ts';
import { Committing } from './committing.ts';
import { Connection } from './connection.ts';
import { addReceipts, countSent, receipts, sentSince } from './counts.ts';
import { DOWNLOAD, FORGET_DOWNLOADS } from './downloads.ts';
import { DROP_FAILURE, FAILURES, REPLAY_FAILURE } from './failures.ts';
import { firing } from './firing.ts';
import { Hands } from './hands.ts';
import { Life } from './life.ts';
import { Listening } from './listening.ts';
import { changeMembers, ROSTER } from './members.ts';
import { RAN_BY, SUBJECT, unsend } from './messages.ts';
import { CHATS, MET, secret, SET_KIND, type MetColumns } from './met-chats.ts';
import { NUMBERED_CHATS, numbered, react } from './numbered.ts';
import { prepare } from './open.ts';
import { BURY, OUTBOX, OUTBOX_OF, post, sending, WAITING } from './outbox.ts';
import { LEFT, POLICY, WRITE_POLICY } from './policies.ts';
import { Settling } from './settling.ts';
import { sharingOf } from './sharing.ts';
import { StateCache } from './state-cache.ts';
import { StateReading } from './state.ts';
import { Sweep } from './sweep.ts';
import { tagKeys } from './tag-keys.ts';
import { kept } from './text.ts';
import { DUE_TIMERS, REST_TIMERS, TIMERS } from './timers.ts';
import { Transactions } from './transactions.ts';
import { isInDoubt } from './trouble.ts';
import { isWhole, WholeUnits } from './whole-units.ts';

export interface PostgresStoreOptions extends StoreTold {
  readonly now?: () => number;
  /** For a program that works beside the hosts of this database, and runs nothing of it. Default: this is a host. */
  readonly beside?: boolean;
  /** How long a host's lease lasts. Milliseconds. */
  readonly lease?: number;
}

/** Renewed every two seconds or so: some of them may fail. Milliseconds. */
const LEASE = 8_000;
/** Work that nobody waits for in a webhook may take longer. Milliseconds. */
const PATIENT = 10_000;

/** The store in a PostgreSQL database, for any number of hosts. */
export class PostgresStore implements Store {
  readonly #now: () => number;
  readonly #beside: boolean;
  readonly #connections: readonly Connection[];
  readonly #rest: Connection;
  readonly #state: StateCache;
  readonly #hands: Hands;
  readonly #life: Life;
  readonly #listening: Listening;
  readonly #transactions: Transactions;
  readonly #accepting: Accepting;
  readonly #committing: Committing;
  readonly #whole: WholeUnits;
  readonly #claiming: Claiming;
  readonly #reading: StateReading;
  readonly #settling: Settling;
  readonly #sweep: Sweep;
  readonly sharing: NonNullable<Store['sharing']>;
  #hasLeft = false;
  #closed: Promise<void> | undefined;

  /**
   * Brings the schema to the newest version. Throws STORE_UNUSABLE for a database that is not there, that does not let this user in, that
   * holds something else, or that a newer version does not share with this one.
   */
  static async open(url: string, options: PostgresStoreOptions = {}): Promise<PostgresStore> {
    const { now = Date.now, beside = false, lease = LEASE, onCommit, onTrouble } = options;
    await prepare(url, now());
    const store = new PostgresStore(url, { now, beside, lease, told: { onCommit, onTrouble } });
    if (!beside) await store.#life.begin([]);
    return store;
  }

  private constructor(
    url: string,
    { now, beside, lease, told }: Required<Omit<PostgresStoreOptions, keyof StoreTold>> & { told: StoreTold },
  ) {
    this.#now = now;
    this.#beside = beside;
    const byKeys = (): Connection => new Connection(url, { byKeys: true });
    const [arriving, leaving, rest] = [byKeys(), byKeys(), byKeys()];
    const alone = new Connection(url, { limit: PATIENT });
    this.#connections = [arriving, leaving, rest, alone];
    this.#rest = rest;
    this.#state = new StateCache((chat) => this.#hands.has(chat));
    this.#hands = new Hands(
      (chat) => this.#state.forget(chat),
      (row) => this.#settling.isSent(row),
    );
    this.#listening = new Listening(url, () => this.#hands.news());
    this.#transactions = new Transactions(alone, told);
    this.#life = new Life(rest, this.#transactions, {
      hands: this.#hands,
      lasts: lease,
      onBegin: (id) => this.#listening.listen(id),
    });
    this.#accepting = new Accepting(arriving, this.#transactions, { hands: this.#hands, life: this.#life, told });
    this.#committing = new Committing(leaving, { life: this.#life, state: this.#state, now }, told);
    this.#whole = new WholeUnits(this.#transactions, this.#committing, { state: this.#state, now });
    this.#claiming = new Claiming(rest, this.#transactions, {
      hands: this.#hands,
      life: this.#life,
      accepting: this.#accepting,
    });
    this.#reading = new StateReading(rest);
    this.#settling = new Settling(rest, now);
    this.#sweep = new Sweep(this.#transactions, (chat) => this.#state.forget(chat));
    this.sharing = sharingOf({
      connection: rest,
      hands: this.#hands,
      life: this.#life,
      accepting: this.#accepting,
      claiming: this.#claiming,
      settled: () => this.#settling.flush(),
      onLeave: () => void (this.#hasLeft = true),
    });
  }

  accept(event: NewEvent): ReturnType<Store['accept']> {
    return this.#accepting.accept(event);
  }

  async commit(unit: Unit): ReturnType<Store['commit']> {
    const host = this.#life.id;
    const committed = await this.#sure(
      isWhole(unit) ? this.#whole.commit(unit, host) : this.#committing.batch.add({ unit, host }),
    );
    // It may have come again in another life.
    if (!committed.ok && committed.why === 'lost' && this.#life.is(host)) this.#hands.drop(unit.row.chat);
    // What it left for a life that is over is found by the next one.
    return committed.ok && !this.#life.is(host) ? { ok: true, outbox: [] } : committed;
  }

  claim(): Promise<readonly InboxRow[]> {
    return this.#claiming.claim(this.#now());
  }

  async read(chat: string, plugin: string, key: string): Promise<string | undefined> {
    const mailbox = { chat, plugin };
    const known = this.#state.get(mailbox, key);
    if (known) return known.value;
    const keep = this.#state.asking(mailbox, key);
    const value = await this.#reading.read({ chat, plugin, key });
    keep(value);
    return value;
  }

  list(chat: string, plugin: string, prefix: string): ReturnType<Store['list']> {
    return this.#reading.list(chat, plugin, prefix);
  }

  async line(id: string): Promise<string | undefined> {
    const row = await this.#rest.first<{ text: string }>(LINE, [kept(id)]);
    return row?.text;
  }

  download(id: string, now: number): ReturnType<Store['download']> {
    return this.#rest.first(DOWNLOAD, [kept(id), now]);
  }

  /** Behind what was settled before. */
  async outbox(chat?: string): ReturnType<Store['outbox']> {
    await this.#settling.flush();
    const rows = this.#rest.rows<OutboxColumns>(
      chat === undefined ? OUTBOX : OUTBOX_OF,
      chat === undefined ? [] : [chat],
    );
    return (await rows).map(readOutbox);
  }

  post(...posted: Parameters<Store['post']>): ReturnType<Store['post']> {
    return this.#sure(post(this.#rest, this.#life.id, this.#now(), ...posted));
  }

  sending(...sent: Parameters<Store['sending']>): ReturnType<Store['sending']> {
    return this.#sure(sending(this.#rest, this.#life.id, ...sent));
  }

  async waiting(...[ids, { push = true }]: Parameters<Store['waiting']>): Promise<void> {
    await this.#rest.rows(WAITING, [this.#life.id, ids, push]);
  }

  settled(...[ids, cards = [], numbered = []]: Parameters<Store['settled']>): void {
    this.#settling.add({ ids, cards, numbered });
  }

  /** Behind what was sent before. */
  async numbered(...of: Parameters<Store['numbered']>): ReturnType<Store['numbered']> {
    await this.#settling.flush();
    return numbered(this.#rest, ...of);
  }

  async numberedChats(since: number): ReturnType<Store['numberedChats']> {
    return this.#rest.rows(NUMBERED_CHATS, [since]);
  }

  closeNumbered(...closed: Parameters<Store['closeNumbered']>): void {
    this.#settling.add({ numbered: [{ closed }] });
  }

  async react(...[reacted, since]: Parameters<Store['react']>): ReturnType<Store['react']> {
    await this.#settling.flush();
    return this.#transactions.run((session) => react(session, reacted, since));
  }

  /** Behind what was sent before. */
  async subject(chat: string, messageId: string): ReturnType<Store['subject']> {
    await this.#settling.flush();
    return this.#rest.first(SUBJECT, [chat, kept(messageId)]);
  }

  ranBy(chat: string, messageId: string): ReturnType<Store['ranBy']> {
    return this.#rest.first(RAN_BY, [chat, kept(messageId)]);
  }

  async unsend(...[event, body]: Parameters<Store['unsend']>): ReturnType<Store['unsend']> {
    // The message that is unsent may not have come in yet.
    await this.#hands.arrived(event.chat);
    const host = this.#life.id;
    const withdrawn = await this.#sure(
      this.#claiming.staying(event.chat, () => this.#transactions.run((session) => unsend(session, host, event, body))),
    );
    if (withdrawn?.rows.length === 0) this.#hands.news();
    return withdrawn && !this.#life.is(host) ? { ...withdrawn, rows: [] } : withdrawn;
  }

  async bury(id: number, code: string, error: string, body?: string): Promise<void> {
    await this.#rest.rows(BURY, [this.#life.id, id, this.#now(), code, kept(error), body ?? null]);
  }

  async due(now: number, limit: number): ReturnType<Store['due']> {
    return (await this.#rest.rows<TimerColumns>(DUE_TIMERS, [this.#life.id, now, limit])).map(readTimer);
  }

  async timers(chat: string, plugin?: string): ReturnType<Store['timers']> {
    return (await this.#rest.rows<TimerColumns>(TIMERS, [chat, plugin ?? null])).map(readTimer);
  }

  async fire(...[timer, event, change]: Parameters<Store['fire']>): ReturnType<Store['fire']> {
    const [host, now] = [this.#life.id, this.#now()];
    const rows = await this.#sure(
      this.#claiming.staying(timer.chat, () =>
        this.#transactions.run((session) => firing(session, host, now, timer, event, change)),
      ),
    );
    return rows && !this.#life.is(host) ? [] : rows;
  }

  async rest(chat: string, plugin: string, revision: number): Promise<boolean> {
    return (await this.#rest.first<{ rests: boolean }>(REST_TIMERS, [chat, plugin, revision]))?.rests === true;
  }

  async promise(...[push]: Parameters<Store['promise']>): Promise<boolean> {
    // What has gone out for free needs nothing any more of what was promised to it.
    await this.#settling.flush();
    return this.#transactions.run((session) => promise(session, push));
  }

  async spend(id: number): Promise<number> {
    return (await this.#rest.first<{ promised: number }>(SPEND, [id]))?.promised ?? 0;
  }

  async unpromise(ids: readonly number[]): Promise<void> {
    await this.#rest.rows(UNPROMISE, [ids]);
  }

  async monthSpent(...[account, month, used]: Parameters<Store['monthSpent']>): ReturnType<Store['monthSpent']> {
    await this.#settling.flush();
    return this.#transactions.run((session) => monthSpent(session, account, month, used));
  }

  countSent(...counted: Parameters<Store['countSent']>): Promise<void> {
    return countSent(this.#rest, ...counted);
  }

  sentSince(account: string, since: number): ReturnType<Store['sentSince']> {
    return sentSince(this.#rest, account, since);
  }

  addReceipts(rows: Parameters<Store['addReceipts']>[0]): Promise<void> {
    return addReceipts(this.#rest, this.#now(), rows);
  }

  receipts(chat: string, since: number): ReturnType<Store['receipts']> {
    return receipts(this.#rest, chat, since);
  }

  async failures(): ReturnType<Store['failures']> {
    return (await this.#rest.rows<FailureColumns>(FAILURES)).map(readFailure);
  }

  async replay(id: number): Promise<boolean> {
    return (await this.#rest.first<{ replayed: number }>(REPLAY_FAILURE, [id, this.#now()]))?.replayed === 1;
  }

  async drop(id: number): Promise<boolean> {
    return (await this.#rest.rows(DROP_FAILURE, [id])).length === 1;
  }

  async roster(chat: string): ReturnType<Store['roster']> {
    const rows = await this.#rest.rows<{ user_id: string; last_at: number }>(ROSTER, [chat]);
    return rows.map(({ user_id, last_at }) => ({ memberId: user_id, at: last_at }));
  }

  async remember(changes: Parameters<Store['remember']>[0]): Promise<void> {
    if (changes.length === 0) return;
    await this.#transactions.run(async (session) => {
      await changeMembers(session, changes);
      for (const { what, chat } of changes) if (what === 'forgotten') await session.rows(FORGET_DOWNLOADS, [chat]);
    });
  }

  async policy(chat: string): ReturnType<Store['policy']> {
    return (
      (await this.#rest.first<Awaited<ReturnType<Store['policy']>>>(POLICY, [chat])) ?? { revision: 0, document: '{}' }
    );
  }

  async setPolicy(chat: string, document: string, expected: number): Promise<boolean> {
    return (await this.#rest.rows(WRITE_POLICY, [chat, document, expected, this.#life.id])).length === 1;
  }

  async left(chat: string): Promise<number | undefined> {
    return (await this.#rest.first<{ left_at: number }>(LEFT, [chat]))?.left_at;
  }

  async met(): ReturnType<Store['met']> {
    const rows = await this.#rest.rows<MetColumns>(MET);
    return rows.map(({ chat_key: chat, kind }) => (kind === null ? { chat } : { chat, kind }));
  }

  async chats(limit: number): ReturnType<Store['chats']> {
    return (await this.#rest.rows<ChatColumns>(CHATS, [limit, limit * SIGHTINGS_A_CHAT])).map(readChat);
  }

  async setKind(...[chat, kind]: Parameters<Store['setKind']>): Promise<void> {
    await this.#rest.rows(SET_KIND, [chat, kind]);
  }

  secret(name: string): Promise<Uint8Array> {
    return secret(this.#rest, name);
  }

  tagKeys(): ReturnType<Store['tagKeys']> {
    return this.#transactions.run((session) => tagKeys(session, this.#now()));
  }

  /** Behind what was sent before, which may be old already. */
  async sweep(times: Parameters<Store['sweep']>[0]): Promise<void> {
    await this.#settling.flush();
    return this.#sweep.run(times, this.#now());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  /** When nobody knows whether it was written, this lease is over. */
  async #sure<T>(writing: Promise<T>): Promise<T> {
    try {
      return await writing;
    } catch (error) {
      if (isInDoubt(error)) this.#life.lost();
      throw error;
    }
  }

  async #close(): Promise<void> {
    await Promise.all([this.#accepting.close(), this.#committing.batch.close(), this.#reading.close()]);
    await this.#settling.close();
    await this.#transactions.settled();
    // What it had is for others at once, and not only when its lease is over.
    if (!this.#beside && !this.#hasLeft) await this.#life.end(false).catch(() => undefined);
    await Promise.all([this.#listening.close(), ...this.#connections.map((connection) => connection.close())]);
  }
}

const LINE = { name: 'line', text: 'SELECT text FROM line WHERE id = $1' };
