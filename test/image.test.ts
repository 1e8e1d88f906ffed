import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { SqliteStore } from '../core/store/sqlite/sqlite-store.ts';
import { did } from './store/place.ts';
import { isThere, newSchema, NOT_THERE } from './support/postgres.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The Dockerfile's instructions, continued lines joined and comments left out. */
const instructions = read('Dockerfile')
  .replace(/^\s*#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, word, rest] = /^(\S+)\s+(.*)$/.exec(line)!;
    return { word: word!, rest: rest!.replace(/\s+/g, ' ').trim() };
  });
const all = (word: string): string[] => instructions.filter((one) => one.word === word).map(({ rest }) => rest);
const last = (word: string): string => all(word).at(-1)!;
const list = (text: string): string[] => JSON.parse(text) as string[];

/** Where a host listens, once it does. Rejects when it ends before. */
async function addressOf(host: ChildProcessByStdio<null, Readable, Readable>) {
  const ended = new Promise<number | null>((resolve) => host.once('close', resolve));
  let out = '';
  let err = '';
  host.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    host.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const found = /"url":"([^"]+)"/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${err}${out}`)));
  });
  return { ended, url };
}

describe('the Dockerfile', () => {
  test('copies only what is there, and what .dockerignore lets through', () => {
    const given = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(given.length).toBeGreaterThan(5);
    const let_through = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(given.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(given.filter((path) => !let_through.includes(path))).toEqual([]);
    expect(let_through.filter((path) => !given.includes(path))).toEqual([]);
  });

  test('begins from named versions, and knows instructions of Docker alone', () => {
    for (const image of all('FROM')) expect(image).toMatch(/^[a-z]+:[\w.-]+( AS \w+)?$/);
    const known = /^(FROM|WORKDIR|RUN|COPY|ENV|USER|VOLUME|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD)$/;
    expect(instructions.filter(({ word }) => !known.test(word))).toEqual([]);
  });

  test('runs as nobody in particular, listens outside of itself, and keeps its data in a volume', () => {
    expect(last('USER')).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    expect(last('ENV')).toBe('HOST=0.0.0.0 DATA_DIR=/data');
    expect(last('VOLUME')).toBe('/data');
    expect(last('HEALTHCHECK')).toContain('/healthz');
  });

  test('no secret is named in it', () => {
    expect(read('Dockerfile')).not.toMatch(/SECRET|TOKEN|PASSWORD|API_KEY/);
  });
});

describe.runIf(process.platform === 'linux')('the image', () => {
  let folder: string;
  let app: string;
  let data: string;
  const node = (): string => join(app, 'node_modules', '.bin', 'node');
  const how = () => ({ cwd: app, env: { DATA_DIR: data, PORT: '0' }, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });

  const files = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenko-image-'));
    app = join(folder, 'app');
    data = join(folder, 'data');
    chmodSync(folder, 0o755);
    mkdirSync(data);
    if (isRoot) chownSync(data, NOBODY, NOBODY);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/deploy/image.mjs', app], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the image could not be put together: ${stderr}`);
    for (const path of [
      app,
      ...readdirSync(app, { recursive: true, withFileTypes: true })
        .filter((one) => !one.isSymbolicLink())
        .map((one) => join(one.parentPath, one.name)),
    ])
      chmodSync(path, statSync(path).mode & 0o555);
  }, 120_000);

  afterAll(() => {
    for (const entry of readdirSync(app, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
    chmodSync(app, 0o755);
    rmSync(folder, { recursive: true });
  });

  test('holds what runs and nothing else: no test, no source of the host, no secret, no package that is in the bundle', () => {
    expect(readdirSync(app).sort()).toEqual([
      'LICENSE',
      'dist',
      'node_modules',
      'package.json',
      'plugin.schema.json',
      'plugins',
    ]);
    const packages = readdirSync(join(app, 'node_modules')).filter((name) => name !== '.bin');
    expect(packages.sort()).toEqual(['@esbuild', '@resvg', 'esbuild', `node-${process.platform}-${process.arch}`]);
    expect(files(app).filter((path) => /\.test\.ts$|\.env|\.db$/.test(path))).toEqual([]);
    const bytes = files(app).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes / 1e6).toBeLessThan(260);
  });

  test(
    'starts as another user from a folder that cannot be written, is healthy, runs an added plugin, and ends well',
    { timeout: 120_000 },
    async () => {
      const plugin = join(folder, 'plugin');
      cpSync(join(ROOT, 'plugins', 'ping'), plugin, { recursive: true });
      writeFileSync(
        join(plugin, 'plugin.json'),
        read('plugins/ping/plugin.json')
          .replace('"ping"', '"pong"')
          .replace('"ping": {', '"pong": {')
          .replace(/"\$schema".*\n/, ''),
      );
      writeFileSync(
        join(plugin, 'index.ts'),
        read('plugins/ping/index.ts').replace('ping(): string', 'pong(): string'),
      );
      const added = spawnSync(node(), ['dist/plugin.js', 'add', plugin, '--yes'], { ...how(), encoding: 'utf8' });
      expect({ status: added.status, stderr: added.stderr }).toEqual({ status: 0, stderr: '' });

      const [command, ...args] = [...list(last('ENTRYPOINT')), ...list(last('CMD'))];
      const { env, ...rest } = how();
      const host = spawn(join(app, command!), args, {
        ...rest,
        env: { ...env, HOST: '127.0.0.1', SIMULATOR: 'on' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { ended, url } = await addressOf(host);
      try {
        const ready = (await (await fetch(`${url}/readyz`)).json()) as {
          ready: boolean;
          plugins: { name: string; state: string }[];
        };
        expect(ready.ready).toBe(true);
        expect(ready.plugins.filter(({ state }) => state !== 'READY')).toEqual([]);
        expect(ready.plugins.map(({ name }) => name)).toContain('pong');

        const [check, ...checkArgs] = list(/CMD (\[.*\])$/.exec(last('HEALTHCHECK'))![1]!);
        const looked = (port: string) =>
          spawnSync(join(app, check!), checkArgs, { ...rest, env: { PORT: port } }).status;
        expect(looked(new URL(url).port)).toBe(0);
        expect(looked('1')).toBe(1);
        const uid = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1];
        expect(uid).toBe(String(isRoot ? NOBODY : process.getuid?.()));
      } finally {
        host.kill('SIGTERM');
      }
      expect(await ended).toBe(0);
      expect(readdirSync(data)).toContain('simulator.db');
    },
  );

  test.each([
    ['plugin.js', ['list']],
    ['failures.js', ['--simulator']],
    ['doctor.js', ['--help']],
  ])('its tool %s works there', (tool, args) => {
    const { status, stderr } = spawnSync(node(), [`dist/${tool}`, ...args], { ...how(), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('every tool that the deploy page runs in it is there', () => {
    const named = [...read('scripts/deploy/README.md').matchAll(/dist\/\w+\.js/g)].map(([path]) => path);
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((path) => !existsSync(join(app, path)))).toEqual([]);
  });

  describe('with what a host has kept', () => {
    const run = (environment: Record<string, string>, tool: string, ...args: readonly string[]) => {
      const { env, ...rest } = how();
      const ran = spawnSync(node(), [`dist/${tool}`, ...args], {
        ...rest,
        env: { ...env, ...environment },
        encoding: 'utf8',
      });
      return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr };
    };
    const listed = (environment: Record<string, string> = {}): string => run(environment, 'failures.js').stdout;

    beforeAll(async () => {
      const store = SqliteStore.open(join(data, 'tenko.db'));
      await did(store, { failure: { code: 'HANDLER_FAILED', error: 'kept' } });
      await store.close();
      if (isRoot) for (const name of readdirSync(data)) chownSync(join(data, name), NOBODY, NOBODY);
    });

    test('its tools copy a file and take the copy back', () => {
      const copy = join(data, 'before.copy');
      expect(run({}, 'backup.js', 'backup', copy)).toMatchObject({ status: 0, stderr: '' });
      expect(run({}, 'failures.js', 'drop', 'all', '--yes')).toMatchObject({ status: 0, stderr: '' });
      expect(listed()).toBe('Nothing has failed.\n');
      expect(run({}, 'backup.js', 'restore', copy)).toMatchObject({ status: 0, stderr: '' });
      expect(listed()).toContain('HANDLER_FAILED');
    });

    test('they move it to a PostgreSQL, and the host goes on there', { timeout: 120_000 }, async ({ skip }) => {
      if (!isThere) skip(NOT_THERE);
      const { url, drop } = await newSchema();
      onTestFinished(drop);
      const there = { DATABASE_URL: url };
      expect(run(there, 'move.js', 'sqlite-to-postgres')).toMatchObject({ status: 0, stderr: '' });
      expect(listed(there)).toContain('HANDLER_FAILED');
      // The database's own container has its programs, this one has not.
      expect(run({ ...there, PATH: '/nowhere' }, 'backup.js', 'backup', join(data, 'dump'))).toMatchObject({
        status: 78,
        stderr: expect.stringMatching(
          /pg_dump is not installed here; where it is, run\n {2}pg_dump --format=custom/,
        ) as string,
      });

      const line = await VirtualLine.start();
      onTestFinished(() => line.stop());
      const { env, ...rest } = how();
      const [command, ...args] = [...list(last('ENTRYPOINT')), ...list(last('CMD'))];
      const host = spawn(join(app, command!), args, {
        ...rest,
        env: {
          ...env,
          ...there,
          HOST: '127.0.0.1',
          LINE_CHANNEL_SECRET: line.channelSecret,
          LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
          LINE_API_BASE_URL: line.apiUrl,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { ended, url: address } = await addressOf(host);
      try {
        const ready = (await (await fetch(`${address}/readyz`)).json()) as { ready: boolean; store: string };
        expect(ready).toMatchObject({ ready: true, store: 'ok' });
      } finally {
        host.kill('SIGTERM');
      }
      expect(await ended).toBe(0);
    });
  });
});

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly security_opt?: string[];
  readonly volumes?: string[];
  readonly ports?: string[];
  readonly depends_on?: string[] | Record<string, unknown>;
  readonly environment?: Record<string, string | number>;
}

describe.each(['compose.yaml', 'scripts/deploy/compose.hosts.yaml'])('%s', (file) => {
  const { services, volumes } = parse(read(file), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, null>;
  };
  const hosts = Object.values(services).filter(({ image }) => image === 'tenko');

  test('every host is built here, cannot write its own files, and has no more rights than it needs', () => {
    expect(hosts.length).toBeGreaterThan(0);
    for (const host of hosts)
      expect(host).toMatchObject({
        build: '.',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        environment: { HOST: '0.0.0.0', DATA_DIR: '/data' },
      });
  });

  test('what it mounts is a volume that it declares, or a file that is there', () => {
    const sources = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((one) => one.split(':')[0]!),
    );
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(join(ROOT, source)) : !(source in volumes),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(volumes).filter((name) => !sources.includes(name))).toEqual([]);
  });

  test('a service waits only for services that are there', () => {
    for (const { depends_on: on = [] } of Object.values(services))
      expect((Array.isArray(on) ? on : Object.keys(on)).filter((name) => !(name in services))).toEqual([]);
  });

  test('no host is open to the network but through what brings its https', () => {
    for (const { ports = [] } of hosts) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('every variable that it gives a host is one that the host reads', async () => {
    const { VARIABLES } = await import('../core/config.ts');
    const given = hosts.flatMap(({ environment = {} }) => Object.keys(environment));
    expect(given.filter((name) => !(name in VARIABLES))).toEqual([]);
  });
});

test('the balancer of several hosts knows each of them', () => {
  const { services } = parse(read('scripts/deploy/compose.hosts.yaml'), { merge: true }) as {
    services: Record<string, Service>;
  };
  const hosts = Object.keys(services).filter((name) => services[name]?.image === 'tenko');
  expect(/reverse_proxy (.*) \{/.exec(read('scripts/deploy/Caddyfile.hosts'))?.[1]?.split(' ')).toEqual(
    hosts.map((name) => `${name}:3000`),
  );
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
test.runIf(hasSystemd)('systemd has nothing against the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-unit-'));
  const unit = join(folder, 'tenko.service');
  // Here is no /opt/tenko: everything else is as it is.
  writeFileSync(
    unit,
    read('scripts/deploy/tenko.service')
      .replaceAll('/opt/tenko/node_modules/.bin/node', process.execPath)
      .replaceAll('/opt/tenko', ROOT)
      .replace(/^(User|Group)=.*\n/gm, ''),
  );
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('tenko.service'))).toEqual([]);
});

test('each page of the deploy folder is linked to, and each file that a page names is there', () => {
  const names = readdirSync(join(ROOT, 'scripts/deploy'));
  const index = read('scripts/deploy/README.md');
  for (const page of names.filter((name) => name.startsWith('https-'))) expect(index).toContain(`](${page})`);
  for (const [, path] of index.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(existsSync(join(ROOT, 'scripts/deploy', path!))).toBe(true);
});
