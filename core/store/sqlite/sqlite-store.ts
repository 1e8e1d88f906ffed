import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  Committed,
  Forgotten,
  InboxRow,
  NewEvent,
  PolicyChange,
  SentCard,
  Store,
  Unit,
  Withdrawn,
} from '../../host/store.ts';
import { ChatTable } from './chat-table.ts';
import { DownloadTable } from './download-table.ts';
import { FailureTable, STRIPPED } from './failure-table.ts';
import { GroupCommit } from './group-commit.ts';
import { InboxTable } from './inbox-table.ts';
import { LineTable } from './line-table.ts';
import { MemberTable } from './member-table.ts';
import { MessageTable } from './message-table.ts';
import { cutLog, openFile, type OpenFile } from './open.ts';
import { OutboxTable } from './outbox-table.ts';
import { StateTable } from './state-table.ts';
import { ReceiptTable } from './receipt-table.ts';
import { SentTable } from './sent-table.ts';
import { Sweep } from './sweep.ts';
import { TagKeyTable } from './tag-key-table.ts';
import { TimerTable } from './timer-table.ts';
import { unavailable } from './trouble.ts';

export interface SqliteStoreOptions {
  readonly now?: () => number;
  /** For a program that works beside the host of this file, and runs nothing of it. Default: this is the host. */
  readonly beside?: boolean;
  /** Told of every transaction that is on the disk, with the number of writes that shared it. */
  readonly onCommit?: (writes: number) => void;
}

/** The store in one file, by the SQLite that is part of Node.js. One host a file; every call is one queued piece of the next transaction. */
export class SqliteStore implements Store {
  readonly #file: OpenFile;
  readonly #now: () => number;
  readonly #commits: GroupCommit;
  readonly #chats: ChatTable;
  readonly #inbox: InboxTable;
  readonly #state: StateTable;
  readonly #outbox: OutboxTable;
  readonly #timers: TimerTable;
  readonly #failures: FailureTable;
  readonly #members: MemberTable;
  readonly #lines: LineTable;
  readonly #downloads: DownloadTable;
  readonly #messages: MessageTable;
  readonly #tagKeys: TagKeyTable;
  readonly #receipts: ReceiptTable;
  readonly #sent: SentTable;
  readonly #sweep: Sweep;
  /** What the next transaction takes out of the outbox, and the cards that were sent. */
  #settled: { readonly ids: number[]; readonly cards: SentCard[] } | undefined;
  #closed: Promise<void> | undefined;
  /** The log holds what was shredded. */
  #toCut = false;

  /** Throws STORE_UNUSABLE for a file that is damaged, of a newer version, in use by another host or not to be opened. */
  static open(file: string, options: SqliteStoreOptions = {}): SqliteStore {
    const { now = Date.now, beside = false, onCommit } = options;
    return new SqliteStore(openFile(file, { beside, now: now() }), now, onCommit);
  }

  private constructor(file: OpenFile, now: () => number, onCommit: SqliteStoreOptions['onCommit']) {
    const { db }: { db: DatabaseSync } = file;
    this.#file = file;
    this.#now = now;
    this.#commits = new GroupCommit(db, { onCommit, onUndone: () => this.#state.forget() });
    this.#chats = new ChatTable(db);
    this.#inbox = new InboxTable(db);
    this.#state = new StateTable(db);
    this.#outbox = new OutboxTable(db);
    this.#timers = new TimerTable(db);
    this.#failures = new FailureTable(db);
    this.#members = new MemberTable(db);
    this.#lines = new LineTable(db);
    this.#downloads = new DownloadTable(db);
    this.#messages = new MessageTable(db);
    this.#tagKeys = new TagKeyTable(db);
    this.#receipts = new ReceiptTable(db);
    this.#sent = new SentTable(db);
    this.#sweep = new Sweep(db, this.#commits, this.#receipts, this.#sent, () => this.#state.forget());
  }

  accept(event: NewEvent): ReturnType<Store['accept']> {
    return this.#commits.run(() => this.#accept(event));
  }

