/** Who pays how much: no words, no I/O. */
import { seatsOf } from './seats.ts';
import type { RollCall } from './roll-call.ts';

/**
 * How many people each member pays for, themselves and whom they brought. Where people said "I am here", those who were there count;
 * else those who have a place.
 */
export function payers(call: RollCall): ReadonlyMap<string, number> {
  const there = new Set(Object.keys(call.arrived));
  const counts = new Map<string, number>();
  const add = (id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const { kind, id } of seatsOf(call).seated) {
    if (there.size > 0 && !there.has(id)) continue;
    if (kind !== 'member' || there.size === 0) add(id);
  }
  for (const id of there) add(id);
  return counts;
}

/** The amounts add up to the whole, and no two shares differ by more than one of the smallest unit. */
export function split(amount: number, payers: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  // In whole units: hundredths where the amount has any.
  const scale = Number.isInteger(amount) ? 1 : 100;
  const whole = Math.round(amount * scale);
  const people = [...payers.values()].reduce((sum, count) => sum + count, 0);
  const shares = new Map<string, number>();
  let before = 0;
  for (const [id, count] of payers) {
    const [from, to] = [before, before + count].map((index) => Math.floor((whole * index) / people)) as [
      number,
      number,
    ];
    shares.set(id, (to - from) / scale);
    before += count;
  }
  return shares;
}
