import { LRUCache } from 'lru-cache';

const WINDOW = 60_000;
/** Wrong tokens from one address within the window. */
const MOST_OF_ONE = 5;
/** From all of them: whoever has many addresses gets no further. */
const MOST_OF_ALL = 50;
const MOST_ADDRESSES = 1_000;

interface Count {
  wrong: number;
  readonly until: number;
}

/** Wrong tokens, counted by address and together. What is counted of addresses is bounded: the oldest make room. */
export class Attempts {
  readonly #byAddress = new LRUCache<string, Count>({ max: MOST_ADDRESSES });
  #all: Count = { wrong: 0, until: 0 };

  constructor(private readonly now: () => number) {}

  /** Milliseconds until this address may try again; 0: now. */
  wait(address: string): number {
    const now = this.now();
    const rest = ({ wrong, until }: Count, most: number): number => (wrong >= most ? Math.max(0, until - now) : 0);
    const one = this.#byAddress.get(network(address));
    return Math.max(one ? rest(one, MOST_OF_ONE) : 0, rest(this.#all, MOST_OF_ALL));
  }

  wrong(address: string): void {
    const now = this.now();
    const fresh = (): Count => ({ wrong: 0, until: now + WINDOW });
    const key = network(address);
    let one = this.#byAddress.get(key);
    if (!one || one.until <= now) this.#byAddress.set(key, (one = fresh()));
    if (this.#all.until <= now) this.#all = fresh();
    one.wrong++;
    this.#all.wrong++;
  }
}

/** Of an IPv6 address the first 64 bits: one connection has all that begin like this. */
function network(address: string): string {
  if (!address.includes(':') || /^::ffff:[\d.]+$/i.test(address)) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...behind].slice(0, 4).join(':');
}
