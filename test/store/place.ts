import { onTestFinished } from 'vitest';
import type { Committed, InboxRow, NewEvent, NewOutboxRow, OutboxRow, Store, Unit } from '../../core/host/store.ts';

interface Options {
  readonly now?: () => number;
  /** How long a host's lease lasts, where hosts share the store. Milliseconds. */
  readonly lease?: number;
  /** Told of every transaction. */
  readonly onCommit?: (writes: number) => void;
}

/** Where one test's store lives: it can be closed and opened again, and what was in it is there. */
export interface Place {
  open(options?: Options): Promise<Store>;
  /** What `accepting-child.ts` opens it by. */
  readonly address: string;
  remove(): Promise<void>;
}

export type NewPlace = () => Promise<Place>;

/** A store for one test, and what the test may do to it from outside. */
export async function opened(newPlace: NewPlace, onCommit?: (writes: number) => void) {
  const place = await newPlace();
  const clock = { now: 1_000_000 };
  const options = { now: () => clock.now, ...(onCommit ? { onCommit } : {}) };
  let store = await place.open(options);
  onTestFinished(async () => {
    await store.close();
    await place.remove();
  });
  return {
    clock,
    place,
    get store() {
      return store;
    },
    /** The host ends, and the next one starts. */
    async reopen(): Promise<Store> {
      await store.close();
      return (store = await place.open(options));
    },
  };
}

export const CHAT = 'line:Ubot/Cone';
export const OTHER = 'line:Ubot/Ctwo';

export function event(id: string, more: Partial<NewEvent> = {}): NewEvent {
  return { chat: CHAT, eventId: id, at: 1_000_000, rows: [{ plugin: 'poll', body: `{"of":"${id}"}` }], ...more };
}

/** Accepts an event for one plugin and returns its row. */
export async function accepted(store: Store, id: string, more: Partial<NewEvent> = {}): Promise<InboxRow> {
  const rows = await store.accept(event(id, more));
  if (!rows?.[0]) throw new Error(`${id} was not accepted`);
  return rows[0];
}

export function unit(row: InboxRow, more: Partial<Unit> = {}): Unit {
  return { row, writes: new Map(), outbox: [], timers: [], cancelled: [], lines: new Map(), ...more };
}

export const reply = (more: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  kind: 'reply',
  body: '["hello"]',
  tried: false,
  ...more,
});

let events = 0;
/** Does an event of its own with these effects, for tests that care about what stays behind. */
export async function did(store: Store, more: Partial<Unit>, of: Partial<NewEvent> = {}): Promise<Committed> {
  return store.commit(unit(await accepted(store, `did-${++events}`, of), more));
}

export async function sent(store: Store, rows: readonly NewOutboxRow[], of: Partial<NewEvent> = {}) {
  const done = await did(store, { outbox: rows }, of);
  if (!done.ok) throw new Error(done.why);
  return done.outbox;
}

export const bodies = (rows: readonly OutboxRow[]): string[] => rows.map(({ body }) => body);
