import { Pool } from 'undici';
import type { fakeLine } from './fake-line.ts';
import type { Subject } from './process.ts';
import { webhook, type Mix, type SignedWebhook } from './webhooks.ts';

type FakeLine = Awaited<ReturnType<typeof fakeLine>>;

export interface Throughput {
  /** CPU time of the subject for each event, microseconds. */
  readonly cpuPerEvent: number;
  readonly eventsPerSecond: number;
}

export interface Latency {
  /** From sending the webhook to the arrival of its reply, milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

async function post(pool: Pool, { body, signature }: SignedWebhook): Promise<void> {
  const answer = await pool.request({
    method: 'POST',
    path: '/webhook/line',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature },
    body,
  });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`the webhook was answered with ${answer.statusCode}`);
}

/** Every command has its reply, and none has two. */
async function accounted(line: FakeLine, tokens: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 500 && tokens.some((token) => !line.arrived.has(token)); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const missing = tokens.filter((token) => !line.arrived.has(token)).length;
  const doubled = tokens.filter((token) => (line.arrived.get(token) ?? 0) > 1).length;
  if (missing + doubled > 0) throw new Error(`${missing} replies are missing and ${doubled} came twice`);
}

/** As many events as `seconds` allow, from 32 senders that each wait for their 200. */
export async function throughput(subject: Subject, line: FakeLine, mix: Mix, events: number): Promise<Throughput> {
  const pool = new Pool(subject.url, { connections: 32 });
  // Made ahead, so that the load is not what is measured.
  const webhooks = Array.from({ length: Math.ceil(events / mix.perWebhook) }, () => webhook(mix));
  line.arrived.clear();
  const cpu = subject.cpu();
  const began = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < webhooks.length) await post(pool, webhooks[next++]!);
  };
  await Promise.all(Array.from({ length: 32 }, sender));
  await accounted(
    line,
    webhooks.flatMap(({ tokens }) => tokens),
  );
  const took = performance.now() - began;
  const result = {
    cpuPerEvent: (subject.cpu() - cpu) / (webhooks.length * mix.perWebhook),
    eventsPerSecond: (webhooks.length * mix.perWebhook * 1000) / took,
  };
  await pool.close();
  return result;
}

/** Commands at random moments, `rate` a second on average, whether or not earlier ones are answered. */
export async function latency(subject: Subject, line: FakeLine, rate: number, count: number): Promise<Latency> {
  const pool = new Pool(subject.url, { connections: 32 });
  const mix: Mix = { name: 'latency', commands: 1, perWebhook: 1 };
  const webhooks = Array.from({ length: count }, () => webhook(mix));
  line.arrived.clear();
  let due = performance.now();
  const all = webhooks.map(async (hook) => {
    due += (-Math.log(1 - Math.random()) * 1000) / rate;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const replied = line.replyTo(hook.tokens[0]!);
    const sent = performance.now();
    await post(pool, hook);
    return (await replied) - sent;
  });
  const times = (await Promise.all(all)).sort((a, b) => a - b);
  await pool.close();
  return { p50: times[Math.floor(count * 0.5)]!, p99: times[Math.floor(count * 0.99)]! };
}
