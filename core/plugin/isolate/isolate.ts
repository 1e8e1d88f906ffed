import { randomUUID } from 'node:crypto';
import { Failure } from '../../errors.ts';
import type { Bridge } from '../bridge.ts';
import type { RunAgain, Scope } from '../scope.ts';
import { putTogether } from './crossing.ts';
import { packDates } from './dates.ts';
import { GuestProcess } from './guest-process.ts';
import { endedBy, Held, knownAtStart } from './held.ts';
import type { Layers } from './layers.ts';
import type { Cargo } from './protocol.ts';
import { Turns } from './turns.ts';

/** For the operator: something that the plugin did, with what belongs to it. */
export type Tell = (
  level: 'info' | 'warn' | 'error',
  details: Readonly<Record<string, unknown>>,
  message: string,
) => void;

export type Life = 'started' | 'died' | 'ended';

export interface IsolateSettings {
  /** The isolate's own file. */
  readonly guest: string;
  readonly layers: Promise<Layers>;
  /** What a handler may take, milliseconds. */
  readonly handlerTimeout: number;
  /** How long an isolate without work is kept, milliseconds. */
  readonly keptFor: number;
  readonly tell: Tell;
  /** Told when a process starts, when it ends, and before that when it ends by somebody's fault. */
  readonly onLife?: (what: Life) => void;
}

const LOAD_TIME = 10_000;
const PONG_TIME = 1_000;
const TRIES = 5;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** Messages about invocations that are over; those of one that ended while they were on their way are few. */
const STRAY = 1_000;
/** Lines of one process to its console, outside of any invocation; the rest is dropped. */
const SAID = 100;

/** What is under way in one process. */
interface Guest {
  readonly process: GuestProcess;
  readonly held: Map<string, Held>;
  readonly loaded: Promise<readonly string[]>;
  /** The one to blame when the process is gone, and why. */
  blame?: { readonly held?: Held; readonly error: Error };
  stray: number;
  said: number;
  listens?: Promise<boolean>;
  pong?: () => void;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * One foreign plugin: a process for all of its chats, started when it is needed, ended when it is not. Whatever goes wrong in there ends
 * the process and fails the one invocation that is to blame; the others that it held are run again.
 */
export class Isolate implements Scope {
  readonly keepsTime = true;
  readonly #cargo: Cargo;
  readonly #settings: IsolateSettings;
  readonly #turns = new Turns();
  #methods: ReadonlySet<string> = new Set();
  #guest: Promise<Guest> | undefined;
  /** The same, once it is there. */
  #current: Guest | undefined;
  #underWay = 0;
  #idle: NodeJS.Timeout | undefined;
  #crashes = 0;
  #notBefore = 0;
  #retired: (() => void) | undefined;
  #ended = false;

  private constructor(cargo: Cargo, settings: IsolateSettings) {
    this.#cargo = cargo;
    this.#settings = settings;
  }

  /** Loads the plugin once, to see that it can be. Rejects with the failure that its author or the operator can mend. */
  static async open(cargo: Cargo, settings: IsolateSettings, warm: boolean): Promise<Isolate> {
    const isolate = new Isolate(cargo, settings);
    isolate.#methods = new Set(await (await isolate.#ready()).loaded);
    if (warm) isolate.#rest();
    else await isolate.#stop();
    return isolate;
  }

  has(method: string): boolean {
    return this.#methods.has(method);
  }

