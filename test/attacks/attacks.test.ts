import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guestCommand, probeLayers, type Layers } from '../../core/plugin/isolate/layers.ts';
import { command, newFolder, writePlugin } from '../support/plugin-folder.ts';
import { ATTEMPTS, WAYS_OUT, type Attempt, type Target } from './attempts.ts';
import type { Came } from './stage.ts';

const SECRET = 'secret of the operator';
const STAGE = fileURLToPath(new URL('stage.ts', import.meta.url));
const GUEST = fileURLToPath(new URL('../../dist/guest.cjs', import.meta.url));
const parent = newFolder();
const targetFile = join(parent, 'target.json');
let folders = '';
let layers: Layers;

const sockets = new Set<Socket>();
const tcp = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nopen');
});
const udp = createSocket('udp4').on('message', (_data, from) => udp.send('open', from.port, from.address));
const bystanders: number[] = [];

/** Somebody else's process, a new one for each attempt to kill it. */
function bystander(): number {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 120_000)'], { stdio: 'ignore' });
  bystanders.push(child.pid!);
  child.unref();
  return child.pid!;
}

function attackerSource(): string {
  const methods = ATTEMPTS.map(({ code }, index) => `  async attempt${index}({ given }) {${WAYS_OUT}\n${code}\n  }`);
  return `
import { Chat, Log, Storage, Texts } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Attacker {
  constructor(@inject(Chat) readonly chat, @inject(Log) readonly log, @inject(Storage) readonly storage, @inject(Texts) readonly texts) {}
  async collect() { return (globalThis.heard ?? []).filter((one) => /secret of the victim|token of somebody|tick|still here/.test(one)).join(', '); }
${methods.join('\n')}
}`;
}

