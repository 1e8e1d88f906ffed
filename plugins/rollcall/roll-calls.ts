import type { Storage } from 'tenko';
import { LIMITS, type RollCall } from './rules.ts';

/** Which roll calls there are, so that an answer reads two entries and not all of them. */
type Index = {
  /** The highest number given so far; numbers are never used again. */
  readonly last: number;
  readonly open: readonly number[];
  /** In the order in which they were closed. */
  readonly closed: readonly number[];
};

const NONE: Index = { last: 0, open: [], closed: [] };

/** The roll calls of this chat, as they are stored: `index`, and `call/<number>` for each. */
export class RollCalls {
  constructor(private readonly storage: Storage) {}

  async index(): Promise<Index> {
    return (await this.storage.get<Index>('index')) ?? NONE;
  }

  get(number: number): Promise<RollCall | undefined> {
    return this.storage.get<RollCall>(keyOf(number));
  }

  async open(): Promise<readonly RollCall[]> {
    const { open } = await this.index();
    return this.load(open);
  }

  async all(): Promise<readonly RollCall[]> {
    const { open, closed } = await this.index();
    return this.load([...open, ...closed]);
  }

  /** Keeps the roll call, new or changed, and with it whether it is open. The oldest closed ones make room for newer ones. */
  async put(call: RollCall): Promise<void> {
    const { number } = call;
    await this.storage.set(keyOf(number), call);
    const before = await this.index();
    if ((call.closed ? before.closed : before.open).includes(number)) return;
    const open = before.open.filter((other) => other !== number);
    const closed = [...before.closed];
    (call.closed ? closed : open).push(number);
    const dropped = closed.splice(0, Math.max(0, closed.length - LIMITS.closedCalls));
    for (const old of dropped) await this.storage.delete(keyOf(old));
    await this.storage.set('index', { last: Math.max(before.last, number), open, closed });
  }

  private async load(numbers: readonly number[]): Promise<readonly RollCall[]> {
    const calls = await Promise.all(numbers.map((number) => this.get(number)));
    return calls.filter((call) => call !== undefined);
  }
}

const keyOf = (number: number): string => `call/${number}`;
