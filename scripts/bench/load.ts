import type { fakeLine } from './fake-line.ts';
import type { Subject } from './process.ts';
import { webhook, type Mix } from './webhooks.ts';
import { Poster } from './wire.ts';

type FakeLine = Awaited<ReturnType<typeof fakeLine>>;

const CONNECTIONS = 32;

export interface Throughput {
  /** CPU time of the subject for each event, microseconds. */
  readonly cpuPerEvent: number;
  readonly eventsPerSecond: number;
}

export interface Latency {
  /** From the moment at which the webhook was due to the arrival of its reply, milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Every command has its reply, and none has two. */
async function accounted(line: FakeLine, tokens: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 3_000 && tokens.some((token) => !line.arrived.has(token)); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const missing = tokens.filter((token) => !line.arrived.has(token)).length;
  const doubled = tokens.filter((token) => (line.arrived.get(token) ?? 0) > 1).length;
  if (missing + doubled > 0) throw new Error(`${missing} replies are missing and ${doubled} came twice`);
}

/** As fast as the subject takes them, over connections that each wait for their 200. */
export async function throughput(subject: Subject, line: FakeLine, mix: Mix, events: number): Promise<Throughput> {
  // Made ahead, so that the load is not what is measured.
  const webhooks = Array.from({ length: Math.ceil(events / mix.perWebhook) }, () => webhook(mix));
  const requests = webhooks.map((hook) => Poster.request(hook));
  const poster = await Poster.open(subject.url, CONNECTIONS);
  line.arrived.clear();
  const cpu = subject.cpu();
  const began = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < requests.length) await poster.post(requests[next++]!);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  await accounted(
    line,
    webhooks.flatMap(({ tokens }) => tokens),
  );
  const took = performance.now() - began;
  const result = {
    cpuPerEvent: (subject.cpu() - cpu) / (webhooks.length * mix.perWebhook),
    eventsPerSecond: (webhooks.length * mix.perWebhook * 1000) / took,
  };
  poster.close();
  return result;
}

const COMMANDS: Mix = { name: 'latency', commands: 1, perWebhook: 1 };

/**
 * Commands at random moments, `rate` a second on average, whether or not earlier ones are answered. Counted from the moment at which a
 * webhook was due and not from when it could be sent: else a host that stands still would slow down the load that shows it.
 */
export async function latency(subject: Subject, line: FakeLine, rate: number, count: number): Promise<Latency> {
  const webhooks = Array.from({ length: count }, () => webhook(COMMANDS));
  const requests = webhooks.map((hook) => Poster.request(hook));
  const poster = await Poster.open(subject.url, CONNECTIONS * 2);
  line.arrived.clear();
  let due = performance.now() + 20;
  const dues = webhooks.map(() => (due += (-Math.log(1 - Math.random()) * 1000) / rate));
  const all: Promise<number>[] = [];
  while (all.length < count) {
    const now = performance.now();
    for (let index = all.length; index < count && dues[index]! <= now; index = all.length) {
      const replied = line.replyTo(webhooks[index]!.tokens[0]!);
      all.push(poster.post(requests[index]!).then(async () => (await replied) - dues[index]!));
    }
    // A timer would come a millisecond late, and that would be counted.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const times = (await Promise.all(all)).sort((a, b) => a - b);
  poster.close();
  return { p50: times[Math.floor(count * 0.5)]!, p99: times[Math.floor(count * 0.99)]! };
}