const VICTIM = `
import { Storage, Texts } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Victim {
  constructor(@inject(Storage) private readonly storage: Storage, @inject(Texts) private readonly texts: Texts) {}
  async write() { await this.storage.set('mine', 'secret of the victim'); return 'written'; }
  async read() { return this.texts.t('mine', { what: (await this.storage.get<string>('mine')) ?? 'nothing' }); }
}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  writeFileSync(join(parent, 'secret'), SECRET, { mode: 0o600 });
  const work = join(parent, 'work');
  mkdirSync(work, { mode: 0o700 });
  const db = new DatabaseSync(join(work, 'host.db'));
  db.exec(`CREATE TABLE secret (it); INSERT INTO secret VALUES ('${SECRET}')`);
  db.close();
  chmodSync(join(work, 'host.db'), 0o600);
  const target: Target = {
    file: join(parent, 'secret'),
    folder: work,
    tcp: (tcp.address() as AddressInfo).port,
    udp: udp.address().port,
    pid: bystander(),
    addon: globSync(fileURLToPath(new URL('../../node_modules/@rolldown/binding-*/*.node', import.meta.url)))[0]!,
  };
  writeFileSync(targetFile, JSON.stringify(target));
  const permissions = ['storage'];
  const attacker = writePlugin(
    parent,
    { name: 'attacker', entry: 'index.ts', permissions, commands: { collect: command() } },
    { 'index.ts': attackerSource() },
  );
  const victim = writePlugin(
    parent,
    { name: 'victim', permissions, commands: { write: command(), read: command() } },
    { 'index.ts': VICTIM, 'locales/en.json': '{ "mine": "mine: {what}" }' },
  );
  folders = JSON.stringify({ attacker, victim });
  layers = await probeLayers(GUEST);
}, 60_000);

afterAll(async () => {
  for (const pid of bystanders) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // An attempt did it.
    }
  }
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => tcp.close(() => resolve()));
  await new Promise<void>((resolve) => udp.close(resolve));
  rmSync(parent, { recursive: true });
});

/** Runs a process and returns its lines of JSON, and how it ended. */
async function lines<T>(
  args: readonly string[],
  limit: number,
  input = '',
  env: Record<string, string> = { ATTACK_SECRET: SECRET, PATH: process.env['PATH'] ?? '' },
): Promise<{ said: T[]; end: string }> {
  const child = spawn(args[0]!, args.slice(1), {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limit);
  const end = await new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(late ? 'never' : String(code ?? signal))),
  );
  clearTimeout(timer);
  const said = out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as T);
  return { said, end };
}

const stage = (trust: string, names: readonly string[], limit: number, flags: readonly string[] = []) =>
  lines<Came>([process.execPath, ...flags, STAGE, trust, folders, targetFile, ...names], limit);

describe.concurrent('a plugin in process is trusted: what each attempt does there', () => {
  test.for(ATTEMPTS.filter(({ ends }) => !ends))('$name', { timeout: 90_000 }, async ({ name }, { expect }) => {
    const { said, end } = await stage('trusted', [name], 80_000);
    // What happens to the stage is loot too.
    const loot = said[0]?.loot ?? (end === '0' ? undefined : `the host ended: ${end}`);
    expect({ loot, said }).toMatchObject({ loot: expect.any(String) });
  });

  const endings = ATTEMPTS.filter(({ ends }) => ends !== undefined);
  test.for(endings)('$name', { timeout: 90_000 }, async ({ name, ends }, { expect }) => {
    const { said, end } = await stage('trusted', [name], ends === 'hang' ? 6_000 : 80_000, ['--max-old-space-size=64']);
    expect(said).toEqual([]);
    expect(end).not.toBe('0');
  });
});

describe('the same in an isolate', () => {
  let came: ReadonlyMap<string, Came>;
  let end: string;
  beforeAll(async () => {
    const stopped = ({ layer }: Attempt): boolean => layer === undefined || layers.names.includes(layer);
    const names = ATTEMPTS.filter(stopped).map(({ name }) => name);
    const all = await stage('foreign', names, 200_000);
    came = new Map(all.said.map((one) => [one.name, one]));
    ({ end } = all);
  }, 210_000);

  test('the host lives through all of it', () => {
    expect(end).toBe('0');
  });

  test.for(ATTEMPTS)('$name', ({ name, layer }, { skip }) => {
    if (layer !== undefined && !layers.names.includes(layer)) skip(`this machine has no wall "${layer}"`);
    expect(came.get(name)).toMatchObject({ name });
    expect(came.get(name)).not.toHaveProperty('loot');
  });
});

describe('behind the compartment stands a second wall: the same by code that got out of it', () => {
  const outside = ATTEMPTS.filter((attempt) => attempt.outside);
  /** What an attacker would run who has the isolate's process to itself. */
  const script = join(parent, 'escaped.cjs');
  const needsOtherUser = new Set(['a database file', 'another user’s signal']);

  beforeAll(() => {
    const bodies = outside.map(
      ({ name, code }) => `${JSON.stringify(name)}: async (given) => {${WAYS_OUT}\n${code}\n}`,
    );
    writeFileSync(
      script,
      `const attempts = { ${bodies.join(',\n')} };
process.stdin.on('data', async (chunk) => {
  const { name, given } = JSON.parse(chunk);
  let came;
  try { came = { loot: await attempts[name](given) }; } catch (error) { came = { refused: String(error) }; }
  require('fs').writeSync(1, JSON.stringify({ name, ...came }) + '\\n');
  process.exit();
});`,
    );
    chmodSync(script, 0o644);
    chmodSync(parent, 0o755);
  });

  const given = (name: string): string => {
    const target = JSON.parse(readFileSync(targetFile, 'utf8')) as Target;
    return JSON.stringify({ name, given: { ...target, pid: bystander() } });
  };

  test.for(outside)('$name', { timeout: 90_000 }, async ({ name }, { skip }) => {
    const open = await lines<Came>([process.execPath, script], 60_000, given(name));
    expect(open.said).toMatchObject([{ loot: expect.any(String) }]);
    if (needsOtherUser.has(name) && !layers.names.some((layer) => /^(runs as user|own network)/.test(layer)))
      skip('this machine lets isolates have neither a user nor namespaces of their own');
    const walled = await lines<Came>([...layers.command, ...guestCommand(script)], 60_000, given(name), {});
    expect(walled.said[0] ?? {}).not.toHaveProperty('loot');
  });
});
