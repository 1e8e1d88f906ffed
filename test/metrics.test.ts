import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { ask, isThere, newSchema, NOT_THERE } from './support/postgres.ts';
import { startTenko, type Tenko } from './support/tenko.ts';
import { until } from './support/until.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

let tenko: Tenko | undefined;
afterEach(async () => {
  await tenko?.stop();
  tenko = undefined;
});

async function started(options: Parameters<typeof startTenko>[0] = {}) {
  tenko = await startTenko({ language: 'en', ...options });
  const { world } = tenko;
  const aya = world.createMember('Aya');
  const group = world.createGroup('Practice', [aya]);
  return { tenko, world, aya, group };
}

const scrape = async (): Promise<string> => (await fetch(`${tenko!.url}/metrics`)).text();

/** The value of a series, by its name and some of its labels. */
function value(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const found = text.split('\n').find((line) => {
    if (!line.startsWith(`${name} `) && !line.startsWith(`${name}{`)) return false;
    return Object.entries(labels).every(([label, wanted]) => line.includes(`${label}="${wanted}"`));
  });
  return found === undefined ? undefined : Number(found.slice(found.lastIndexOf(' ') + 1));
}

describe('GET /metrics', () => {
  test('tells of a command from its webhook to its reply', async () => {
    const { tenko: host, aya, group } = await started();
    await host.say(group, aya, 'good morning');
    await host.say(group, aya, '/ping');
    const response = await fetch(`${host.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(value(text, 'tenko_webhooks_total', { platform: 'line', result: 'accepted' })).toBeGreaterThanOrEqual(2);
    expect(value(text, 'tenko_webhook_seconds_count', { platform: 'line' })).toBeGreaterThanOrEqual(2);
    expect(value(text, 'tenko_events_total', { platform: 'line', type: 'message' })).toBe(2);
    expect(value(text, 'tenko_commands_total', { plugin: 'ping', by: 'message', outcome: 'done' })).toBe(1);
    expect(value(text, 'tenko_command_seconds_count', { plugin: 'ping' })).toBe(1);
    expect(value(text, 'tenko_reply_seconds_count', { platform: 'line' })).toBe(1);
    expect(text).toMatch(/^# TYPE tenko_reply_seconds histogram$/m);
    expect(value(text, 'tenko_reply_seconds_bucket', { platform: 'line', le: '+Inf' })).toBe(1);
    const buckets = [...text.matchAll(/^tenko_store_commit_writes_bucket\{le="[^"]+"\} (\d+)$/gm)].map(([, count]) =>
      Number(count),
    );
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toBe(value(text, 'tenko_store_commit_writes_count'));
    expect(value(text, 'tenko_store_commit_writes_sum')).toBeGreaterThanOrEqual(buckets.at(-1)!);
    expect(value(text, 'tenko_sends_total', { what: 'reply', code: 'ok' })).toBe(1);
    expect(value(text, 'tenko_store_commit_seconds_count')).toBeGreaterThan(0);
    expect(value(text, 'tenko_store_commit_writes_count')).toBeGreaterThan(0);
    expect(value(text, 'tenko_ready')).toBe(1);
    expect(value(text, 'tenko_mailboxes')).toBe(0);
    expect(value(text, 'tenko_inbox_oldest_seconds')).toBe(0);
    expect(value(text, 'tenko_plugins', { state: 'READY' })).toBeGreaterThan(3);
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });

  test('tells what was refused at the door, and why', async () => {
    const { tenko: host } = await started();
    await fetch(`${host.url}/webhook/line`, { method: 'POST', body: '{}' });
    await fetch(`${host.url}/webhook/line`, { method: 'POST', body: 'x'.repeat(1_048_577) });
    const text = await scrape();
    expect(value(text, 'tenko_webhooks_total', { result: 'signature' })).toBe(1);
    expect(value(text, 'tenko_webhooks_total', { result: 'size' })).toBe(1);
    const accepted = value(text, 'tenko_webhooks_total', { result: 'accepted' });
    expect(value(text, 'tenko_webhook_seconds_count')).toBe(accepted);
  });

  test('tells what failed, with its code', async () => {
    const { tenko: host, aya, group, world } = await started();
    host.line.faults.nextReply.push({ status: 400 });
    world.say(group, aya, '/ping');
    await host.quiet();
    const text = await scrape();
    expect(value(text, 'tenko_sends_total', { what: 'reply', code: 'PLATFORM_REJECTED' })).toBe(1);
    expect(value(text, 'tenko_failures_total', { code: 'PLATFORM_REJECTED' })).toBe(1);
    expect(value(text, 'tenko_reply_seconds_count')).toBeUndefined();
  });

  test('tells the month’s messages once the platform has told them', async () => {
    await started();
    let text = '';
    const quota = async (): Promise<string | undefined> => {
      text = await scrape();
      return value(text, 'tenko_quota_messages', { of: 'limit' }) === undefined ? 'the quota' : undefined;
    };
    await until('the metrics', quota, 20_000);
    expect(value(text, 'tenko_quota_messages', { platform: 'line', of: 'limit' })).toBe(200);
    expect(value(text, 'tenko_quota_messages', { platform: 'line', of: 'used' })).toBe(0);
    expect(value(text, 'tenko_quota_messages', { platform: 'line', of: 'promised' })).toBe(0);
  });

  test('names no chat, no member and nothing that anybody wrote', async () => {
    const { tenko: host, aya, group } = await started();
    await host.say(group, aya, '/poll "Secret lunch" sushi ramen');
    await host.tap(group, aya, 'sushi');
    const text = await scrape();
    expect(value(text, 'tenko_commands_total', { plugin: 'poll', by: 'button' })).toBe(1);
    for (const secret of [group, aya, 'Secret', 'sushi', host.line.channelSecret, host.line.channelAccessToken])
      expect(text).not.toContain(secret);
  });

  test('tells of events that no host has in hand', async ({ skip }) => {
    if (!isThere) skip(NOT_THERE);
    const { url, drop } = await newSchema();
    onTestFinished(drop);
    let now = Date.now();
    await started({ databaseUrl: url, settings: { now: () => now } });
    const series = async (name: string) => value(await scrape(), `tenko_${name}`);
    expect(await series('inbox_unheld')).toBe(0);
    expect(await series('inbox_oldest_seconds')).toBe(0);
    // A version that another living host has, which does not come for it.
    await ask(
      `INSERT INTO host (id, alive_until, loaded) VALUES (1, 'infinity', '{poll@9.9.9}');
      INSERT INTO chat (chat_key) VALUES ('line:Ubot/Cfar');
      INSERT INTO inbox (chat_key, seq, plugin, event_id, at, version, body)
        SELECT 'line:Ubot/Cfar', nextval('inbox_seq'), 'poll', 'e' || n, ${now} - n * 1000, '9.9.9', '{}' FROM generate_series(1, 300) n`,
      url,
    );
    await until('the metrics', async () => ((await series('inbox_unheld')) === 300 ? undefined : 'all of it'), 20_000);
    expect(await series('inbox_oldest_seconds')).toBe(300);
    now += 60_000;
    expect(await series('inbox_oldest_seconds')).toBe(360);
    await ask('DELETE FROM inbox', url);
    await until(
      'the metrics',
      async () => ((await series('inbox_oldest_seconds')) === 0 ? undefined : 'nothing'),
      20_000,
    );
  });

  test('asks for METRICS_TOKEN where one is set', async () => {
    const token = 'a-token-of-thirty-two-characters';
    const { tenko: host } = await started({ metricsToken: token });
    const asked = async (authorization?: string) =>
      (await fetch(`${host.url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })).status;
    expect(await asked()).toBe(401);
    expect(await asked(`Bearer ${token}x`)).toBe(401);
    expect(await asked(token)).toBe(401);
    expect(await asked(`Bearer ${token}`)).toBe(200);
  });
});

