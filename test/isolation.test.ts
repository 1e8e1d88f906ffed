import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { RunAgain, type Scope } from '../core/plugin/scope.ts';
import { bridge, isolates } from './support/isolates.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { until } from './support/until.ts';

const parent = newFolder();
const LIMIT = 1_500;
const place = isolates(parent, { handlerTimeout: LIMIT, keptFor: 600 });
afterEach(() => place.told.splice(0));
afterAll(async () => {
  await place.stop();
  rmSync(parent, { recursive: true });
});

const SOURCE = `
import { Chat, Clock, Log, Random, Refusal, Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
let runs = 0;
@injectable()
export default class Trial {
  constructor(
    @inject(Storage) private readonly storage: Storage,
    @inject(Chat) private readonly chat: Chat,
    @inject(Clock) private readonly clock: Clock,
    @inject(Random) private readonly random: Random,
    @inject(Log) private readonly log: Log,
  ) {}
  async count() { return ++runs; }
  async wait() { await this.storage.get('gate'); return 'waited'; }
  async hold() { await this.storage.get('ready'); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
  async loop() { await this.storage.get('ready'); for (;;); }
  async eat() { const all: unknown[] = []; for (;;) all.push({ a: [1, 2, 3], b: 'x'.repeat(100) + all.length }); }
  async buffers() { const all: Uint8Array[] = []; for (;;) all.push(new Uint8Array(10_000_000).fill(1)); }
  async throwLater() { setTimeout(() => { throw new Error('too late to catch'); }, 1); await this.storage.get('never'); }
  async reject() { void Promise.reject(new Error('nobody awaits me')); await this.storage.get('never'); }
  async spinAfterwards() { const spin = (): Promise<void> => Promise.resolve().then(spin); setTimeout(() => undefined, 1); void spin(); return 'done'; }
  async leaveTimer() { setTimeout(() => { this.chat.reply('after the end'); }, 50); return 'gone'; }
  async keep() { (globalThis as any).kept = this; return 'kept'; }
  async useKept() { try { await (globalThis as any).kept.storage.get('x'); return 'it worked'; } catch (error) { return (error as any).code; } }
  async time() { const a = [this.clock.now(), Date.now(), new Date().getTime(), new Date(5).getTime(), Date() === new Date().toString(), Temporal.Now.instant().epochMilliseconds, Temporal.Now.plainDateISO('Asia/Tokyo').toString()]; return a; }
  async chance() { return [Math.random(), this.random.next(), this.random.integer(1, 1_000_000)]; }
  async fail() {
    throw new TypeError('here');
  }
  async refuse() { throw new Refusal('not today'); }
  async bad() { try { this.chat.reply({ type: 'nothing' } as never); } catch (error) { return (error as any).code; } return 'it was taken'; }
  async say() { console.log('hello', { a: 1 }, new Error('x').message); this.log.info('from log', { n: 2 }); return undefined; }
  async many() { const got = await Promise.all(Array.from({ length: 500 }, (_, n) => this.storage.get('k' + n))); return got.length; }
  async globals() { return Object.getOwnPropertyNames(globalThis).filter((name) => /process|require|^Buffer|fetch|WebSocket|global$|Worker|module|navigator|performance|crypto/i.test(name)); }
}
`;
const NAMES = [...SOURCE.matchAll(/^ {2}async (\w+)\(/gm)].map(([, name]) => name!);
const word = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const folder = writePlugin(
  parent,
  {
    name: 'trial',
    permissions: ['storage'],
    commands: Object.fromEntries(NAMES.map((name) => [word(name), command()])),
  },
  { 'index.ts': SOURCE },
);

async function trial(): Promise<Scope> {
  return (await place.ready(folder)).scope;
}

/** Storage whose `get` is answered when the test says so. */
function gated() {
  let open!: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const asked: string[] = [];
  const calls = {
    'storage.get': async (key: string) => {
      asked.push(key);
      await gate;
      return undefined;
    },
  };
  return { bridge: bridge(calls), open, asked };
}

const failure = async (running: unknown): Promise<{ code: string; message: string; stack: string }> => {
  try {
    await (running as Promise<unknown>);
  } catch (error) {
    return error as { code: string; message: string; stack: string };
  }
  throw new Error('it did not fail');
};

describe('what an isolate cannot do to its host, and whom it costs what', () => {
  test('an endless loop ends with its time, and the next command starts fresh', async () => {
    const scope = await trial();
    expect(await scope.run('count', {}, bridge())).toBe(1);
    expect(await scope.run('count', {}, bridge())).toBe(2);
    const error = await failure(scope.run('loop', {}, bridge({ 'storage.get': () => undefined })));
    expect(error).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(await scope.run('count', {}, bridge())).toBe(1);
  });

  test('an allocation without end is told as that, on the heap and in buffers', { timeout: 60_000 }, async () => {
    const roomy = isolates(parent, { handlerTimeout: 20_000 });
    onTestFinished(() => roomy.stop());
    const { scope } = await roomy.ready(folder);
    expect(await failure(scope.run('eat', {}, bridge()))).toMatchObject({ code: 'ISOLATE_ENDED' });
    expect(roomy.told.at(-1)?.details['last']).toContain('heap out of memory');
    const buffers = await failure(scope.run('buffers', {}, bridge()));
    expect(buffers.message).toMatch(/allocation failed|ended/i);
    expect(await scope.run('count', {}, bridge())).toBeGreaterThan(0);
  });

  test('what a timer throws fails the command that set it, with the author’s own line', async () => {
    const plugin = await place.ready(folder);
    const { bridge: waiting } = gated();
    const error = await failure(plugin.scope.run('throwLater', {}, waiting));
    expect(error.message).toBe('too late to catch');
    expect(plugin.stackOf(error as never)).toMatch(/index\.ts:\d+:\d+/);
  });

  test('a rejection that nobody awaits fails its command', async () => {
    const error = await failure((await trial()).run('reject', {}, gated().bridge));
    expect(error.message).toBe('nobody awaits me');
  });

  test('of several at work the one that loops is found: the others run again, one by one, and are not blamed', async () => {
    const scope = await trial();
    const waiting = gated();
    const looping = gated();
    const waits = [scope.run('wait', {}, waiting.bridge), scope.run('wait', {}, waiting.bridge)] as Promise<unknown>[];
    const loop = scope.run('loop', {}, looping.bridge) as Promise<unknown>;
    const outcomes = Promise.all([...waits, loop].map(failure));
    await until(
      'all are at work',
      () => (waiting.asked.length + looping.asked.length === 3 ? undefined : 'them'),
      5_000,
    );
    looping.open();
    const again = await outcomes;
    expect(again.every((one) => (one as unknown) instanceof RunAgain)).toBe(true);
    expect(again.map((one) => (one as unknown as RunAgain).alone)).toEqual([true, true, true]);
    waiting.open();
    const retried = await Promise.allSettled([
      scope.run('wait', {}, waiting.bridge, again[0] as unknown as RunAgain) as Promise<unknown>,
      scope.run('loop', {}, looping.bridge, again[2] as unknown as RunAgain) as Promise<unknown>,
      scope.run('wait', {}, waiting.bridge, again[1] as unknown as RunAgain) as Promise<unknown>,
    ]);
    expect(retried).toMatchObject([
      { status: 'fulfilled', value: 'waited' },
      { status: 'rejected', reason: { code: 'HANDLER_TIMEOUT' } },
      { status: 'fulfilled', value: 'waited' },
    ]);
  });

  test('a handler that is only slow is blamed at its time, and takes nobody down with it', async () => {
    const scope = await trial();
    const holding = gated();
    holding.open();
    const slow = failure(scope.run('hold', {}, holding.bridge));
    await until('it is at work', () => (holding.asked.length > 0 ? undefined : 'it'), 10_000);
    const other = failure(scope.run('wait', {}, gated().bridge));
    expect(await slow).toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(await other).toBeInstanceOf(RunAgain);
  });

  test('one that spins after its answer does not make the next one pay', async () => {
    const scope = await trial();
    expect(await scope.run('spinAfterwards', {}, bridge())).toBe('done');
    const next = await failure(scope.run('count', {}, bridge()));
    expect(next).toBeInstanceOf(RunAgain);
    expect(await scope.run('count', {}, bridge(), next as unknown as RunAgain)).toBe(1);
  });

  test('after its command has ended a timer is gone, and so are the tokens', async () => {
    const scope = await trial();
    const replied: unknown[] = [];
    const calls = { 'chat.reply': (message: unknown) => void replied.push(message), 'storage.get': () => 'x' };
    expect(await scope.run('leaveTimer', {}, bridge(calls))).toBe('gone');
    expect(await scope.run('keep', {}, bridge(calls))).toBe('kept');
    expect(await scope.run('useKept', {}, bridge(calls))).toBe('INVOCATION_OVER');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(replied).toEqual([]);
  });

  test('idle for a while it is stopped, and started again when it is needed', async () => {
    const scope = await trial();
    await scope.run('count', {}, bridge());
    const pid = await (scope as unknown as { pid(): Promise<number | undefined> }).pid();
    const state = (): string => {
      try {
        return readFileSync(`/proc/${pid}/status`, 'utf8');
      } catch {
        return '';
      }
    };
    expect(state()).not.toBe('');
    await until('it is stopped', () => (state() === '' ? undefined : 'the process'), 5_000);
    expect(await scope.run('count', {}, bridge())).toBe(1);
  });
});

/** The processes below one. */
function below(pid: number): readonly number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const found = [pid];
  for (const parent of found) found.push(...all.filter(([, its]) => its === parent).map(([child]) => child));
  return found.slice(1);
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
  } catch {
    return 0;
  }
}

