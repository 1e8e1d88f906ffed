import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Scope } from '../../core/plugin/scope.ts';
import { bridge, isolates } from '../support/isolates.ts';
import { command, newFolder, writePlugin } from '../support/plugin-folder.ts';

const parent = newFolder();
chmodSync(parent, 0o755);
const folder = writePlugin(
  parent,
  { name: 'forger', permissions: ['storage'], commands: { forge: command() } },
  { 'index.ts': 'export default class Forger { forge() {} }' },
);
let place: ReturnType<typeof isolates> | undefined;
afterEach(async () => {
  await place?.stop();
});
afterAll(() => rmSync(parent, { recursive: true }));

/** An isolate whose inside is the attacker's own: it has the pipes to the host to itself, and does `act` when it is to run something. */
async function forger(act: string, limits: { handlerTimeout?: number } = {}): Promise<Scope> {
  const guest = join(parent, 'forger.cjs');
  writeFileSync(
    guest,
    `const { writeSync } = require('fs');
const raw = (text) => { const bytes = Buffer.from(text); for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at); };
const say = (message) => raw(JSON.stringify(message) + '\\n');
let rest = '';
process.stdin.on('end', () => process.exit());
process.stdin.on('data', async (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const message = JSON.parse(line);
    if (message.type === 'load') say({ type: 'loaded', methods: ['forge'] });
    if (message.type === 'answer') globalThis.answered?.(message);
    if (message.type !== 'run') continue;
    const { run } = message;
    say({ type: 'started', run });
    const ask = (name, ...args) => new Promise((resolve) => { globalThis.answered = resolve; say({ type: 'call', run, call: 1, name, args }); });
    ${act}
  }
});`,
  );
  place = isolates(parent, { guest, handlerTimeout: 3_000, ...limits });
  return (await place.ready(folder)).scope;
}

const touched: unknown[] = [];
const calls = {
  'storage.get': async () => 'mine',
  'storage.set': async (...args: unknown[]) => void touched.push(args),
  'log.write': (...args: unknown[]) => void touched.push(args),
  end: () => void touched.push('end'),
};
afterEach(() => void touched.splice(0));

