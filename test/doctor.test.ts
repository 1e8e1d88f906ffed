import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../core/store/sqlite/sqlite-store.ts';
import { quotaFinding } from '../scripts/doctor/line.ts';
import { did, event } from './store/place.ts';
import { startHttps } from './support/https-server.ts';
import { operatorTool } from './support/operator-tool.ts';
import { SetUp } from './support/set-up.ts';

/** A server that is not ours. */
async function server(answer: (path: string) => { status?: number; headers?: Record<string, string>; body?: object }) {
  const http = createServer((request, response) => {
    request.resume();
    const { status = 200, headers = {}, body = {} } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void (http.closeAllConnections(), http.close()));
  return (http.address() as AddressInfo).port;
}

async function complete(): Promise<SetUp> {
  const setUp = await SetUp.make();
  setUp.line.setWebhookUrl(`${setUp.url}/webhook/line`);
  setUp.writeEnv();
  return setUp;
}

// Each starts programs, on a machine that may be busy.
const PATIENT = { timeout: 180_000 };

describe('the doctor, when all is right', PATIENT, () => {
  test('finds a host that runs, which LINE reaches and which has the channel’s secret', async () => {
    const setUp = await complete();
    await setUp.startHost();
    const { ok, code, find, all, out, findings } = await setUp.doctor();
    expect(findings.filter(({ state }) => state === 'wrong' || state === 'skipped')).toEqual([]);
    expect({ ok, code }).toEqual({ ok: true, code: 0 });
    expect(find('host').says).toBe(`runs at ${setUp.url}`);
    expect(find('access token').says).toBe('of the bot “Tenko” (@tenko)');
    expect(find('channel secret').says).toMatch(/^of the same channel as the access token \(\d{10}\)$/);
    expect(find('running host').says).toBe('has the same channel secret as the settings');
    expect(find('webhook test').says).toBe('LINE reaches this host, and the secret is the channel’s');
    expect(find('PUBLIC_URL').says).toBe(`${setUp.url} leads here`);
    expect(find('quota').says).toContain('0 of 200 messages pushed this month');
    expect(find('database').says).toMatch(/^intact, version \d+, \d+ MB$/);
    expect(all('.env')).toMatchObject([{ state: 'ok', says: 'is read (mode 600)' }]);
    for (const about of ['groups', 'auto-reply', 'redelivery']) {
      expect(find(about)).toMatchObject({
        state: 'look',
        page: expect.stringMatching(
          /^https:\/\/developers\.line\.biz\/console\/channel\/\d{10}\/messaging-api$/,
        ) as string,
      });
    }
    expect(out).not.toContain(setUp.line.channelSecret);
    expect(out).not.toContain(setUp.line.channelAccessToken);
  });

  test('stands in for a host that does not run, so that the way from LINE can be told before the first start', async () => {
    const setUp = await complete();
    const { ok, find } = await setUp.doctor();
    expect(ok).toBe(true);
    expect(find('host').says).toBe(`not running; ${setUp.url} is free for it`);
    expect(find('webhook test').says).toBe('LINE reaches this machine, and the secret is the channel’s');
    expect(find('PUBLIC_URL').says).toBe(`${setUp.url} leads here`);
    expect(find('database').says).toBe('none yet: the first start makes it');
    expect(find('plugins').says).toContain('poll');
  });

  test('writes for people, without colours where nobody sees them', async () => {
    const setUp = await complete();
    setUp.line.useWebhook(false);
    const { code, out } = await operatorTool('doctor', setUp.folder);
    expect(code).toBe(1);
    expect(out).toMatch(/^WRONG {2}webhook +is not in use: LINE sends no events/m);
    expect(out).toMatch(/^ +→ Switch “Use webhook” \(Webhookの利用\) on/m);
    expect(out).toMatch(/\n1 wrong, \d to look at yourself\.\n$/);
    expect(out).not.toContain('\u001B');
    expect(out).not.toContain(setUp.line.channelSecret);
  });

  test('asks LINE nothing when there is none', async () => {
    const setUp = await SetUp.make();
    const { ok, find, findings } = await setUp.doctor();
    expect(ok).toBe(true);
    expect(find('settings')).toMatchObject({ state: 'look', todo: 'npm run setup connects a bot of yours.' });
    expect(findings.some(({ about }) => about === 'access token')).toBe(false);
    expect(setUp.line.requests).toEqual([]);
  });
});

describe('the doctor says plainly', PATIENT, () => {
  test('what waits for the next start, and what failed', async () => {
    const setUp = await complete();
    mkdirSync(join(setUp.folder, 'data'));
    const store = SqliteStore.open(join(setUp.folder, 'data', 'tenko.db'));
    await did(store, { failure: { code: 'HANDLER_FAILED', error: 'x' } });
    await store.accept(event('waits', { at: Date.now() - 7_200_000 }));
    await store.close();
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual([]);
    expect(find('inbox').says).toBe('1 event waits, the oldest for 2 h: the next start runs them');
    expect(find('failures')).toMatchObject({
      state: 'look',
      says: '1 waits to be looked at',
      todo: 'npm run failures lists them, runs them again or drops them.',
    });
  });

  test('that the secret is not the channel’s, and where the right one is', async () => {
    const setUp = await complete();
    setUp.writeEnv({ LINE_CHANNEL_SECRET: 'f'.repeat(32) });
    const { wrong, find, out } = await setUp.doctor();
    expect(wrong).toEqual(['channel secret', 'webhook test']);
    expect(find('channel secret').says).toMatch(
      /^it is not the one of channel \d{10}, to which the access token belongs/,
    );
    expect(find('channel secret').page).toMatch(/^https:\/\/developers\.line\.biz\/console\/channel\/\d{10}$/);
    expect(find('webhook test').says).toContain('signs with another channel secret than yours');
    expect(out).not.toContain('f'.repeat(32));
  });

  test('that the access token is not accepted, and goes on with what does not need it', async () => {
    const setUp = await complete();
    setUp.writeEnv({ LINE_CHANNEL_ACCESS_TOKEN: 'old-token' });
    const { wrong, find, findings, out } = await setUp.doctor();
    expect(wrong).toEqual(['access token']);
    expect(find('access token').says).toBe('LINE does not accept it (401)');
    expect(find('webhook URL')).toMatchObject({ state: 'skipped' });
    expect(find('PUBLIC_URL').says).toBe(`${setUp.url} leads here`);
    expect(findings.find(({ about }) => about === 'disk')?.state).toBe('ok');
    expect(out).not.toContain('old-token');
  });

  test('that no webhook URL is set', async () => {
    const setUp = await SetUp.make();
    setUp.writeEnv();
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['webhook URL']);
    expect(find('webhook URL').says).toBe('none is set: LINE sends nothing');
  });

  test('that the webhook URL leads elsewhere, though somebody answers there', async () => {
    const setUp = await complete();
    const port = await server(() => ({}));
    setUp.line.setWebhookUrl(`http://127.0.0.1:${port}/webhook/line`);
    setUp.writeEnv({ PUBLIC_URL: `http://127.0.0.1:${port}` });
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['webhook test', 'PUBLIC_URL']);
    expect(find('webhook test').says).toBe('LINE was answered, but not by this host: the URL leads elsewhere');
    expect(find('PUBLIC_URL').says).toBe(`http://127.0.0.1:${port} is answered by something else`);
  });

  test('that nobody answers at the webhook URL', async () => {
    const setUp = await complete();
    setUp.line.setWebhookUrl('http://127.0.0.1:9/webhook/line');
    setUp.writeEnv({ PUBLIC_URL: 'http://127.0.0.1:9' });
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['webhook test', 'PUBLIC_URL']);
    expect(find('webhook test').says).toContain('LINE finds no way to it');
    expect(find('PUBLIC_URL').says).toContain('gives no answer');
  });

  test('what a proxy answers in place of the host', async () => {
    const setUp = await complete();
    const port = await server(() => ({ status: 502 }));
    setUp.line.setWebhookUrl(`http://127.0.0.1:${port}/webhook/line`);
    const { find } = await setUp.doctor();
    expect(find('webhook test').says).toBe('LINE was answered 502, and not by this host');
    expect(find('webhook URL')).toMatchObject({
      state: 'look',
      says: expect.stringContaining('while PUBLIC_URL is') as string,
    });
  });

  test('that a host runs with earlier settings', async () => {
    const setUp = await complete();
    await setUp.startHost({ LINE_CHANNEL_SECRET: 'e'.repeat(32) });
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['running host', 'webhook test']);
    expect(find('running host')).toMatchObject({ todo: 'Start it again: it reads the settings once.' });
    expect(find('webhook test').says).toContain('refuses the signature');
  });

  test('that the port belongs to another program', async () => {
    const setUp = await complete();
    const port = await server(() => ({ body: { ok: true } }));
    setUp.writeEnv({ PORT: String(port) });
    const { find } = await setUp.doctor();
    expect(find('host')).toMatchObject({ state: 'wrong', says: `another program answers at http://127.0.0.1:${port}` });
  });

  test.skipIf(process.platform === 'win32')('that others may read the secrets', async () => {
    const setUp = await complete();
    chmodSync(join(setUp.folder, '.env'), 0o644);
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['.env']);
    expect(find('.env')).toMatchObject({
      says: expect.stringContaining('mode 644') as string,
      todo: expect.stringMatching(/^chmod 600 /) as string,
    });
  });

  test('that a setting is wrong, and still looks at the machine', async () => {
    const setUp = await complete();
    setUp.writeEnv({ DEFAULT_LANGUAGE: 'jp' });
    const { wrong, find, all, findings } = await setUp.doctor();
    expect(wrong).toEqual(['settings']);
    expect(find('settings').says).toContain('DEFAULT_LANGUAGE is "jp"');
    expect(find('access token').says).toBe('not looked at: the settings are not right');
    expect(all('Node.js')).toMatchObject([{ state: 'ok' }]);
    expect(findings.length).toBeGreaterThan(10);
  });

  test('that the database is damaged', async () => {
    const setUp = await complete();
    mkdirSync(join(setUp.folder, 'data'));
    writeFileSync(join(setUp.folder, 'data', 'tenko.db'), 'no database at all '.repeat(500), { mode: 0o600 });
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual(['database']);
    expect(find('database').says).toContain('it is no database, or it is damaged');
  });

  test('which plugin is FAILED, and why, whether a host runs or not', async () => {
    const setUp = await complete();
    const folder = join(setUp.folder, 'data', 'plugins', 'odd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'plugin.json'), '{}');
    const before = await setUp.doctor();
    expect(before.wrong).toEqual(['plugin odd']);
    expect(before.find('plugin odd').says).toContain('nobody has added it');
    await setUp.startHost();
    expect((await setUp.doctor()).find('plugin odd').says).toBe(before.find('plugin odd').says);
  });

  test('that our clock is wrong', async () => {
    const setUp = await complete();
    const port = await server((path) => ({
      headers: { date: new Date(Date.now() - 300_000).toUTCString() },
      ...(path === '/v2/bot/info'
        ? { body: { userId: `U${'0'.repeat(32)}`, basicId: '@a', displayName: 'A', chatMode: 'bot' } }
        : { status: 500 }),
    }));
    setUp.writeEnv({ LINE_API_BASE_URL: `http://127.0.0.1:${port}` });
    const { find } = await setUp.doctor();
    expect(find('clock')).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/^(299|30\d) s ahead of LINE’s$/) as string,
    });
    expect(find('chat mode')).toMatchObject({ state: 'ok' });
    expect(find('quota')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('LINE failed (500)') as string,
    });
  });

  test('that LINE gives no answer, and does not wait for it for ever', async () => {
    const setUp = await complete();
    const hanging = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void (hanging.closeAllConnections(), hanging.close()));
    setUp.writeEnv({ LINE_API_BASE_URL: `http://127.0.0.1:${(hanging.address() as AddressInfo).port}` });
    const { wrong, find, all } = await setUp.doctor();
    expect(wrong).toEqual(['access token']);
    expect(find('access token').says).toContain('no answer within');
    expect(all('disk')).toMatchObject([{ state: 'ok' }]);
  });

  test('that a certificate is not by a public authority', async () => {
    const setUp = await complete();
    const https = await startHttps((_request, response) => void response.end('{}'));
    onTestFinished(() => https.stop());
    setUp.writeEnv({ PUBLIC_URL: `https://localhost:${https.port}` });
    const { find } = await setUp.doctor();
    expect(find('certificate')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('that of localhost is not good') as string,
    });
  });
});

describe('the quota of a month', () => {
  const at = (day: number) => Date.UTC(2026, 10, day, 3);

  test('is told with what it comes to by the month’s end', () => {
    expect(quotaFinding(50, 200, at(16))).toMatchObject({
      state: 'ok',
      says: '50 of 200 messages pushed this month, which makes 97 by its end',
    });
    expect(quotaFinding(150, 200, at(16))).toMatchObject({ state: 'look' });
    expect(quotaFinding(200, 200, at(16))).toMatchObject({ state: 'wrong' });
    expect(quotaFinding(7, undefined, at(16))).toMatchObject({
      state: 'ok',
      says: '7 messages pushed this month, no limit',
    });
  });

  test('of the first day tells nothing about the others; the day is Japan’s', () => {
    expect(quotaFinding(30, 200, Date.UTC(2026, 9, 31, 15, 30)).says).toBe('30 of 200 messages pushed this month');
  });
});
