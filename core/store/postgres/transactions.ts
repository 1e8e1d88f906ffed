import { Turns } from '../../turns.ts';
import type { StoreTold } from '../told.ts';
import type { Connection, Session } from './connection.ts';
import { isClash } from './trouble.ts';

const TRIES = 4;

/** Thrown inside: nothing is written, and `answer` is what the caller gets. */
export class Undone<T> extends Error {
  readonly answer: T;
  constructor(answer: T) {
    super('undone');
    this.answer = answer;
  }
}

/** Several statements that are written together, or not at all; one transaction after the other on one connection. */
export class Transactions {
  readonly #connection: Connection;
  readonly #told: StoreTold;
  readonly #turns = new Turns();

  constructor(connection: Connection, told: StoreTold) {
    this.#connection = connection;
    this.#told = told;
  }

  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#turns.take(() => this.#tried(work));
  }

  /** Nothing runs any more. */
  settled(): Promise<void> {
    return this.#turns.over();
  }

  async #tried<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const session = await this.#connection.session();
      const from = performance.now();
      try {
        await session.run('BEGIN');
        const answer = await work(session);
        await session.run('COMMIT');
        this.#told.onCommit?.(1, performance.now() - from);
        return answer;
      } catch (error) {
        // Where the connection is lost, so is its transaction.
        await session.run('ROLLBACK').catch(() => undefined);
        if (error instanceof Undone) return error.answer as T;
        if (isClash((error as Error).cause ?? error) && tries < TRIES) continue;
        this.#told.onTrouble?.();
        throw error;
      }
    }
  }
}