describe('the dashboard and the alert rules', () => {
  let known: ReadonlySet<string>;
  beforeAll(async () => {
    await started();
    known = new Set([...(await scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
  });

  /** Every name of a metric in a PromQL expression: what stands before labels, a range or an operator, and is no function or label. */
  const metricsIn = (text: string): string[] =>
    [...text.matchAll(/\b(?:tenko|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name);
  const base = (name: string): string => (known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''));

  test.each(['grafana-dashboard.json', 'prometheus-alerts.yaml'])('%s asks only for metrics that are there', (file) => {
    const named = metricsIn(read(`scripts/deploy/${file}`));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(base(name)))).toEqual([]);
  });

  test('between them they show every metric of the host', () => {
    const shown = new Set(
      ['grafana-dashboard.json', 'prometheus-alerts.yaml'].flatMap((file) =>
        metricsIn(read(`scripts/deploy/${file}`)).map(base),
      ),
    );
    expect([...known].filter((name) => name.startsWith('tenko_') && !shown.has(name))).toEqual([]);
  });

  test('every alert has an expression, a severity and words for whoever is woken', () => {
    const { groups } = parse(read('scripts/deploy/prometheus-alerts.yaml')) as {
      groups: { rules: Record<string, never>[] }[];
    };
    const rules = groups.flatMap(({ rules: of }) => of);
    expect(rules.length).toBeGreaterThan(8);
    for (const rule of rules)
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Tenko[A-Z]/) as string,
        expr: expect.any(String) as string,
        labels: { severity: expect.stringMatching(/^(critical|warning)$/) as string },
        annotations: { summary: expect.any(String) as string, description: expect.any(String) as string },
      });
  });

  test('the dashboard has a query in every panel', () => {
    const { panels } = JSON.parse(read('scripts/deploy/grafana-dashboard.json')) as {
      panels: { type: string; title: string; targets?: { expr: string }[] }[];
    };
    const empty = panels.filter(({ type, targets }) => type !== 'row' && !targets?.every(({ expr }) => expr !== ''));
    expect(empty).toEqual([]);
  });
});
