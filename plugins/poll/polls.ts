import type { Storage } from 'tenko';
import { LIMITS, type Poll } from './rules.ts';
import type { Plan } from './plan.ts';
import { NO_VOTES, type Secret } from './secret.ts';

/** Which polls there are, so that a vote reads two entries and not all of them. */
type Index = {
  /** The highest number given so far; numbers are never used again. */
  readonly last: number;
  readonly open: readonly number[];
  /** In the order in which they were closed. */
  readonly closed: readonly number[];
};

const NONE: Index = { last: 0, open: [], closed: [] };

/**
 * The polls of this chat, as they are stored: `index`, and `poll/<number>` for each. The votes of an anonymous poll are two entries
 * more while it is open, `voted/<number>` and `ballots/<number>`. What the clock is to ask is `plan/<number>`.
 */
export class Polls {
  constructor(private readonly storage: Storage) {}

  async index(): Promise<Index> {
    return (await this.storage.get<Index>('index')) ?? NONE;
  }

  get(number: number): Promise<Poll | undefined> {
    return this.storage.get<Poll>(keyOf(number));
  }

  async open(): Promise<readonly Poll[]> {
    const { open } = await this.index();
    return this.load(open);
  }

  async all(): Promise<readonly Poll[]> {
    const { open, closed } = await this.index();
    return this.load([...open, ...closed]);
  }

  /** Keeps the poll, new or changed, and with it whether it is open. The oldest closed polls make room for newer ones. */
  async put(poll: Poll): Promise<void> {
    const { number } = poll;
    await this.storage.set(keyOf(number), poll);
    const before = await this.index();
    if ((poll.closed ? before.closed : before.open).includes(number)) return;
    const open = before.open.filter((other) => other !== number);
    const closed = before.closed.filter((other) => other !== number);
    (poll.closed ? closed : open).push(number);
    const dropped = closed.splice(0, Math.max(0, closed.length - LIMITS.closedPolls));
    for (const old of dropped) await this.storage.delete(keyOf(old));
    await this.storage.set('index', { last: Math.max(before.last, number), open: open.sort((a, b) => a - b), closed });
  }

  async delete(number: number): Promise<void> {
    const { last, open, closed } = await this.index();
    const others = (numbers: readonly number[]) => numbers.filter((other) => other !== number);
    await this.storage.delete(keyOf(number));
    await this.storage.set('index', { last, open: others(open), closed: others(closed) });
  }

  /** What the clock is to ask, in the order in which it was planned. */
  async plans(): Promise<readonly Plan[]> {
    const entries = await this.storage.list<Plan>('plan/');
    return entries.map(({ value }) => value).sort((a, b) => a.number - b.number);
  }

  plan(number: number): Promise<Plan | undefined> {
    return this.storage.get<Plan>(`plan/${number}`);
  }

  putPlan(plan: Plan): Promise<void> {
    return this.storage.set(`plan/${plan.number}`, plan);
  }

  /** A number for a plan that no plan here has had. */
  async newPlanNumber(): Promise<number> {
    const number = ((await this.storage.get<number>('last-plan')) ?? 0) + 1;
    await this.storage.set('last-plan', number);
    return number;
  }

  deletePlan(number: number): Promise<void> {
    return this.storage.delete(`plan/${number}`);
  }

  async secret(number: number): Promise<Secret> {
    const [voted, ballots] = await Promise.all([
      this.storage.get<Secret['voted']>(`voted/${number}`),
      this.storage.get<Secret['ballots']>(`ballots/${number}`),
    ]);
    return voted === undefined || ballots === undefined ? NO_VOTES : { voted, ballots };
  }

  async putSecret(number: number, { voted, ballots }: Secret): Promise<void> {
    await this.storage.set(`voted/${number}`, voted);
    await this.storage.set(`ballots/${number}`, ballots);
  }

  async deleteSecret(number: number): Promise<void> {
    await this.storage.delete(`voted/${number}`);
    await this.storage.delete(`ballots/${number}`);
  }

  private async load(numbers: readonly number[]): Promise<readonly Poll[]> {
    const polls = await Promise.all(numbers.map((number) => this.get(number)));
    return polls.filter((poll) => poll !== undefined);
  }
}

const keyOf = (number: number): string => `poll/${number}`;