  /** The process that is up now, for tests and for measuring. */
  async pid(): Promise<number | undefined> {
    return (await this.#guest)?.process.pid;
  }

  async run(method: string, argument: unknown, bridge: Bridge, again?: RunAgain): Promise<unknown> {
    if (again && again.tries > TRIES) throw endedBy(`its isolate ended ${TRIES} times before this could run`);
    this.#underWay++;
    clearTimeout(this.#idle);
    const leave = await this.#turns.enter(again?.alone ?? false);
    try {
      return await this.#runIn(await this.#ready(), method, argument, bridge, again);
    } finally {
      leave();
      if (--this.#underWay === 0) this.#rest();
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#retired = resolve));
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const guest = await this.#guest;
    clearTimeout(this.#idle);
    if (!guest) return;
    this.#kill(guest);
    await guest.process.gone;
  }

  #rest(): void {
    this.#retired?.();
    const guest = this.#current;
    if (!guest) return;
    // An invocation that had begun to look for the version before may still come to it.
    if (this.#ended) this.#kill(guest);
    else this.#idle = setTimeout(() => this.#kill(guest), this.#settings.keptFor).unref();
  }

  /** From now on it is not the one that new invocations go to. */
  #kill(guest: Guest): void {
    if (this.#current === guest) this.#current = this.#guest = undefined;
    guest.process.kill();
  }

  async #ready(): Promise<Guest> {
    const guest = await (this.#guest ??= this.#start());
    try {
      await guest.loaded;
    } catch (error) {
      this.#kill(guest);
      throw error;
    }
    return guest;
  }

  async #start(): Promise<Guest> {
    const wait = this.#notBefore - Date.now();
    if (wait > 0) await pause(wait);
    const layers = await this.#settings.layers;
    let loaded!: (methods: readonly string[]) => void;
    let broken!: (error: Error) => void;
    const process = new GuestProcess(this.#settings.guest, layers, {
      message: (message) => this.#heard(guest, message, loaded, broken),
      violation: (what) => this.#violated(guest, what),
      gone: (how, last) => {
        broken(endedBy(`its isolate ended while it loaded the plugin: ${how}`));
        this.#gone(guest, how, last);
      },
    });
    const guest: Guest = {
      process,
      held: new Map(),
      stray: 0,
      said: 0,
      loaded: new Promise((resolve, reject) => {
        loaded = resolve;
        broken = reject;
      }),
    };
    guest.loaded.catch(() => undefined);
    const late = setTimeout(() => {
      broken(new Failure('PLUGIN_BROKEN', `it took longer than ${LOAD_TIME} ms to load`));
      this.#kill(guest);
    }, LOAD_TIME);
    void guest.loaded.then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    );
    this.#settings.onLife?.('started');
    process.send({ type: 'load', cargo: this.#cargo });
    this.#current = guest;
    return guest;
  }

  async #runIn(guest: Guest, method: string, argument: unknown, bridge: Bridge, again?: RunAgain): Promise<unknown> {
    const held = new Held(randomUUID(), bridge, (message) => guest.process.send(message), again);
    guest.held.set(held.handle, held);
    const { snapshot } = bridge;
    const known = knownAtStart(bridge, this.#cargo.manifest);
    guest.process.send({ type: 'run', run: held.handle, method, argument: packDates(argument), snapshot, known });
    const deadline = setTimeout(() => void this.#late(guest, held), this.#settings.handlerTimeout);
    try {
      const value = await held.ended;
      this.#crashes = 0;
      return value;
    } finally {
      clearTimeout(deadline);
      guest.held.delete(held.handle);
    }
  }

  /** An invocation is past its time. Whoever keeps the process from listening is to blame; if it listens, this one is slow. */
  async #late(guest: Guest, held: Held): Promise<void> {
    const error = new Failure('HANDLER_TIMEOUT', `the handler took longer than ${this.#settings.handlerTimeout} ms`);
    const started = [...guest.held.values()].filter((other) => other.started);
    if (held.started) {
      if (started.length === 1 || (await this.#listens(guest))) guest.blame ??= { held, error };
    } else if (started.length === 1) {
      guest.blame ??= { held: started[0]!, error };
    }
    this.#kill(guest);
  }

  /** Whether it answers at all; whoever asks while somebody asks gets the same answer. */
  #listens(guest: Guest): Promise<boolean> {
    return (guest.listens ??= new Promise((resolve) => {
      guest.pong = () => resolve(true);
      setTimeout(() => resolve(false), PONG_TIME);
      guest.process.send({ type: 'ping' });
    }));
  }

  #heard(
    guest: Guest,
    message: Readonly<Record<string, unknown>>,
    loaded: (methods: readonly string[]) => void,
    broken: (error: Error) => void,
  ): void {
    const { type } = message;
    if (type === 'loaded') return loaded(Array.isArray(message['methods']) ? message['methods'].map(String) : []);
    if (type === 'broken') return broken(putTogether(message['error']));
    if (type === 'pong') return guest.pong?.();
    if (type === 'said') return this.#said(guest, message['text']);
    const held = typeof message['run'] === 'string' ? guest.held.get(message['run']) : undefined;
    if (type === 'died') {
      guest.blame ??= { ...(held ? { held } : {}), error: putTogether(message['error']) };
      return this.#kill(guest);
    }
    if (!held) {
      if (++guest.stray > STRAY) this.#violated(guest, 'it spoke of invocations that are over');
    } else if (type === 'started') held.started = true;
    else if (type === 'done' || type === 'failed') {
      // At once: what may stand behind it in the same breath comes too late.
      guest.held.delete(held.handle);
      if (type === 'done') held.done(message['value']);
      else held.fail(putTogether(message['error']));
    } else {
      const broke =
        type === 'call'
          ? held.call(message['name'], message['args'], message['call'])
          : 'it sent what no isolate sends';
      if (broke !== undefined) this.#violated(guest, broke, held);
    }
  }

  #violated(guest: Guest, what: string, held?: Held): void {
    guest.blame ??= { ...(held ? { held } : {}), error: endedBy(`its isolate was ended: ${what}`) };
    this.#kill(guest);
  }

  #said(guest: Guest, text: unknown): void {
    if (++guest.said > SAID) return;
    this.#settings.tell('info', { said: String(text).slice(0, 2_000) }, 'a plugin wrote to its console');
  }

  /** Settles everything that the process held. */
  #gone(guest: Guest, how: string, last: string): void {
    this.#kill(guest);
    const held = [...guest.held.values()];
    const started = held.filter((one) => one.started);
    const { blame } = guest;
    if (held.length === 0 && !blame) return this.#settings.onLife?.('ended');
    this.#settings.onLife?.('died');
    this.#settings.onLife?.('ended');
    this.#notBefore =
      Date.now() + (this.#crashes === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** this.#crashes, LONGEST_PAUSE));
    this.#crashes++;
    const why = blame?.error.message ?? how;
    this.#settings.tell('warn', { held: held.length, why, ...(last === '' ? {} : { last }) }, 'an isolate ended');
    const guilty = blame?.held ?? (started.length === 1 ? started[0] : undefined);
    for (const one of held) {
      if (one === guilty) one.fail(blame?.error ?? endedBy(`its isolate ended: ${how}`));
      // Several were at work and nobody knows which of them it was.
      else one.runAgain(one.started && guilty === undefined);
    }
  }
}
