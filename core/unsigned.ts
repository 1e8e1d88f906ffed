import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';

/** So many wrong signatures from one address within a minute are a mistake of somebody's; more are answered more cheaply. */
const ALLOWED = 60;
const WITHIN = 60_000;
/** Addresses that are remembered: the one that was heard of longest ago is forgotten. */
const ADDRESSES = 10_000;

/** A home has a whole /64 of IPv6 addresses to choose from. */
function neighbourhood(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [before = '', behind] = address.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = behind === undefined || behind === '' ? [] : behind.split(':');
  const zeros =
    behind === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}

/**
 * Counts webhooks without a right signature, address by address. Nobody is shut out by it: behind a proxy LINE's webhooks come from the
 * same address as everybody's, and what is signed is always taken.
 */
export class Unsigned {
  readonly #counts: LRUCache<string, { count: number }>;

  constructor(now: () => number = () => performance.now()) {
    this.#counts = new LRUCache({ max: ADDRESSES, ttl: WITHIN, ttlResolution: 0, perf: { now } });
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#counts.size;
  }

  /** One more. */
  add(address: string): void {
    const key = neighbourhood(address);
    const known = this.#counts.get(key);
    // The minute begins with the first.
    if (known) known.count += 1;
    else this.#counts.set(key, { count: 1 });
  }

  /** Whether there were too many of late. */
  isOver(address: string): boolean {
    return (this.#counts.get(neighbourhood(address))?.count ?? 0) >= ALLOWED;
  }
}
