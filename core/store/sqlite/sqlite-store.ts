import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  replayedId,
  type Committed,
  type InboxRow,
  type NewEvent,
  type NumberedCard,
  type PushPromise,
  type SentCard,
  type Store,
  type Unit,
  type Withdrawn,
} from '../../host/store.ts';
import { STRIPPED } from '../rows.ts';
import type { StoreTold } from '../told.ts';
import { GroupCommit } from './group-commit.ts';
import { cutLog, openFile, type OpenFile } from './open.ts';
import { Sweep } from './sweep.ts';
import { Tables } from './tables.ts';
import { Writing } from './writing.ts';
import { unavailable } from './trouble.ts';

export interface SqliteStoreOptions extends StoreTold {
  readonly now?: () => number;
  /** For a program that works beside the host of this file, and runs nothing of it. Default: this is the host. */
  readonly beside?: boolean;
}

interface Settled {
  readonly ids: number[];
  readonly cards: SentCard[];
  readonly numbered: NumberedCard[];
}

/** The store in one file, by the SQLite that is part of Node.js. One host a file; every call is one queued piece of the next transaction. */
export class SqliteStore implements Store {
  readonly #file: OpenFile;
  readonly #now: () => number;
  readonly #commits: GroupCommit;
  readonly #tables: Tables;
  readonly #sweep: Sweep;
  readonly #writing: Writing;
  /** What the next transaction takes out of the outbox, and the cards that were sent. */
  #settled: Settled | undefined;
  #closed: Promise<void> | undefined;
  /** The log holds what was shredded. */
  #toCut = false;

  /** Throws STORE_UNUSABLE for a file that is damaged, of a newer version, in use by another host or not to be opened. */
  static open(file: string, options: SqliteStoreOptions = {}): SqliteStore {
    const { now = Date.now, beside = false } = options;
    return new SqliteStore(openFile(file, { beside, now: now() }), now, options);
  }

  private constructor(file: OpenFile, now: () => number, { onCommit, onTrouble }: SqliteStoreOptions) {
    const { db }: { db: DatabaseSync } = file;
    this.#file = file;
    this.#now = now;
    this.#commits = new GroupCommit(db, { onCommit, onTrouble, onUndone: () => this.#tables.state.forget() });
    this.#tables = new Tables(db);
    this.#sweep = new Sweep(db, this.#commits, this.#tables);
    this.#writing = new Writing(this.#tables, this.#sweep, now);
  }

  accept(event: NewEvent): ReturnType<Store['accept']> {
    return this.#commits.run(() => this.#writing.accept(event));
  }

