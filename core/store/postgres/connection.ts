import type { Client } from 'pg';
import { closed, isMistake, lost, unavailable } from './trouble.ts';

/** A webhook is answered within 1.5 s: the server gives up a statement before that, and we give up the server. Milliseconds. */
const SERVER_LIMIT = 1_200;
const LIMIT = 1_400;
const CONNECT_LIMIT = 1_000;
/**
 * A transaction whose host has gone silent is undone well before the host's lease ends: until then nobody could take its chats. No
 * transaction waits for anything else between two statements.
 */
const SILENCE_LIMIT = 2_400;
/** What arrives, what leaves, the rest, what takes transactions of its own, and what listens: each is one connection. */
export const CONNECTIONS_OF_A_HOST = 5;
/** Between two tries to connect. Whoever asks meanwhile is told at once. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

export interface Statement {
  /** It is prepared once a connection under this name. */
  readonly name: string;
  readonly text: string;
}

export interface ConnectionOptions {
  /** Its statements go by keys, whatever the planner believes of tables that were empty a moment ago. */
  readonly byKeys?: boolean;
  /** A statement may take this long; for work that nobody waits for. */
  readonly limit?: number;
  /** Told each time when a connection is lost. */
  readonly onLost?: () => void;
}

/** A connection's own settings. Whatever the server does by default: a commit that it has answered is on its disk. */
const settings = (limit: number, byKeys: boolean): string => `
  SET statement_timeout = ${limit};
  SET lock_timeout = ${limit};
  SET idle_in_transaction_session_timeout = ${SILENCE_LIMIT};
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
  SET client_min_messages = warning;
  SET jit = off;
  ${byKeys ? 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET seq_page_cost = 0; SET random_page_cost = 0; SET plan_cache_mode = force_generic_plan;' : ''}`;

/** One connection as long as it lives. */
export class Session {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  /** Rejects with STORE_UNAVAILABLE; for a mistake in `values` with what the server says. */
  async rows<Row>(statement: Statement, values: readonly unknown[] = []): Promise<readonly Row[]> {
    try {
      return (await this.client.query<Row & object>({ ...statement, values: values as unknown[] })).rows;
    } catch (error) {
      throw isMistake(error) ? error : lost(error);
    }
  }

  async first<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row | undefined> {
    return (await this.rows<Row>(statement, values))[0];
  }

  /** Statements without values, several at once. */
  async run(text: string): Promise<void> {
    try {
      await this.client.query(text);
    } catch (error) {
      throw isMistake(error) ? error : lost(error);
    }
  }
}

/**
 * One connection, made when it is first needed and made again after it was lost. What is asked at once goes out at once, one behind the
 * other, without a wait for the answers between. Nothing hangs: every question has an answer, or STORE_UNAVAILABLE, within 1.4 s.
 */
export class Connection {
  readonly #url: string;
  readonly #options: ConnectionOptions;
  #session: Promise<Session> | undefined;
  #pause = FIRST_PAUSE;
  #notBefore = 0;
  #why: unknown;
  #closed = false;

  constructor(url: string, options: ConnectionOptions = {}) {
    this.#url = url;
    this.#options = options;
  }

  /** As those of a session, on whatever connection there is. */
  async rows<Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]> {
    return (await this.session()).rows(statement, values);
  }

  async first<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row | undefined> {
    return (await this.session()).first(statement, values);
  }

  /** For whoever needs one and the same connection for several questions. Rejects with STORE_UNAVAILABLE. */
  async session(): Promise<Session> {
    if (this.#closed) throw closed();
    if (!this.#session) {
      if (performance.now() < this.#notBefore) throw unavailable(this.#why);
      this.#session = this.#open();
    }
    try {
      return await this.#session;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.client.end();
  }

  async #open(): Promise<Session> {
    try {
      const session = new Session(await this.#connect());
      this.#pause = FIRST_PAUSE;
      session.client.once('end', () => {
        this.#session = undefined;
        if (!this.#closed) this.#options.onLost?.();
      });
      return session;
    } catch (error) {
      this.#why = error;
      this.#notBefore = performance.now() + this.#pause;
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
      this.#session = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Client> {
    const { default: pg } = await import('pg');
    const { limit, byKeys = false } = this.#options;
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'tenko',
      connectionTimeoutMillis: CONNECT_LIMIT,
      query_timeout: limit === undefined ? LIMIT : limit + LIMIT,
      keepAlive: true,
      pipeline: true,
      types: { getTypeParser: (oid: number) => parserOf(oid) ?? pg.types.getTypeParser(oid) },
    });
    // It is told to whoever waits for an answer; between questions the next one finds out.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(settings(limit ?? SERVER_LIMIT, byKeys));
      return client;
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
  }
}

const INT8 = 20;
/** Ids and times are far below 2 ** 53. */
const parserOf = (oid: number): ((value: string) => number) | undefined => (oid === INT8 ? Number : undefined);