describe.skipIf(process.platform !== 'linux')('nothing is left when the host is gone', () => {
  const host = fileURLToPath(new URL('support/isolate-host.ts', import.meta.url));

  for (const [method, how] of [
    ['hold', 'waits'],
    ['loop', 'loops'],
  ] as const) {
    test(`kill -9 of the host ends an isolate that ${how}`, async () => {
      const child = spawn(process.execPath, [host, folder, method], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const guests = below(child.pid!);
      expect(guests.length).toBeGreaterThan(0);
      child.kill('SIGKILL');
      const left = (): string | undefined => {
        const alive = guests.filter((pid) => existsSync(`/proc/${pid}/exe`));
        return alive.length > 0 ? alive.join(', ') : undefined;
      };
      await until('every process is gone', left, 10_000);
    });
  }
});

describe('a plugin in an isolate sees the same as in process', () => {
  for (const trust of ['trusted', 'foreign'] as const) {
    test(`${trust}: the clock stands still, and chance comes from the seed`, async () => {
      const { scope } = await place.ready(folder, trust);
      const now = 1_800_000_000_000;
      expect(await scope.run('time', {}, bridge())).toEqual([now, now, now, 5, true, now, '2027-01-15']);
      const first = await scope.run('chance', {}, bridge({}, 'one'));
      expect(await scope.run('chance', {}, bridge({}, 'one'))).toEqual(first);
      expect(await scope.run('chance', {}, bridge({}, 'two'))).not.toEqual(first);
    });

    test(`${trust}: errors and refusals come out as what they are`, async () => {
      const plugin = await place.ready(folder, trust);
      const thrown = await failure(plugin.scope.run('fail', {}, bridge()));
      expect(thrown.message).toBe('here');
      const line = SOURCE.split('\n').findIndex((text) => text.includes("TypeError('here')")) + 1;
      expect(plugin.stackOf(thrown as never)).toContain(`index.ts:${line}:`);
      expect(plugin.stackOf(thrown as never)).not.toContain('guest.cjs');
      const refused = await failure(plugin.scope.run('refuse', {}, bridge()));
      expect(refused).toMatchObject({ name: 'Refusal', code: 'REFUSED', message: 'not today' });
    });

    test(`${trust}: five hundred calls at once are all answered`, async () => {
      const { scope } = await place.ready(folder, trust);
      expect(await scope.run('many', {}, bridge({ 'storage.get': async () => 1 }))).toBe(500);
    });
  }

  test('in the isolate, a message that is none is refused at once; the chance is the same as in process', async () => {
    const isolated = (await place.ready(folder)).scope;
    const inProcess = (await place.ready(folder, 'trusted')).scope;
    expect(await isolated.run('bad', {}, bridge())).toBe('BAD_CALL');
    expect(await isolated.run('chance', {}, bridge())).toEqual(await inProcess.run('chance', {}, bridge()));
  });

  test('console goes to the log, and nothing of Node.js is there', async () => {
    const scope = await trial();
    const written: unknown[] = [];
    await scope.run('say', {}, bridge({ 'log.write': (...line: unknown[]) => void written.push(line) }));
    expect(written).toEqual([
      ['info', 'hello {"a":1} x'],
      ['info', 'from log', { n: 2 }],
    ]);
    expect(await scope.run('globals', {}, bridge())).toEqual([]);
  });
});
