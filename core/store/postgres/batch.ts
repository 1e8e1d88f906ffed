import type { StoreTold } from '../told.ts';
import { closed, isClash, isInDoubt, isMistake } from './trouble.ts';

/** A statement for more would hold up those that come next. */
const MOST = 640;
/** Clashes are rare, and the one who comes second wins the second time. */
const TRIES = 4;

interface Job<I, O> {
  readonly item: I;
  /** Something in the statement that it shared is not what the server takes. */
  alone?: true;
  readonly resolve: (value: O) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchOptions<I, O> extends StoreTold {
  /** Does all of them in one statement. The answers are in their order. */
  readonly run: (items: readonly I[]) => Promise<readonly O[]>;
  /** For each statement a new judge of whether the next one may share it, asked one by one. Default: any may. */
  readonly sharing?: () => (item: I) => boolean;
  /** Items of one order are done in it: where one fails for now, those that wait behind it fail as well. Default: they have none. */
  readonly order?: (item: I) => string;
  /** A statement waits for nothing that is still to be read. Default: for all that has come in until now. */
  readonly soon?: boolean;
  /** Told when nobody knows whether these were done: the server went away before it could answer. */
  readonly inDoubt?: (items: readonly I[]) => void;
}

/** What is asked while a statement runs waits for its end and goes together in the next one: the busier it is, the more share one. */
export class Batch<I, O> {
  #waiting: Job<I, O>[] = [];
  #running = false;
  #closed = false;
  #idle: (() => void)[] = [];
  readonly #options: BatchOptions<I, O>;

  constructor(options: BatchOptions<I, O>) {
    this.#options = options;
  }

  add(item: I): Promise<O> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise<O>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // What comes together is in the same statement.
      if (this.#options.soon) process.nextTick(() => void this.#run());
      else setImmediate(() => void this.#run());
    });
  }

  /** Nothing more is taken. Resolves when all that was is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
  }

  async settled(): Promise<void> {
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#together(this.#next());
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #next(): Job<I, O>[] {
    if (this.#waiting[0]?.alone) return this.#waiting.splice(0, 1);
    const most = this.#waiting.slice(0, MOST);
    const mayShare = this.#options.sharing?.();
    const end = mayShare ? most.findIndex(({ item }) => !mayShare(item)) : -1;
    return this.#waiting.splice(0, end === -1 ? MOST : Math.max(1, end));
  }

  async #together(jobs: readonly Job<I, O>[]): Promise<void> {
    const { run, inDoubt, onCommit, onTrouble } = this.#options;
    const items = jobs.map(({ item }) => item);
    for (let tries = 1; ; tries++) {
      const from = performance.now();
      try {
        const answers = await run(items);
        onCommit?.(jobs.length, performance.now() - from);
        for (const [index, { resolve }] of jobs.entries()) resolve(answers[index]!);
        return;
      } catch (error) {
        const cause = (error as Error).cause ?? error;
        if (isClash(cause) && tries < TRIES) continue;
        // One of them has something in it that the server does not take: the others are not to suffer for it.
        if (isMistake(cause) && jobs.length > 1) {
          for (const job of jobs) job.alone = true;
          this.#waiting.unshift(...jobs);
          return;
        }
        if (isInDoubt(error)) inDoubt?.(items);
        onTrouble?.();
        for (const { reject } of isMistake(cause) ? jobs : [...jobs, ...this.#behind(items)]) reject(error);
        return;
      }
    }
  }

  /** Takes out what waits behind these. */
  #behind(items: readonly I[]): readonly Job<I, O>[] {
    const { order } = this.#options;
    if (!order) return [];
    const failed = new Set(items.map(order));
    const behind = this.#waiting.filter(({ item }) => failed.has(order(item)));
    if (behind.length > 0) this.#waiting = this.#waiting.filter(({ item }) => !failed.has(order(item)));
    return behind;
  }
}