  commit(unit: Unit): Promise<Committed> {
    const done = this.#commits.run(() => this.#writing.commit(unit));
    return unit.shred ? done.then((committed) => this.#shredded(committed)) : done;
  }

  async claim(): Promise<readonly InboxRow[]> {
    if (!(await this.#read(() => this.#tables.inbox.mayClaim()))) return [];
    const rows = await this.#commits.run(() => this.#tables.inbox.claim());
    this.#tables.inbox.claimed();
    return rows;
  }

  read(chat: string, plugin: string, key: string): Promise<string | undefined> {
    return this.#read(() => this.#tables.state.read(chat, plugin, key));
  }

  list(chat: string, plugin: string, prefix: string): ReturnType<Store['list']> {
    return this.#read(() => this.#tables.state.list(chat, plugin, prefix));
  }

  line(id: string): Promise<string | undefined> {
    return this.#read(() => this.#tables.lines.read(id));
  }

  download(id: string, now: number): ReturnType<Store['download']> {
    return this.#read(() => this.#tables.downloads.read(id, now));
  }

  /** In the queue, so that what was settled before is not among them. */
  outbox(chat?: string): ReturnType<Store['outbox']> {
    return this.#commits.run(() => this.#tables.outbox.all(chat));
  }

  post(...[chat, plugin, eventId, row]: Parameters<Store['post']>): ReturnType<Store['post']> {
    const at = this.#now();
    return this.#commits.run(() => this.#tables.outbox.add(chat, plugin, eventId, at, row, undefined));
  }

  sending(...[ids, how]: Parameters<Store['sending']>): Promise<readonly number[]> {
    return this.#commits.run(() => this.#tables.outbox.sending(ids, how));
  }

  waiting(...[ids, { push = true }]: Parameters<Store['waiting']>): Promise<void> {
    return this.#commits.run(() => this.#tables.outbox.waiting(ids, push));
  }

  settled(...[ids, cards = [], numbered = []]: Parameters<Store['settled']>): void {
    if (!this.#settled) {
      const batch: Settled = (this.#settled = { ids: [], cards: [], numbered: [] });
      const now = this.#now();
      this.#commits.lazily(() => {
        this.#settled = undefined;
        this.#tables.outbox.settle(batch.ids);
        for (const card of batch.cards) this.#tables.messages.sent(card, now);
        for (const card of batch.numbered) this.#tables.numbered.sent(card, now);
      });
    }
    this.#settled.ids.push(...ids);
    this.#settled.cards.push(...cards);
    this.#settled.numbered.push(...numbered);
  }

  /** In the queue, as `subject` is. */
  numbered(...[chat, since, messageId]: Parameters<Store['numbered']>): ReturnType<Store['numbered']> {
    const { numbered } = this.#tables;
    return this.#commits.run(() =>
      messageId === undefined ? numbered.open(chat, since) : numbered.of(chat, messageId, since),
    );
  }

  numberedChats(since: number): ReturnType<Store['numberedChats']> {
    return this.#read(() => this.#tables.numbered.chats(since));
  }

  closeNumbered(...of: Parameters<Store['closeNumbered']>): void {
    this.#commits.lazily(() => this.#tables.numbered.close(...of));
  }

  react(...[reacted, since]: Parameters<Store['react']>): ReturnType<Store['react']> {
    return this.#commits.run(() => this.#tables.numbered.react(reacted, since));
  }

  /** In the queue, so that what was sent before is found. */
  subject(chat: string, messageId: string): ReturnType<Store['subject']> {
    return this.#commits.run(() => this.#tables.messages.subject(chat, messageId));
  }

  ranBy(chat: string, messageId: string): ReturnType<Store['ranBy']> {
    return this.#read(() => this.#tables.messages.ranBy(chat, messageId));
  }

  unsend(...[event, body]: Parameters<Store['unsend']>): Promise<Withdrawn | undefined> {
    return this.#commits.run(() => this.#writing.unsend(event, body));
  }

  bury(id: number, code: string, error: string, body?: string): Promise<void> {
    const at = this.#now();
    return this.#commits.run(() => this.#tables.outbox.bury(id, at, code, error, body));
  }

  due(now: number, limit: number): ReturnType<Store['due']> {
    return this.#read(() => this.#tables.timers.due(now, limit));
  }

  timers(chat: string, plugin?: string): ReturnType<Store['timers']> {
    return this.#read(() => this.#tables.timers.of(chat, plugin));
  }

  fire(...[timer, event, change]: Parameters<Store['fire']>): ReturnType<Store['fire']> {
    const now = this.#now();
    return this.#commits.run(() => this.#writing.fire(now, timer, event, change));
  }

  rest(chat: string, plugin: string, revision: number): Promise<boolean> {
    return this.#commits.run(() => {
      if (this.#tables.chats.policy(chat).revision !== revision) return false;
      this.#tables.timers.rest(chat, plugin);
      return true;
    });
  }

  receipts(chat: string, since: number): ReturnType<Store['receipts']> {
    return this.#read(() => this.#tables.receipts.since(chat, since));
  }