  commit(unit: Unit): Promise<Committed> {
    const done = this.#commits.run(() => this.#commit(unit));
    return unit.shred ? done.then((committed) => this.#shredded(committed)) : done;
  }

  async claim(): Promise<readonly InboxRow[]> {
    if (!(await this.#read(() => this.#inbox.mayClaim()))) return [];
    const rows = await this.#commits.run(() => this.#inbox.claim());
    this.#inbox.claimed();
    return rows;
  }

  read(chat: string, plugin: string, key: string): Promise<string | undefined> {
    return this.#read(() => this.#state.read(chat, plugin, key));
  }

  list(chat: string, plugin: string, prefix: string): ReturnType<Store['list']> {
    return this.#read(() => this.#state.list(chat, plugin, prefix));
  }

  line(id: string): Promise<string | undefined> {
    return this.#read(() => this.#lines.read(id));
  }

  download(id: string, now: number): ReturnType<Store['download']> {
    return this.#read(() => this.#downloads.read(id, now));
  }

  /** In the queue, so that what was settled before is not among them. */
  outbox(): ReturnType<Store['outbox']> {
    return this.#commits.run(() => this.#outbox.all());
  }

  post(...[chat, plugin, eventId, row]: Parameters<Store['post']>): ReturnType<Store['post']> {
    const at = this.#now();
    return this.#commits.run(() => this.#outbox.add(chat, plugin, eventId, at, row, undefined));
  }

  sending(...[ids, how]: Parameters<Store['sending']>): Promise<void> {
    return this.#commits.run(() => this.#outbox.sending(ids, how));
  }

  waiting(...[ids, { push = true }]: Parameters<Store['waiting']>): Promise<void> {
    return this.#commits.run(() => this.#outbox.waiting(ids, push));
  }

  settled(ids: readonly number[], cards: readonly SentCard[] = []): void {
    if (!this.#settled) {
      const batch: { readonly ids: number[]; readonly cards: SentCard[] } = (this.#settled = { ids: [], cards: [] });
      const now = this.#now();
      this.#commits.lazily(() => {
        this.#settled = undefined;
        this.#outbox.settle(batch.ids);
        for (const card of batch.cards) this.#messages.sent(card, now);
      });
    }
    this.#settled.ids.push(...ids);
    this.#settled.cards.push(...cards);
  }

  /** In the queue, so that what was sent before is found. */
  subject(chat: string, messageId: string): ReturnType<Store['subject']> {
    return this.#commits.run(() => this.#messages.subject(chat, messageId));
  }

  ranBy(chat: string, messageId: string): ReturnType<Store['ranBy']> {
    return this.#read(() => this.#messages.ranBy(chat, messageId));
  }

  unsend(...[event, body]: Parameters<Store['unsend']>): Promise<Withdrawn | undefined> {
    return this.#commits.run(() => this.#unsend(event, body));
  }

  bury(id: number, code: string, error: string): Promise<void> {
    const at = this.#now();
    return this.#commits.run(() => this.#outbox.bury(id, at, code, error));
  }

  due(now: number, limit: number): ReturnType<Store['due']> {
    return this.#read(() => this.#timers.due(now, limit));
  }

  timers(chat: string, plugin?: string): ReturnType<Store['timers']> {
    return this.#read(() => this.#timers.of(chat, plugin));
  }

  fire(...[timer, event, change]: Parameters<Store['fire']>): ReturnType<Store['fire']> {
    const now = this.#now();
    return this.#commits.run(() => this.#fire(now, timer, event, change));
  }

  rest(chat: string, plugin: string, revision: number): Promise<boolean> {
    return this.#commits.run(() => {
      if (this.#chats.policy(chat).revision !== revision) return false;
      this.#timers.rest(chat, plugin);
      return true;
    });
  }

  receipts(chat: string, since: number): ReturnType<Store['receipts']> {
    return this.#read(() => this.#receipts.since(chat, since));
  }

  addReceipts(rows: Parameters<Store['addReceipts']>[0]): Promise<void> {
    const now = this.#now();
    return this.#commits.run(() => {
      for (const { chat, plugin, counts } of rows) this.#receipts.add(chat, plugin, now, counts);
    });
  }

  countSent(...[now, counts]: Parameters<Store['countSent']>): Promise<void> {
    return this.#commits.run(() => this.#sent.add(now, counts));
  }

  sentSince(account: string, since: number): ReturnType<Store['sentSince']> {
    return this.#read(() => this.#sent.since(account, since));
  }

  failures(): ReturnType<Store['failures']> {
    return this.#read(() => this.#failures.all());
  }

  replay(id: number): Promise<boolean> {
    const at = this.#now();
    return this.#commits.run(() => {
      const failure = this.#failures.one(id);
      if (!failure || (failure.kind !== 'event' && failure.kind !== 'timer')) return false;
      if (failure.body === STRIPPED) return false;
      this.#inbox.putBack(failure, `r:${id}:${failure.eventId}`, at);
      return this.#failures.drop(id);
    });
  }

  drop(id: number): Promise<boolean> {
    return this.#commits.run(() => this.#failures.drop(id));
  }

  roster(chat: string): ReturnType<Store['roster']> {
    return this.#read(() => this.#members.of(chat));
  }

  remember(changes: Parameters<Store['remember']>[0]): Promise<void> {
    return this.#commits.run(() => {
      for (const change of changes) {
        this.#members.change(change);
        if (change.what === 'forgotten') this.#downloads.forget(change.chat);
      }
    });
  }

  policy(chat: string): ReturnType<Store['policy']> {
    return this.#read(() => this.#chats.policy(chat));
  }

  setPolicy(chat: string, document: string, expected: number): Promise<boolean> {
    return this.#commits.run(() => this.#chats.setPolicy(chat, document, expected));
  }

  left(chat: string): Promise<number | undefined> {
    return this.#read(() => this.#chats.left(chat));
  }

  tagKeys(): ReturnType<Store['tagKeys']> {
    const now = this.#now();
    return this.#commits.run(() => this.#tagKeys.all(now));
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

  #accept(event: NewEvent): readonly InboxRow[] | undefined {
    if (!this.#inbox.remember(event)) return undefined;
    if (event.presence) this.#chats.present(event.chat, event.presence, event.at);
    return this.#inbox.add(event);
  }

  #commit(unit: Unit): Committed {
    const { row, writes, failure } = unit;
    const { chat, plugin, eventId } = row;
    const now = this.#now();
    if (failure) {
      this.#failures.bury(row, now, failure.code, failure.error);
      if (!this.#inbox.delete(row.seq)) return { ok: false, why: 'gone' };
    } else {
      if (writes.size > 0 && !this.#state.fits(chat, plugin, writes))
        return { ok: false, why: this.#inbox.has(row.seq) ? 'full' : 'gone' };
      const changed = unit.policy === undefined || this.#changePolicy(unit.policy, row, now);
      if (!changed) return { ok: false, why: this.#inbox.has(row.seq) ? 'outdated' : 'gone' };
      if (!this.#inbox.delete(row.seq)) return { ok: false, why: 'gone' };
      this.#state.write(chat, plugin, writes);
      for (const name of unit.cancelled) this.#timers.cancel(chat, plugin, name);
      for (const timer of unit.timers) this.#timers.set(chat, plugin, timer);
      if (unit.shred) this.#failures.strip(chat, plugin);
      if (unit.downloads) this.#downloads.write(chat, plugin, row.seq, unit.downloads);
      if (unit.ranBy) this.#messages.ran(chat, unit.ranBy.messageId, plugin, eventId, unit.ranBy.subject, now);
    }
    // Also of a handler that failed: the honest line to the member.
    for (const [id, text] of unit.lines) this.#lines.write(id, chat, now, text, row.messageId);
    if (unit.receipt) this.#receipts.add(chat, plugin, now, unit.receipt);
    const rows = unit.forgotten?.flatMap((one) => this.#forget(row, one));
    const erased = unit.forgetsChat ? this.#erase(chat) : undefined;
    return {
      ok: true,
      outbox: unit.outbox.map((one) => this.#outbox.add(chat, plugin, eventId, now, one, row.messageId)),
      ...(rows ? { rows } : {}),
      ...(erased ? { erased } : {}),
    };
  }

  #forget({ chat, eventId }: InboxRow, { memberId, at, rows, prefix }: Forgotten): readonly InboxRow[] {
    this.#members.change({ chat, memberId, what: 'forgotten', at });
    this.#failures.forget(chat, memberId);
    this.#state.forgetMember(chat, prefix, memberId);
    // Files have names in them, and can be made again.
    this.#downloads.forget(chat);
    return this.#inbox.add({ chat, eventId: `${eventId}:forget`, at, rows });
  }

  #erase(chat: string): Pick<Withdrawn, 'inbox' | 'outbox'> {
    const erased = { inbox: this.#inbox.of(chat), outbox: this.#outbox.of(chat) };
    this.#sweep.erase(chat);
    this.#chats.forget(chat);
    return erased;
  }

  #unsend(event: Parameters<Store['unsend']>[0], body: string): Withdrawn | undefined {
    const { chat, eventId, at, messageId } = event;
    const inbox = this.#inbox.withdraw(chat, messageId);
    const outbox = this.#outbox.withdraw(chat, messageId);
    const others = this.#failures.withdraw(chat, messageId) + this.#lines.withdraw(chat, messageId);
    const ran = this.#messages.ranBy(chat, messageId);
    if (inbox.length + outbox.length + others === 0 && !ran) return undefined;
    const rows = ran ? [{ plugin: ran.plugin, body }] : [];
    const isNew = this.#inbox.remember({ chat, eventId, at, rows });
    return { inbox, outbox, rows: isNew ? this.#inbox.add({ chat, eventId, at, rows }) : [] };
  }

  #changePolicy({ document, expected, woken, moved }: PolicyChange, { seq, chat }: InboxRow, now: number): boolean {
    // Looked at first: whatever comes of it, either all of a unit is written or nothing.
    if (!this.#inbox.has(seq) || !this.#chats.setPolicy(chat, document, expected)) return false;
    for (const plugin of woken) this.#timers.wake(chat, plugin, now);
    for (const timer of moved) this.#timers.move(chat, timer);
    return true;
  }

  #fire(
    now: number,
    timer: Parameters<Store['fire']>[0],
    event: NewEvent,
    { next, missed }: Parameters<Store['fire']>[2],
  ): readonly InboxRow[] | undefined {
    // A timer whose event was accepted before is moved on all the same: else it would be due for ever.
    if (!this.#timers.goOff(timer.chat, timer, next)) return undefined;
    if (missed === undefined) return this.#accept(event);
    for (const { plugin, body } of event.rows) {
      const { chat, eventId } = event;
      this.#failures.add({ chat, plugin, eventId, kind: 'timer', at: now, code: 'TIMER_MISSED', error: missed, body });
    }
    return [];
  }
}
