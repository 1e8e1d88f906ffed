import { AsyncLocalStorage } from 'node:async_hooks';
import { Failure } from '../errors.ts';
import type { Bridge, Calls, Snapshot } from '../plugin/bridge.ts';
import { checkMessage } from '../chat/message-check.ts';
import { CALL_WAYS } from '../plugin/isolate/call-ways.ts';
import { putTogether, type CrossingError } from '../plugin/isolate/crossing.ts';
import type { ToGuest } from '../plugin/isolate/protocol.ts';
import { send } from './pipe.ts';

/** How many answers one invocation may wait for at a time; the calls beyond wait here, in order. The host takes twice as many. */
const AT_ONCE = 64;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One invocation inside the isolate: its handle, what it waits for, and what ends with it. */
export class Run {
  over = false;
  readonly handle: string;
  readonly #endings: (() => void)[] = [];
  readonly #known: Readonly<Record<string, unknown>>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #queue: (() => void)[] = [];
  #calls = 0;

  constructor(handle: string, known: Readonly<Record<string, unknown>>) {
    this.handle = handle;
    this.#known = known;
  }

  know(name: string): unknown {
    this.#alive();
    return this.#known[name];
  }

  tell(name: string, args: readonly unknown[]): void {
    this.#alive();
    // What the host would refuse is refused here, where the handler can still catch it.
    if (name === 'chat.reply' || name === 'chat.notice') checkMessage(args[0]);
    send({ type: 'call', run: this.handle, name, args });
  }

  async ask(name: string, args: readonly unknown[]): Promise<unknown> {
    this.#alive();
    const call = ++this.#calls;
    if (this.#waiting.size >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#alive();
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      send({ type: 'call', run: this.handle, call, name, args });
    });
  }

  answered(call: number, value: unknown, error: CrossingError | undefined): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (error) waiting?.reject(putTogether(error));
    else waiting?.resolve(value);
    this.#queue.shift()?.();
  }

  onEnd(ending: () => void): void {
    this.#endings.push(ending);
  }

  end(): void {
    this.over = true;
    for (const ending of this.#endings.splice(0)) ending();
    // A handler that did not wait for them will not miss them.
    this.#waiting.clear();
    for (const wake of this.#queue.splice(0)) wake();
  }

  #alive(): void {
    if (this.over) throw new Failure('INVOCATION_OVER', 'the handler has ended, and its tokens with it');
  }
}

/** The invocation whose code runs just now. */
export const current = new AsyncLocalStorage<Run>();

type Call = (...args: unknown[]) => unknown;

/** JSON writes a missing argument as null, which is something else. */
function given(args: unknown[]): unknown[] {
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

/** The calls of one invocation, as the tokens make them. */
export function bridgeOf(run: Run, snapshot: Snapshot): Bridge {
  const calls: Record<string, Call> = Object.create(null) as Record<string, Call>;
  for (const [name, way] of Object.entries(CALL_WAYS)) {
    if (way === 'ask') calls[name] = (...args) => run.ask(name, given(args));
    else if (way === 'tell') calls[name] = (...args) => run.tell(name, given(args));
    else calls[name] = () => run.know(name);
  }
  const administration = (): never => {
    throw new Failure('PERMISSION_MISSING', 'Administration is only for plugins that ship with Tenko');
  };
  return { snapshot, calls: calls as unknown as Calls, administration };
}

export type RunMessage = Extract<ToGuest, { type: 'run' }>;
