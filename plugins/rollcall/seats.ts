/** Who has a place and who waits for one. Nothing of it is stored: it follows from the order of the entries, so it cannot go wrong. */
import { isComing } from './answering.ts';
import type { Entry, RollCall, Status } from './roll-call.ts';

export interface Seats {
  readonly seated: readonly Entry[];
  /** In the order in which they move up. */
  readonly waiting: readonly Entry[];
}

export function seatsOf({ entries, capacity = Infinity }: Pick<RollCall, 'entries' | 'capacity'>): Seats {
  const coming = entries.filter(isComing);
  return { seated: coming.slice(0, capacity), waiting: coming.slice(capacity) };
}

/** Those who waited before and have a place now. */
export function promoted(before: RollCall, after: RollCall): readonly Entry[] {
  if (before.capacity === undefined) return [];
  const waited = new Set(named(before, seatsOf(before).waiting));
  const { seated } = seatsOf(after);
  const keys = named(after, seated);
  return seated.filter((_, index) => waited.has(keys[index]!));
}

/** Each entry by a key of its own; the guests of one member are told apart by their order. */
function named({ entries }: RollCall, some: readonly Entry[]): readonly string[] {
  const guests = new Map<string, number>();
  const keys = new Map<Entry, string>();
  for (const entry of entries) {
    const { kind, id, name = '' } = entry;
    const count = guests.get(id) ?? 0;
    if (kind === 'guest') guests.set(id, count + 1);
    keys.set(entry, kind === 'guest' ? `guest ${id} ${count}` : `${kind} ${kind === 'named' ? name : id}`);
  }
  return some.map((entry) => keys.get(entry)!);
}

/** What the card shows: those with a place by their status, those who wait, and the others. */
export function tally(call: RollCall): Readonly<Record<Status | 'waiting', readonly Entry[]>> {
  const { seated, waiting } = seatsOf(call);
  const of = (some: readonly Entry[], status: Status) => some.filter((entry) => entry.status === status);
  return {
    yes: of(seated, 'yes'),
    no: of(call.entries, 'no'),
    maybe: of(call.entries, 'maybe'),
    late: of(seated, 'late'),
    waiting,
  };
}

/** Members who need not be asked any more: they answered, or they were there. */
export function answered({ entries, arrived }: RollCall): ReadonlySet<string> {
  const members = entries.filter(({ kind }) => kind === 'member').map(({ id }) => id);
  return new Set([...members, ...Object.keys(arrived)]);
}
