import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { otlpReceiver } from './support/otlp-receiver.ts';
import { databaseVariables } from './support/test-store.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const running: BuiltHost[] = [];

afterEach(async () => {
  for (const host of running.splice(0)) {
    host.child.kill('SIGKILL');
    await host.ended;
  }
});

function start(environment: Record<string, string>, main?: string): BuiltHost {
  const host = startBuiltHost(environment, undefined, main);
  running.push(host);
  return host;
}

/** The built host in a folder of its own, with another file in the place of what it loads for traces. */
function hostWith(tracing: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenko-built-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  symlinkSync(join(ROOT, 'plugins'), join(folder, 'plugins'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of readdirSync(join(ROOT, 'dist')))
    if (name !== 'main.js' && name !== 'tracing.js') symlinkSync(join(ROOT, 'dist', name), join(dist, name));
  // A link would be followed, and its neighbours be those of the original.
  cpSync(join(ROOT, 'dist', 'main.js'), join(dist, 'main.js'));
  writeFileSync(join(dist, 'tracing.js'), tracing);
  return join(dist, 'main.js');
}

const LOADED = "throw new Error('the bundle for traces was loaded');";

describe('the built host', () => {
  test('has none of OpenTelemetry’s packages in it but the API that prom-client brings, and loads no other file', async () => {
    const bundled = readFileSync(join(ROOT, 'dist', 'main.js'), 'utf8').matchAll(
      /^\/\/ node_modules\/@opentelemetry\/([^/]+)/gm,
    );
    expect([...new Set([...bundled].map(([, name]) => name))]).toEqual(['api']);
    const main = hostWith(LOADED);
    for (const variables of [
      {},
      { OTEL_SERVICE_NAME: 'tenko' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
    ]) {
      const host = start({ ...variables, ...(await databaseVariables()) }, main);
      expect((await fetch(`${await host.ready}/readyz`)).status).toBe(200);
    }
    // The same, when traces are asked for: what was put in its place is loaded.
    const asked = start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, main);
    expect(await asked.ended).not.toBe(0);
    expect(asked.stderr()).toContain('the bundle for traces was loaded');
  });

  test('hands traces over by what .env says, and what is left on SIGTERM', async () => {
    const collector = await otlpReceiver();
    onTestFinished(() => collector.close());
    const folder = mkdtempSync(join(tmpdir(), 'tenko-traced-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, '.env'),
      `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${collector.url}/of/traces\nOTEL_SERVICE_NAME=kyudo-bot\n`,
    );
    // Longer than the test lives: only the end of the host hands anything over.
    const host = startBuiltHost({ OTEL_BSP_SCHEDULE_DELAY: '600000', ...(await databaseVariables()) }, folder);
    running.push(host);
    await host.ready;
    // The simulator's bot joins its groups: events that matter, and their webhooks are answered.
    const joined = () => host.log.filter(({ command }) => command === 'join').length;
    await until('the bot in both groups', () => (joined() < 2 ? `${2 - joined()} of them` : undefined), 10_000);
    host.child.kill('SIGTERM');
    expect(await host.ended).toBe(0);
    expect(host.stderr()).toBe('');
    expect(collector.requests.map(({ path }) => path)).toContain('/of/traces');
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'kyudo-bot' });
    expect(collector.spans.map(({ name }) => name)).toContain('accept join');
  });

  test('a wrong variable stops the start with one line', async () => {
    const host = start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' });
    expect(await host.ended).toBe(78);
    expect(host.stderr()).toBe(
      'tenko: CONFIG_INVALID: OTEL_EXPORTER_OTLP_ENDPOINT is no address of http or https; it should be a URL such as http://localhost:4318\n',
    );
  });
});
