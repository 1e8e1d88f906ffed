import { PLUGIN_GLOBALS } from '../plugin/ambient.ts';
import { takeApart } from '../plugin/isolate/crossing.ts';
import { send } from './pipe.ts';
import { current } from './run.ts';

type Callback = (...args: unknown[]) => unknown;
type Level = 'debug' | 'info' | 'warn' | 'error';

/** What a plugin's timer stands for: its own number, since the runtime's object would lead out. */
const timers = new Map<number, NodeJS.Timeout>();
let last = 0;

/** A timer lives as long as its invocation; what it throws is that invocation's fault, and nobody could catch it. */
function timer(start: (run: () => void, after: number) => NodeJS.Timeout, again: boolean) {
  return (callback: Callback, after?: number, ...args: unknown[]): number => {
    const run = current.getStore();
    if (!run || run.over)
      throw new Error('a timer belongs to a command that runs; what is to happen later is for Schedule');
    if (typeof callback !== 'function') throw new TypeError('a timer takes a function');
    const id = ++last;
    const started = start(
      () => {
        if (!again) forget(id);
        try {
          callback(...args);
        } catch (error) {
          die(error);
        }
      },
      Number(after) || 0,
    );
    timers.set(id, started);
    run.onEnd(() => forget(id));
    return id;
  };
}

function forget(id: unknown): void {
  const started = timers.get(id as number);
  if (!started) return;
  clearTimeout(started);
  timers.delete(id as number);
}

/** Says whose fault it is, and ends the isolate for real. */
export function die(error: unknown): never {
  const run = current.getStore()?.handle;
  send({ type: 'died', error: takeApart(error), ...(run === undefined ? {} : { run }) });
  process.exit(1);
}

function shown(value: unknown): string {
  try {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack ?? value.message;
    return JSON.stringify(value) ?? String(value);
  } catch {
    return '(something that cannot be shown)';
  }
}

const say =
  (level: Level) =>
  (...parts: unknown[]): void => {
    const text = parts.map(shown).join(' ').slice(0, 2_000);
    const run = current.getStore();
    if (run && !run.over) run.tell('log.write', [level, text]);
    else send({ type: 'said', text });
  };

/** All that a plugin finds in its globals besides the language itself: no file, no network, no process, nothing of Node.js. */
export function endowments(): object {
  return {
    ...PLUGIN_GLOBALS,
    setTimeout: timer((run, after) => setTimeout(run, after), false),
    setInterval: timer((run, after) => setInterval(run, after), true),
    clearTimeout: forget,
    clearInterval: forget,
    queueMicrotask: (callback: Callback) => {
      if (typeof callback !== 'function') throw new TypeError('queueMicrotask takes a function');
      queueMicrotask(() => {
        try {
          callback();
        } catch (error) {
          die(error);
        }
      });
    },
    console: {
      log: say('info'),
      info: say('info'),
      debug: say('debug'),
      warn: say('warn'),
      error: say('error'),
    },
    structuredClone: (value: unknown) => structuredClone(value),
    Intl,
    URL,
    URLSearchParams,
    TextEncoder,
    TextDecoder,
    atob: (text: string) => atob(text),
    btoa: (text: string) => btoa(text),
  };
}
