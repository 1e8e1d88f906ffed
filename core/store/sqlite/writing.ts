import type {
  Committed,
  Forgotten,
  InboxRow,
  NewEvent,
  PolicyChange,
  Store,
  Unit,
  Withdrawn,
} from '../../host/store.ts';
import type { Sweep } from './sweep.ts';
import type { Tables } from './tables.ts';

/** What is written together, inside one piece of a transaction. */
export class Writing {
  readonly #tables: Tables;
  readonly #sweep: Sweep;
  readonly #now: () => number;

  constructor(tables: Tables, sweep: Sweep, now: () => number) {
    this.#tables = tables;
    this.#sweep = sweep;
    this.#now = now;
  }

  accept(event: NewEvent): readonly InboxRow[] | undefined {
    if (event.presence === 'met' && !this.#tables.chats.meet(event)) return undefined;
    if (!this.#tables.inbox.remember(event)) return undefined;
    if (event.presence && event.presence !== 'met') this.#present(event.chat, event.presence, event.at);
    return this.#tables.inbox.add(event);
  }

  #present(chat: string, presence: 'left' | 'here' | 'heard', at: number): void {
    if (presence === 'heard' && !((this.#tables.chats.left(chat) ?? at) < at)) return;
    this.#tables.chats.present(chat, presence === 'left' ? 'left' : 'here', at);
    if (presence === 'left') this.#tables.budget.unpromiseChat(chat);
  }

  commit(unit: Unit): Committed {
    const { row, writes, failure } = unit;
    const { chat, plugin, eventId } = row;
    const now = this.#now();
    if (failure) {
      this.#tables.failures.bury(row, now, failure.code, failure.error);
      if (!this.#tables.inbox.delete(row.seq)) return { ok: false, why: 'gone' };
    } else {
      if (writes.size > 0 && !this.#tables.state.fits(chat, plugin, writes))
        return { ok: false, why: this.#tables.inbox.has(row.seq) ? 'full' : 'gone' };
      const changed = unit.policy === undefined || this.#changePolicy(unit.policy, row, now);
      if (!changed) return { ok: false, why: this.#tables.inbox.has(row.seq) ? 'outdated' : 'gone' };
      if (!this.#tables.inbox.delete(row.seq)) return { ok: false, why: 'gone' };
      this.#tables.state.write(chat, plugin, writes);
      for (const name of unit.cancelled) this.#tables.timers.cancel(chat, plugin, name);
      for (const timer of unit.timers) this.#tables.timers.set(chat, plugin, timer);
      if (unit.shred) this.#tables.failures.strip(chat, plugin);
      if (unit.downloads) this.#tables.downloads.write(chat, plugin, row.seq, unit.downloads);
      if (unit.ranBy) this.#tables.messages.ran(chat, unit.ranBy.messageId, plugin, eventId, unit.ranBy.subject, now);
    }
    // Also of a handler that failed: the honest line to the member.
    for (const [id, text] of unit.lines) this.#tables.lines.write(id, chat, now, text, row.messageId);
    if (unit.receipt) this.#tables.receipts.add(chat, plugin, now, unit.receipt);
    const rows = unit.forgotten?.flatMap((one) => this.#forget(row, one));
    const erased = unit.forgetsChat ? this.#erase(chat) : undefined;
    return {
      ok: true,
      outbox: unit.outbox.map((one) => this.#tables.outbox.add(chat, plugin, eventId, now, one, row.messageId)),
      ...(rows ? { rows } : {}),
      ...(erased ? { erased } : {}),
    };
  }

  #forget({ chat, eventId }: InboxRow, { memberId, at, rows, prefix }: Forgotten): readonly InboxRow[] {
    this.#tables.members.change({ chat, memberId, what: 'forgotten', at });
    this.#tables.failures.forget(chat, memberId);
    this.#tables.state.forgetMember(chat, prefix, memberId);
    this.#tables.numbered.forget(chat, memberId);
    // Files have names in them, and can be made again.
    this.#tables.downloads.forget(chat);
    return this.#tables.inbox.add({ chat, eventId: `${eventId}:forget`, at, rows });
  }

  #erase(chat: string): Pick<Withdrawn, 'inbox' | 'outbox'> {
    const erased = { inbox: this.#tables.inbox.of(chat), outbox: this.#tables.outbox.of(chat) };
    this.#sweep.erase(chat);
    this.#tables.chats.forget(chat);
    return erased;
  }

  unsend(event: Parameters<Store['unsend']>[0], body: string): Withdrawn | undefined {
    const { chat, eventId, at, messageId } = event;
    const inbox = this.#tables.inbox.withdraw(chat, messageId);
    const outbox = this.#tables.outbox.withdraw(chat, messageId);
    const others = this.#tables.failures.withdraw(chat, messageId) + this.#tables.lines.withdraw(chat, messageId);
    const ran = this.#tables.messages.ranBy(chat, messageId);
    if (inbox.length + outbox.length + others === 0 && !ran) return undefined;
    const rows = ran ? [{ plugin: ran.plugin, body }] : [];
    const isNew = this.#tables.inbox.remember({ chat, eventId, at, rows });
    return { inbox, outbox, rows: isNew ? this.#tables.inbox.add({ chat, eventId, at, rows }) : [] };
  }

  #changePolicy({ document, expected, woken, moved }: PolicyChange, { seq, chat }: InboxRow, now: number): boolean {
    // Looked at first: whatever comes of it, either all of a unit is written or nothing.
    if (!this.#tables.inbox.has(seq) || !this.#tables.chats.setPolicy(chat, document, expected)) return false;
    for (const plugin of woken) this.#tables.timers.wake(chat, plugin, now);
    for (const timer of moved) this.#tables.timers.move(chat, timer);
    return true;
  }

  fire(
    now: number,
    timer: Parameters<Store['fire']>[0],
    event: NewEvent,
    { next, missed }: Parameters<Store['fire']>[2],
  ): readonly InboxRow[] | undefined {
    // A timer whose event was accepted before is moved on all the same: else it would be due for ever.
    if (!this.#tables.timers.goOff(timer.chat, timer, next)) return undefined;
    if (missed === undefined) return this.accept(event);
    for (const { plugin, body } of event.rows) {
      const { chat, eventId } = event;
      this.#tables.failures.add({
        chat,
        plugin,
        eventId,
        kind: 'timer',
        at: now,
        code: 'TIMER_MISSED',
        error: missed,
        body,
      });
    }
    return [];
  }
}
