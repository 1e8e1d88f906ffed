import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { recordingLine } from './support/recording-line.ts';
import { databaseVariables } from './support/test-store.ts';

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const GROUP = `C${'1'.repeat(32)}`;
const running: BuiltHost[] = [];

function start(environment: Record<string, string>, folder?: string): BuiltHost {
  const host = startBuiltHost(environment, folder);
  running.push(host);
  return host;
}

afterEach(async () => {
  for (const host of running.splice(0)) {
    host.child.kill('SIGKILL');
    await host.ended;
  }
});

function said(text: string, member = 'a', token = 'f0'.repeat(16)) {
  return {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'group', groupId: GROUP, userId: `U${member.repeat(32)}` },
    webhookEventId: `01${createHmac('sha256', token).update(text).digest('hex').slice(0, 24).toUpperCase()}`,
    deliveryContext: { isRedelivery: false },
    replyToken: token,
    message: { type: 'text', id: '1', quoteToken: 'q', text },
  };
}

function deliver(url: string, events: readonly object[], secret = SECRET): Promise<Response> {
  const body = JSON.stringify({ destination: `U${'0'.repeat(32)}`, events });
  return fetch(`${url}/webhook/line`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-line-signature': createHmac('sha256', secret).update(body).digest('base64'),
    },
    body,
  });
}

describe('the built host', () => {
  test('answers a signed webhook through LINE’s API, and ends cleanly on SIGTERM', async () => {
    const line = await recordingLine();
    const host = start({
      LINE_CHANNEL_SECRET: SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: 'token-1',
      LINE_API_BASE_URL: line.url,
      ...(await databaseVariables()),
    });
    const url = await host.ready;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const readyz = await fetch(`${url}/readyz`);
    expect(readyz.status).toBe(200);
    expect(await readyz.json()).toMatchObject({ ready: true, platforms: ['line'] });

    expect((await deliver(url, [])).status).toBe(200);
    expect((await deliver(url, [said('/ping')], 'wrong')).status).toBe(401);
    expect((await deliver(url, [said('/ping')])).status).toBe(200);
    const reply = await line.request(({ path }) => path === '/v2/bot/message/reply');
    expect(reply.body).toMatchObject({ replyToken: 'f0'.repeat(16), messages: [{ type: 'text', text: 'pong' }] });
    expect(reply.headers.authorization).toBe('Bearer token-1');
    expect(line.requests.filter(({ path }) => path.endsWith('/reply'))).toHaveLength(1);

    host.child.kill('SIGTERM');
    expect(await host.ended).toBe(0);
    expect(host.stderr()).toBe('');
    await line.close();
  });

  test('a secret, a reply token or what a member wrote never appears in the log', async () => {
    const line = await recordingLine();
    const host = start({
      LINE_CHANNEL_SECRET: SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: 'token-very-secret',
      LINE_API_BASE_URL: line.url,
      ...(await databaseVariables()),
      LOG_LEVEL: 'trace',
    });
    const url = await host.ready;
    const token = 'ab'.repeat(16);
    await deliver(url, [
      said('/poll "geheime Frage" geheimA geheimB', 'c', token),
      said('geheim geplaudert', 'd', 'cd'.repeat(16)),
    ]);
    await deliver(url, [said('/poll geheim:x', 'c', 'ef'.repeat(16))], 'wrong secret');
    await line.request(({ path }) => path === '/v2/bot/message/reply');
    host.child.kill('SIGTERM');
    await host.ended;
    const everything = JSON.stringify(host.log) + host.stderr();
    expect(host.log.length).toBeGreaterThan(2);
    for (const secret of ['geheim', token, SECRET, 'token-very-secret']) expect(everything).not.toContain(secret);
    await line.close();
  });

  test('without credentials it plays LINE itself and serves the page', async () => {
    const host = start(await databaseVariables());
    const url = await host.ready;
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<script');
  });
});

describe('a start that cannot work', () => {
  async function refusal(environment: Record<string, string>, folder?: string): Promise<string> {
    const host = start(environment, folder);
    expect(await host.ended).toBe(78);
    expect(host.stderr().trimEnd()).not.toContain('\n');
    expect(host.log).toEqual([]);
    return host.stderr();
  }

  test('a bad variable: one line that names it, exit code 78', async () => {
    expect(await refusal({ PORT: 'abc' })).toMatch(/^tenko: CONFIG_INVALID: PORT is "abc"; it should be a port/);
  });

  test('one half of LINE’s credentials', async () => {
    expect(await refusal({ LINE_CHANNEL_SECRET: SECRET })).toContain('LINE_CHANNEL_ACCESS_TOKEN is missing');
  });

  test('no platform on an open address', async () => {
    expect(await refusal({ HOST: '0.0.0.0' })).toContain('no platform is configured');
  });

  test('a port in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await refusal({ PORT: String(port) })).toMatch(
      /PORT_IN_USE: PORT \d+ on 127.0.0.1 is in use; stop the other program/,
    );
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  test('a DATA_DIR that cannot be written to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenko-data-'));
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal({ DATA_DIR: join(folder, 'file', 'data') })).toContain('DATA_DIR_UNWRITABLE: DATA_DIR ');
    rmSync(folder, { recursive: true });
  });

  test.skipIf(!existsSync('/proc'))('a DATA_DIR in a folder that takes none', async () => {
    expect(await refusal({ DATA_DIR: '/proc/tenko/data' })).toContain('DATA_DIR_UNWRITABLE: DATA_DIR /proc/tenko/data');
  });

  test('an unknown key in tenko.config.json', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenko-config-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tenko.config.json'), '{ "LOG_LEVL": "warn" }');
    expect(await refusal({}, folder)).toContain('did you mean LOG_LEVEL?');
    rmSync(folder, { recursive: true });
  });
});
