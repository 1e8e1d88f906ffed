import type { Storage } from 'tenko';
import type { Outcome } from './arrival.ts';
import { add, type Outcomes } from './record.ts';
import type { Series } from './recurrence.ts';
import { LIMITS, type RollCall } from './roll-call.ts';
import type { Team } from './teams.ts';

/** Which roll calls and series there are, so that an answer reads two entries and not all of them. */
type Index = {
  /** The highest number given so far; numbers are never used again. */
  readonly last: number;
  readonly open: readonly number[];
  /** In the order in which they were closed. */
  readonly closed: readonly number[];
  /** Numbers of the first roll calls of the series that go on. */
  readonly series: readonly number[];
};

const NONE: Index = { last: 0, open: [], closed: [], series: [] };

/** What this chat keeps: `index`, `call/<number>` and `series/<number>` for each of them, `record/<member id>` for each member,
 * `team/<name>`. */
export class RollCalls {
  constructor(private readonly storage: Storage) {}

  async index(): Promise<Index> {
    return (await this.storage.get<Index>('index')) ?? NONE;
  }

  get(number: number): Promise<RollCall | undefined> {
    return this.storage.get<RollCall>(callKey(number));
  }

  async open(): Promise<readonly RollCall[]> {
    return this.load((await this.index()).open);
  }

  async all(): Promise<readonly RollCall[]> {
    const { open, closed } = await this.index();
    return this.load([...open, ...closed]);
  }

  /**
   * Keeps the roll call, new or changed, and with it whether it is open. The oldest closed ones make room for newer ones: returns their
   * numbers.
   */
  async put(call: RollCall): Promise<readonly number[]> {
    const { number } = call;
    await this.storage.set(callKey(number), call);
    const before = await this.index();
    if ((call.closed ? before.closed : before.open).includes(number)) return [];
    const open = before.open.filter((other) => other !== number);
    const closed = before.closed.filter((other) => other !== number);
    (call.closed ? closed : open).push(number);
    const dropped = closed.splice(0, Math.max(0, closed.length - LIMITS.closedCalls));
    for (const old of dropped) await this.storage.delete(callKey(old));
    await this.storage.set('index', { ...before, last: Math.max(before.last, number), open, closed });
    return dropped;
  }

  async drop({ number }: RollCall): Promise<void> {
    const before = await this.index();
    const without = (numbers: readonly number[]) => numbers.filter((other) => other !== number);
    await this.storage.delete(callKey(number));
    await this.storage.set('index', { ...before, open: without(before.open), closed: without(before.closed) });
  }

  series(number: number): Promise<Series | undefined> {
    return this.storage.get<Series>(seriesKey(number));
  }

  async allSeries(): Promise<readonly Series[]> {
    const { series } = await this.index();
    const all = await Promise.all(series.map((number) => this.series(number)));
    return all.filter((one) => one !== undefined);
  }

  async putSeries(series: Series): Promise<void> {
    const { number } = series;
    await this.storage.set(seriesKey(number), series);
    const before = await this.index();
    if (before.series.includes(number)) return;
    await this.storage.set('index', { ...before, series: [...before.series, number] });
  }

  async dropSeries(number: number): Promise<void> {
    const before = await this.index();
    await this.storage.delete(seriesKey(number));
    await this.storage.set('index', { ...before, series: before.series.filter((other) => other !== number) });
  }

  team(key: string): Promise<Team | undefined> {
    return this.storage.get<Team>(`${TEAM}${key}`);
  }

  putTeam(key: string, team: Team): Promise<void> {
    return this.storage.set(`${TEAM}${key}`, team);
  }

  dropTeam(key: string): Promise<void> {
    return this.storage.delete(`${TEAM}${key}`);
  }

  async teams(): Promise<readonly Team[]> {
    return (await this.storage.list<Team>(TEAM)).map(({ value }) => value);
  }

  /** What is on record, by member. */
  async records(): Promise<ReadonlyMap<string, Outcomes>> {
    const entries = await this.storage.list<Outcomes>(RECORD);
    return new Map(entries.map(({ key, value }) => [key.slice(RECORD.length), value]));
  }

  async putOnRecord(outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    for (const [memberId, outcome] of outcomes) {
      const before = (await this.storage.get<Outcomes>(`${RECORD}${memberId}`)) ?? '';
      await this.storage.set(`${RECORD}${memberId}`, add(before, outcome));
    }
  }

  dropRecord(memberId: string): Promise<void> {
    return this.storage.delete(`${RECORD}${memberId}`);
  }

  private async load(numbers: readonly number[]): Promise<readonly RollCall[]> {
    const calls = await Promise.all(numbers.map((number) => this.get(number)));
    return calls.filter((call) => call !== undefined);
  }
}

const RECORD = 'record/';
const TEAM = 'team/';
const callKey = (number: number): string => `call/${number}`;
const seriesKey = (number: number): string => `series/${number}`;
