import { Failure } from '../../errors.ts';
import type { Bridge } from '../bridge.ts';
import type { Manifest } from '../manifest.ts';
import { RunAgain } from '../scope.ts';
import { CALL_WAYS } from './call-ways.ts';
import { takeApart } from './crossing.ts';
import type { ToGuest } from './protocol.ts';

/** Calls of one invocation, in all and waiting for their answers; an honest isolate stays below. */
const CALLS = 10_000;
const UNANSWERED = 128;
const ARGUMENTS = 5;
/** Lines that one invocation may write to the host's log; the rest is dropped. */
const LOG_LINES = 200;

type Way = (typeof CALL_WAYS)[keyof typeof CALL_WAYS];
type Call = (...args: readonly unknown[]) => unknown;

// Without a prototype: what a message names is in the table, or it is nothing.
const WAYS: Readonly<Record<string, Way | undefined>> = Object.assign(
  Object.create(null) as Record<string, Way | undefined>,
  CALL_WAYS,
);

/** What an invocation may know from the start: the answers of the calls that the isolate cannot wait for. */
export function knownAtStart({ calls }: Bridge, { permissions }: Manifest): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const [name, way] of Object.entries(CALL_WAYS)) {
    if (typeof way === 'string' || !permissions.includes(way.permission)) continue;
    known[name] = (calls as unknown as Record<string, Call>)[name]!();
  }
  return known;
}

/** One invocation that an isolate holds: what it may ask of the host, and how it ends. */
export class Held {
  started = false;
  readonly ended: Promise<unknown>;
  /** What a call came to that nobody waited for: the invocation fails by it. */
  #fault: unknown;
  #calls = 0;
  #lines = 0;
  #unanswered = 0;
  #over = false;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  readonly handle: string;
  readonly #bridge: Bridge;
  readonly #answer: (message: ToGuest) => void;
  readonly #again: RunAgain | undefined;

  constructor(handle: string, bridge: Bridge, answer: (message: ToGuest) => void, again: RunAgain | undefined) {
    this.handle = handle;
    this.#bridge = bridge;
    this.#answer = answer;
    this.#again = again;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  done(value: unknown): void {
    this.#over = true;
    if (this.#fault === undefined) this.#resolve(value);
    else this.#reject(this.#fault);
  }

  fail(error: unknown): void {
    this.#over = true;
    this.#reject(error);
  }

  /** It is not to blame for what happened: it has not happened. */
  runAgain(alone: boolean): void {
    this.fail(new RunAgain((this.#again?.tries ?? 0) + 1, alone));
  }

  /** Makes a call for the isolate. Returns what rule the message breaks, if it breaks one. */
  call(name: unknown, args: unknown, call: unknown): string | undefined {
    const way = typeof name === 'string' ? WAYS[name] : undefined;
    if (way === undefined || typeof way === 'object') return 'it made a call that there is not';
    if (!Array.isArray(args) || args.length > ARGUMENTS) return 'it made a call with arguments that no call has';
    if (++this.#calls > CALLS) return `it made more than ${CALLS} calls in one invocation`;
    const run = (this.#bridge.calls as unknown as Record<string, Call>)[name as string]!.bind(this.#bridge.calls);
    if (way === 'tell') {
      if (name !== 'log.write' || ++this.#lines <= LOG_LINES) this.#tell(run, args);
      return undefined;
    }
    if (!Number.isSafeInteger(call)) return 'it asked without saying for which answer it waits';
    if (++this.#unanswered > UNANSWERED) return `it did not wait for the answers of ${UNANSWERED} calls`;
    void this.#ask(run, args, call as number);
    return undefined;
  }

  #tell(run: Call, args: readonly unknown[]): void {
    try {
      run(...args);
    } catch (error) {
      this.#fault ??= error;
    }
  }

  async #ask(run: Call, args: readonly unknown[], call: number): Promise<void> {
    let answer: { value: unknown } | { error: ReturnType<typeof takeApart> };
    try {
      answer = { value: await run(...args) };
    } catch (error) {
      // Where in the host it happened is the host's affair.
      const { stack: _ours, ...crossing } = takeApart(error);
      answer = { error: crossing };
    }
    this.#unanswered--;
    if (!this.#over) this.#answer({ type: 'answer', run: this.handle, call, ...answer });
  }
}

/** Why an invocation failed whose isolate ended while it ran. */
export const endedBy = (how: string): Failure => new Failure('ISOLATE_ENDED', how);