  addReceipts(rows: Parameters<Store['addReceipts']>[0]): Promise<void> {
    const now = this.#now();
    return this.#commits.run(() => {
      for (const { chat, plugin, counts } of rows) this.#tables.receipts.add(chat, plugin, now, counts);
    });
  }

  countSent(...[now, counts]: Parameters<Store['countSent']>): Promise<void> {
    return this.#commits.run(() => this.#tables.sent.add(now, counts));
  }

  sentSince(account: string, since: number): ReturnType<Store['sentSince']> {
    return this.#read(() => this.#tables.sent.since(account, since));
  }

  promise(push: PushPromise): Promise<boolean> {
    return this.#commits.run(() => this.#tables.budget.promise(push));
  }

  spend(id: number): Promise<number> {
    return this.#commits.run(() => this.#tables.budget.spend(id));
  }

  unpromise(ids: readonly number[]): Promise<void> {
    return this.#commits.run(() => this.#tables.budget.unpromise(ids));
  }

  monthSpent(...[account, month, used]: Parameters<Store['monthSpent']>): ReturnType<Store['monthSpent']> {
    return this.#commits.run(() => this.#tables.budget.spent(account, month, used));
  }

  failures(): ReturnType<Store['failures']> {
    return this.#read(() => this.#tables.failures.all());
  }

  replay(id: number): Promise<boolean> {
    const at = this.#now();
    return this.#commits.run(() => {
      const failure = this.#tables.failures.one(id);
      if (!failure || (failure.kind !== 'event' && failure.kind !== 'timer')) return false;
      if (failure.body === STRIPPED) return false;
      this.#tables.inbox.putBack(failure, replayedId(id, failure.eventId), at);
      return this.#tables.failures.drop(id);
    });
  }

  drop(id: number): Promise<boolean> {
    return this.#commits.run(() => this.#tables.failures.drop(id));
  }

  roster(chat: string): ReturnType<Store['roster']> {
    return this.#read(() => this.#tables.members.of(chat));
  }

  remember(changes: Parameters<Store['remember']>[0]): Promise<void> {
    return this.#commits.run(() => {
      for (const change of changes) {
        this.#tables.members.change(change);
        if (change.what === 'forgotten') this.#tables.downloads.forget(change.chat);
      }
    });
  }

  policy(chat: string): ReturnType<Store['policy']> {
    return this.#read(() => this.#tables.chats.policy(chat));
  }

  setPolicy(chat: string, document: string, expected: number): Promise<boolean> {
    return this.#commits.run(() => this.#tables.chats.setPolicy(chat, document, expected));
  }

  left(chat: string): Promise<number | undefined> {
    return this.#read(() => this.#tables.chats.left(chat));
  }

  met(): ReturnType<Store['met']> {
    return this.#read(() => this.#tables.chats.met());
  }

  chats(limit: number): ReturnType<Store['chats']> {
    return this.#read(() => this.#tables.chats.all(limit));
  }

  setKind(...[chat, kind]: Parameters<Store['setKind']>): Promise<void> {
    return this.#commits.run(() => this.#tables.chats.setKind(chat, kind));
  }

  secret(name: string): Promise<Uint8Array> {
    return this.#commits.run(() => this.#tables.secrets.get(name));
  }

  tagKeys(): ReturnType<Store['tagKeys']> {
    const now = this.#now();
    return this.#commits.run(() => this.#tables.tagKeys.all(now));
  }

  sweep(times: Parameters<Store['sweep']>[0]): Promise<void> {
    if (this.#toCut) this.#toCut = !cutLog(this.#file.db);
    return this.#sweep.run(times, this.#now());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#commits.close();
    // Whoever waited for the last writes goes on while the file is still open: an answer is made of them, not of a closed file.
    await nextTurn();
    this.#file.close();
  }

  /** The log keeps older pages until it is cut. Where someone reads in it just now, the next sweep tries again. */
  #shredded(committed: Committed): Committed {
    this.#toCut = !cutLog(this.#file.db);
    return committed;
  }

  /** Nothing is written between two turns of the event loop, so a reading sees whole transactions only. */
  async #read<T>(read: () => T): Promise<T> {
    try {
      return read();
    } catch (error) {
      throw unavailable(error);
    }
  }
}