const came = async (scope: Scope): Promise<unknown> => {
  try {
    return await scope.run('forge', {}, bridge(calls));
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the host believes nothing that an isolate says', () => {
  test('an honest message is taken: so the others are refused for what they are', async () => {
    const scope = await forger("say({ type: 'done', run, value: (await ask('storage.get', 'x')).value });");
    expect(await came(scope)).toBe('mine');
  });

  test.each([
    ['a call of the host’s own', "say({ type: 'call', run, name: 'end', args: [] });", 'a call that there is not'],
    [
      'a call from a prototype',
      "say({ type: 'call', run, name: 'constructor', args: [] });",
      'a call that there is not',
    ],
    [
      '__proto__ as a call',
      'raw(\'{"type":"call","run":"\' + run + \'","name":"__proto__","args":[]}\\n\');',
      'a call that there is not',
    ],
    [
      'a call that is answered from the start',
      "say({ type: 'call', run, call: 1, name: 'commands.all', args: [] });",
      'a call that there is not',
    ],
    [
      'a call that is no name',
      "say({ type: 'call', run, name: { toString: 'x' }, args: [] });",
      'a call that there is not',
    ],
    [
      'arguments that are no list',
      "say({ type: 'call', run, call: 1, name: 'storage.get', args: { length: 1e9 } });",
      'arguments that no call has',
    ],
    [
      'too many arguments',
      "say({ type: 'call', run, call: 1, name: 'storage.get', args: Array(50).fill('x') });",
      'arguments that no call has',
    ],
    [
      'a question without a number',
      "say({ type: 'call', run, name: 'storage.get', args: ['x'] });",
      'for which answer it waits',
    ],
    [
      'questions and no ear for answers',
      "for (let call = 0; call < 1000; call++) say({ type: 'call', run, call, name: 'storage.get', args: ['x'] });",
      'did not wait for the answers',
    ],
    ['a message of no kind', "say({ type: 'shutdown', run });", 'what no isolate sends'],
    ['what is no JSON', 'raw(\'{"type":\\n\');', 'no JSON object'],
    ['JSON that is no object', 'raw(\'"done"\\n\');', 'no JSON object'],
    ['a message that never ends', "for (;;) raw('x'.repeat(100_000));", 'too long'],
    [
      'a message that is too long',
      "raw(JSON.stringify({ type: 'done', run, value: 'x'.repeat(5_000_000) }) + '\\n');",
      'too long',
    ],
    [
      'handles of others',
      "for (let n = 0; n < 2000; n++) say({ type: 'call', run: 'handle-' + n, call: 1, name: 'storage.set', args: ['x', 1] });",
      'invocations that are over',
    ],
    [
      'the end of others',
      "for (let n = 0; n < 2000; n++) say({ type: 'done', run: n, value: 'x' });",
      'invocations that are over',
    ],
  ])('%s', async (_what, act, why) => {
    const scope = await forger(act);
    expect(await came(scope)).toContain(why);
    expect(touched).toEqual([]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test('a prototype in a message is no prototype to the host', async () => {
    const scope = await forger(`
      const value = '{"a":1,"__proto__":{"polluted":1},"b":{"\\\\u005f_proto__":{"polluted":2}}}';
      raw('{"type":"call","run":"' + run + '","call":1,"name":"storage.set","args":["k",' + value + ']}\\n');
      say({ type: 'done', run, value: 'kept' });`);
    expect(await came(scope)).toBe('kept');
    expect(touched).toEqual([['k', { a: 1, b: {} }]]);
    const [[, value]] = touched as [[string, { b: object }]];
    expect(Object.hasOwn(value, '__proto__') || Object.hasOwn(value.b, '__proto__')).toBe(false);
  });

  test('an error that it makes up has a code that there is, and text that ends', async () => {
    const scope = await forger(`
      say({ type: 'failed', run, error: { kind: 'failure', code: 'toString', message: { length: 1e9 }, stack: 'x'.repeat(1_000_000) } });`);
    const error = await (scope.run('forge', {}, bridge(calls)) as Promise<unknown>).catch((thrown: unknown) => thrown);
    expect(error).not.toHaveProperty('code');
    expect((error as Error).stack!.length).toBeLessThan(10_000);
  });

  test('after its end an invocation answers nothing any more', async () => {
    const scope = await forger(`
      say({ type: 'done', run, value: 'done' });
      for (let n = 0; n < 500; n++) say({ type: 'call', run, call: n, name: 'storage.set', args: ['late', n] });
      say({ type: 'done', run, value: 'done again' });`);
    expect(await came(scope)).toBe('done');
    expect(await came(scope)).toBe('done');
    expect(touched).toEqual([]);
  });

  test('one that fills the log is heard two hundred times', async () => {
    const scope = await forger(`
      for (let n = 0; n < 5000; n++) say({ type: 'call', run, name: 'log.write', args: ['info', 'n' + n] });
      say({ type: 'done', run, value: 'done' });`);
    expect(await came(scope)).toBe('done');
    expect(touched).toHaveLength(200);
  });

  test('a stream of messages does not keep the host from its work', { timeout: 30_000 }, async () => {
    const scope = await forger("for (;;) say({ type: 'said', text: 'x' });", { handlerTimeout: 2_500 });
    const flooded = came(scope);
    let turns = 0;
    const ticking = setInterval(() => void turns++, 10);
    expect(await flooded).toContain('took longer');
    clearInterval(ticking);
    // The process of a host that reads whatever comes would have had no turn of its own.
    expect(turns).toBeGreaterThan(20);
    expect(place!.told.filter(({ message }) => message === 'a plugin wrote to its console')).toHaveLength(100);
  });

  test.skipIf(process.platform !== 'linux')('an answer that nobody reads is not kept for ever', async () => {
    const scope = await forger(
      "for (let call = 0; call < 100; call++) say({ type: 'call', run, call, name: 'storage.get', args: ['x'] }); for (;;);",
    );
    const big = bridge({ 'storage.get': async () => 'x'.repeat(1_000_000) });
    const before = process.memoryUsage().rss;
    await expect(scope.run('forge', {}, big) as Promise<unknown>).rejects.toMatchObject({ code: 'HANDLER_TIMEOUT' });
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
    expect(readFileSync('/proc/self/status', 'utf8')).toContain('VmRSS');
  });
});
