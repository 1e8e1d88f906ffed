import { randomInt } from 'node:crypto';
import type { Lease } from '../../host/store.ts';
import type { Connection, Statement } from './connection.ts';
import { bury } from './dead-hosts.ts';
import type { Hands } from './hands.ts';
import type { Transactions } from './transactions.ts';

const RENEW: Statement = {
  name: 'renew',
  text: `
WITH mine AS (UPDATE host SET alive_until = clock_timestamp() + $3 * interval '1 ms', loaded = $2
  WHERE id = $1 AND alive_until > clock_timestamp() RETURNING id)
SELECT (SELECT count(*) FROM mine) AS alive,
  (SELECT json_agg(DISTINCT l) FROM host, unnest(loaded) l WHERE alive_until > clock_timestamp()) AS loaded`,
};
const BEGIN: Statement = {
  name: 'begin',
  text: "INSERT INTO host (id, alive_until, loaded) VALUES ($1, clock_timestamp() + $3 * interval '1 ms', $2)",
};
/** The others are told: what this host had is to be taken. */
const END: Statement = {
  name: 'end',
  text: `WITH e AS (UPDATE host SET alive_until = '-infinity', left_well = $2 WHERE id = $1)
    SELECT pg_notify('tenko_' || id, '') FROM host WHERE id <> $1 AND alive_until > clock_timestamp()`,
};
/** The id of a host that is not there: nothing is written, and nothing claimed, in its name. */
const NOBODY = 0;

/** One run of a host, as the others see it. When its lease is over the next one begins without chats. */
export class Life {
  readonly #connection: Connection;
  readonly #transactions: Transactions;
  readonly #hands: Hands;
  readonly #lasts: number;
  readonly #onBegin: (id: number) => void;
  #id = NOBODY;
  /** A life that is over, and whether its host knew. */
  #before: { readonly id: number; readonly well: boolean } | undefined;
  /** The next lease that is told of is another one. */
  #isNew = false;
  #loaded: readonly string[] = [];

  /** `lasts`: the lease. `onBegin`: told of the id of each life, before it can have chats. */
  constructor(
    connection: Connection,
    transactions: Transactions,
    {
      hands,
      lasts,
      onBegin,
    }: { readonly hands: Hands; readonly lasts: number; readonly onBegin: (id: number) => void },
  ) {
    this.#connection = connection;
    this.#transactions = transactions;
    this.#hands = hands;
    this.#lasts = lasts;
    this.#onBegin = onBegin;
  }

  /** 0 between two lives. */
  get id(): number {
    return this.#id;
  }

  /** Whether this life goes on: what another one was given is not to be handed out. */
  is(id: number): boolean {
    return id !== NOBODY && id === this.#id;
  }

  /** `name@version` of plugins that this host has loaded. */
  get loaded(): readonly string[] {
    return this.#loaded;
  }

  async renew(loaded: readonly string[]): Promise<Lease> {
    if (this.#id === NOBODY) await this.begin(loaded);
    let lease = await this.#renew(loaded);
    if (lease === undefined) {
      this.over(false);
      await this.begin(loaded);
      lease = await this.#renew(loaded);
    }
    const isNew = this.#isNew;
    this.#isNew = false;
    this.#loaded = loaded;
    return { lasts: this.#lasts, isNew, loaded: new Set([...loaded, ...(lease ?? [])]) };
  }

  /** In the place of the life before. */
  async begin(loaded: readonly string[]): Promise<void> {
    const id = randomInt(1, 2 ** 47);
    const before = this.#before;
    this.#onBegin(id);
    await this.#transactions.run(async (session) => {
      if (before) await bury(session, before.id, before.well);
      await session.rows(BEGIN, [id, loaded, this.#lasts]);
    });
    this.#before = undefined;
    this.#id = id;
    this.#isNew = true;
  }

  /**
   * Others have given this host up, or will: no chat is in its hands, and it hears so before the next life has any. `well`: it knows, and
   * what it did was not cut off.
   */
  over(well: boolean): void {
    if (this.#leave(well)) this.#hands.lost(!well);
  }

  /** Nobody knows what became of a writing: what was written is found by the next life. */
  lost(): void {
    this.over(true);
  }

  /** Others may take at once what this host had. */
  async end(well: boolean): Promise<void> {
    const id = this.#id;
    if (this.#leave(well)) await this.#connection.rows(END, [id, well]);
  }

  /** False between two lives. */
  #leave(well: boolean): boolean {
    if (this.#id === NOBODY) return false;
    this.#before = { id: this.#id, well };
    this.#id = NOBODY;
    this.#hands.dropAll();
    return true;
  }

  /** What living hosts have loaded; nothing when this one is dead. */
  async #renew(loaded: readonly string[]): Promise<readonly string[] | undefined> {
    const asked = [this.#id, loaded, this.#lasts];
    const told = await this.#connection.first<{ alive: number; loaded: readonly string[] | null }>(RENEW, asked);
    return told?.alive === 1 ? (told.loaded ?? []) : undefined;
  }
}
