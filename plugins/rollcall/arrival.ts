/** Who was really there: no words, no I/O. */
import { seatsOf } from './seats.ts';
import { HOUR, type RollCall, type Ruling } from './roll-call.ts';

/** One may say "I am here" from so long before the time until so long after it. */
const EARLY = HOUR;
const LATE = 3 * HOUR;

/** When one may say so; a roll call without a time is about now, as long as it is open. */
export function arrivalWindow({ at }: RollCall): { readonly from: number; readonly to: number } | undefined {
  return at === undefined ? undefined : { from: at - EARLY, to: at + LATE };
}

export function takesArrivals(call: RollCall, now: number): boolean {
  const window = arrivalWindow(call);
  return window === undefined ? !call.closed : now >= window.from && now < window.to;
}

export function arrive(call: RollCall, memberId: string, now: number): Ruling {
  if (call.kind === 'safety') return { refused: 'safety-answers' };
  const window = arrivalWindow(call);
  if (window === undefined && call.closed) return { refused: 'closed' };
  if (window !== undefined && now < window.from) return { refused: 'here-early' };
  if (window !== undefined && now >= window.to) return { refused: 'here-over' };
  if (Object.hasOwn(call.arrived, memberId)) return { refused: 'already-here' };
  return { call: { ...call, arrived: Object.fromEntries([...Object.entries(call.arrived), [memberId, now]]) } };
}

/** Kept a promise, missed one, or came without one. */
export type Outcome = 'k' | 'm' | 'c';

/**
 * What each member is put on record for. Where nobody said "I am here", the group does not use it, and nobody has missed anything.
 * Whoever only waited for a place promised nothing.
 */
export function outcomes(call: RollCall): ReadonlyMap<string, Outcome> {
  const there = new Set(Object.keys(call.arrived));
  const found = new Map<string, Outcome>();
  if (there.size === 0) return found;
  for (const { kind, id } of seatsOf(call).seated) if (kind === 'member') found.set(id, there.has(id) ? 'k' : 'm');
  for (const id of there) if (!found.has(id)) found.set(id, 'c');
  return found;
}
