import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { LOGGER } from '../core/host/tokens.ts';
import { VirtualLinq } from '../core/simulator/linq/virtual-linq.ts';
import { startTracing, type Tracing } from '../core/tracing/tracing.ts';
import { readTracing } from '../core/tracing/variables.ts';
import { otlpReceiver, type ReceivedSpan } from './support/otlp-receiver.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, type Tenko, type TenkoOptions } from './support/tenko.ts';
import { until } from './support/until.ts';

const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const ERROR = 2;

let tenko: Tenko | undefined;
afterEach(async () => {
  await tenko?.stop();
  tenko = undefined;
  vi.unstubAllEnvs();
});

/** As `main.ts` does it: OpenTelemetry's packages read the environment by themselves. */
function tracingTo(url: string, more: Record<string, string> = {}): Tracing {
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '20', ...more };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return startTracing(readTracing(variables, '/nowhere')!);
}

async function started(tracing: Tracing, options: TenkoOptions = {}) {
  tenko = await startTenko({ language: 'en', ...options, tracing });
  tracing.tell(tenko.root.resolve(LOGGER));
  const aya = tenko.world.createMember('Aya');
  const group = tenko.world.createGroup('Practice', [aya]);
  return { tenko, aya, group };
}

async function received(): Promise<Awaited<ReturnType<typeof otlpReceiver>>> {
  const receiver = await otlpReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

/** Stops the host, which hands over what is left. */
async function stopped(): Promise<void> {
  await tenko!.stop();
  tenko = undefined;
}

/** The way of the newest event that a command came from. */
function newest(log: readonly Record<string, unknown>[], spans: readonly ReceivedSpan[]) {
  const { event, trace_id: traceId } = log.findLast(
    // Events that plugins hear of, such as the bot's coming, are told in the same words.
    ({ msg, command: what }) => msg === 'command' && String(what).startsWith('/'),
  )!;
  const ofIt = spans.filter((span) => span.traceId === traceId).sort((a, b) => a.start - b.start);
  const named = (name: string): ReceivedSpan => {
    const found = ofIt.filter((span) => span.name === name);
    expect(found, `${name} among ${ofIt.map((span) => span.name).join(', ')}`).toHaveLength(1);
    return found[0]!;
  };
  return { event: event as string, traceId, spans: ofIt, named };
}

describe('a host that is asked for traces', () => {
  test('draws one command as one trace, from its webhook to the call that answers it', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    await host.say(group, aya, 'good morning');
    await host.say(group, aya, '/poll "Lunch?" sushi ramen');
    await stopped();

    const { named, spans: all, event } = newest(host.log, collector.spans);
    // Who has not answered: what is read of LINE for that is a part of the handler.
    const reads = all.filter(({ name }) => name.startsWith('GET '));
    expect(reads.map(({ name }) => name).sort()).toEqual(['GET member count', 'GET member ids', 'GET member profile']);
    for (const read of reads) expect(read.parentSpanId).toBe(named('handler /poll').spanId);
    const spans = all.filter((span) => !reads.includes(span));
    expect(spans.map(({ name }) => name)).toEqual([
      'POST /webhook/line',
      'accept message',
      'invocation poll',
      'handler /poll',
      'commit',
      'reply',
      'POST reply',
    ]);
    const webhook = named('POST /webhook/line');
    const parents = spans.map(({ name, parentSpanId }) => [
      name,
      spans.find(({ spanId }) => spanId === parentSpanId)?.name,
    ]);
    expect(parents).toEqual([
      ['POST /webhook/line', undefined],
      ['accept message', 'POST /webhook/line'],
      ['invocation poll', 'POST /webhook/line'],
      ['handler /poll', 'invocation poll'],
      ['commit', 'invocation poll'],
      ['reply', 'invocation poll'],
      ['POST reply', 'reply'],
    ]);
    expect(webhook).toMatchObject({ kind: SERVER, parentSpanId: '', status: 0 });
    expect(webhook.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/webhook/line',
      'http.response.status_code': 200,
      'tenko.event.id': event,
      'tenko.event.type': 'message',
      'tenko.platform': 'line',
    });
    expect(named('invocation poll').attributes).toEqual({
      'tenko.event.id': event,
      'tenko.platform': 'line',
      'tenko.plugin': 'poll',
      'tenko.by': 'message',
    });
    expect(named('handler /poll').attributes).toEqual({
      'tenko.plugin': 'poll',
      'tenko.plugin.trust': 'trusted',
      'tenko.command': '/poll',
      'tenko.outcome': 'done',
    });
    expect(named('commit').attributes).toEqual({ 'tenko.plugin': 'poll', 'tenko.outcome': 'done' });
    expect(named('reply')).toMatchObject({ kind: INTERNAL, status: 0 });
    expect(named('POST reply').kind).toBe(CLIENT);
    expect(named('POST reply').attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'tenko.platform.request_id': expect.stringMatching(/./) as string,
    });
    for (const span of spans) {
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.start).toBeGreaterThanOrEqual(webhook.start);
    }
    // An ordinary line of the chat is no trace: nothing comes of it.
    const spoken = collector.spans.filter(
      ({ name, attributes }) => name === 'POST /webhook/line' && attributes['tenko.event.type'] === 'message',
    );
    expect(spoken).toEqual([webhook]);
  });

  test('tells who it is by OpenTelemetry’s variables, and shows the collector what it asks for', async () => {
    const collector = await received();
    const tracing = tracingTo(collector.url, {
      OTEL_SERVICE_NAME: 'kyudo-bot',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=home,note=a%20b',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    const { tenko: host, aya, group } = await started(tracing);
    await host.say(group, aya, '/ping');
    await stopped();
    expect(collector.requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
        authorization: 'Basic abc',
      },
    });
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'kyudo-bot',
      'deployment.environment.name': 'home',
      note: 'a b',
      'telemetry.sdk.language': 'nodejs',
      'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
  });

  test('lines of the log carry the trace and the span that they belong to', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    await host.say(group, aya, '/ping');
    await stopped();
    const { named, event, traceId } = newest(host.log, collector.spans);
    const lines = host.log.filter((line) => line['event'] === event);
    expect(lines.map(({ msg }) => msg)).toEqual(['webhook: event kept', 'command', 'reply sent']);
    const places = lines.map((line) => [line['trace_id'], line['span_id'], line['trace_flags']]);
    expect(places).toEqual([
      [traceId, named('POST /webhook/line').spanId, '01'],
      [traceId, named('handler /ping').spanId, '01'],
      [traceId, named('invocation ping').spanId, '01'],
    ]);
    expect(host.log.filter((line) => 'trace_id' in line && !('event' in line))).toEqual([]);
  });

  test('the trace of an event can be reckoned from its id and its chat by any host', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    await host.say(group, aya, '/ping');
    await stopped();
    const { named, event } = newest(host.log, collector.spans);
    const chat = host.log.find((line) => line['event'] === event)?.['chat'];
    const digest = createHash('sha256')
      .update(`tenko trace ${String(chat)} ${event}`)
      .digest('hex');
    expect(named('POST /webhook/line')).toMatchObject({
      traceId: digest.slice(0, 32),
      spanId: digest.slice(32, 48),
    });
  });

  test('nothing that a member wrote, no id of theirs or of the chat, no token and no secret is in a span', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    await host.say(group, aya, '/poll "Geheimnis?" sushi ramen');
    await host.tap(group, aya, 'sushi');
    await host.say(group, aya, '/members');
    await host.say(group, aya, '/poll close sushi sushi sushi sushi');
    await host.say(group, aya, '/rollcal Geheimnis');
    host.line.faults.nextReply.push({ status: 400 });
    await host.say(group, aya, '/name Geheimnis');
    await stopped();
    const everything = collector.requests.map(({ text }) => text).join('\n');
    expect(everything).toContain('invocation poll');
    expect(everything).toContain('/webhook/line');
    const { channelAccessToken, channelSecret, botId } = host.line;
    for (const secret of ['Geheimnis', 'sushi', 'ramen', 'Aya', aya, group, channelAccessToken, channelSecret, botId])
      expect(everything).not.toContain(secret);
  });

  test('what goes wrong is marked, with its code and the status of the call', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    host.line.faults.nextReply.push({ status: 400 });
    await host.say(group, aya, '/ping');
    await stopped();
    const { named } = newest(host.log, collector.spans);
    expect(named('reply')).toMatchObject({ status: ERROR, attributes: { 'error.type': 'PLATFORM_REJECTED' } });
    expect(named('POST reply')).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': '400', 'http.response.status_code': 400 },
    });
    expect(named('handler /ping').status).toBe(0);
  });

  test('a foreign plugin’s way into its isolate and back is a part of it, and so is what its handler fails with', async () => {
    const foreign = newFolder();
    onTestFinished(() => rmSync(foreign, { recursive: true }));
    writePlugin(
      foreign,
      { name: 'counter', permissions: [], commands: { count: command(), fall: command() } },
      {
        'index.ts': `import { injectable } from 'tsyringe';
@injectable()
export default class Counter {
  count() { return 'one'; }
  fall() { throw new Error('Geheimnis'); }
}`,
      },
    );
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url), { foreign });
    await host.say(group, aya, '/count');
    await host.say(group, aya, '/fall');
    await stopped();
    const counted = collector.spans.find(({ name }) => name === 'handler /count')!;
    expect(counted).toMatchObject({ status: 0, attributes: { 'tenko.plugin.trust': 'foreign' } });
    const ways = collector.spans.filter(({ name }) => name === 'isolate');
    expect(ways).toHaveLength(2);
    expect(ways[0]).toMatchObject({ parentSpanId: counted.spanId, traceId: counted.traceId });
    const { named } = newest(host.log, collector.spans);
    expect(named('handler /fall')).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': 'HANDLER_FAILED', 'tenko.outcome': 'failed' },
    });
    expect(collector.requests.map(({ text }) => text).join('')).not.toContain('Geheimnis');
  });

  test('a command on Linq is followed to Linq, with the status and the id that its support asks for', async () => {
    const collector = await received();
    const linq = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
    onTestFinished(() => linq.stop());
    const { tenko: host } = await started(tracingTo(collector.url), { linq });
    const [bo, chai] = [linq.world.createMember('Bo'), linq.world.createMember('Chai')];
    const chat = linq.world.createGroup('Club', [bo, chai], { service: 'iMessage' });
    linq.world.say(chat, bo, '/ping');
    await host.quiet();
    await stopped();
    const { named, spans } = newest(host.log, collector.spans);
    const call = spans.find(({ name, parentSpanId }) => name === 'POST' && parentSpanId === named('reply').spanId);
    expect(call).toMatchObject({ kind: CLIENT, status: 0 });
    expect(call?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': expect.any(Number) as number,
      'server.address': '127.0.0.1',
      'tenko.platform.request_id': expect.stringMatching(/./) as string,
    });
    expect(named('POST /webhook/linq').attributes).toMatchObject({ 'tenko.platform': 'linq' });
    const everything = collector.requests.map(({ text }) => text).join('');
    for (const secret of [bo, bo.slice(-7), linq.apiKey, linq.line, chat]) expect(everything).not.toContain(secret);
  });

  test('an answer of the host’s own, of which nothing is kept, is a trace too', async () => {
    const collector = await received();
    const { tenko: host, aya, group } = await started(tracingTo(collector.url));
    await host.say(group, aya, '/pingg');
    await stopped();
    const reply = collector.spans.find(({ name }) => name === 'POST reply')!;
    const ofIt = collector.spans.filter(({ traceId }) => traceId === reply.traceId);
    expect(ofIt.map(({ name }) => name).sort()).toEqual(['POST /webhook/line', 'POST reply', 'reply']);
  });

  test('of what OTEL_TRACES_SAMPLER leaves out nothing is handed over, and the log says so', async () => {
    const collector = await received();
    const tracing = tracingTo(collector.url, {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    const { tenko: host, aya, group } = await started(tracing);
    await host.say(group, aya, '/ping');
    await stopped();
    expect(collector.spans).toEqual([]);
    expect(host.log.find(({ msg }) => msg === 'command')).toMatchObject({
      trace_id: expect.stringMatching(/^[\da-f]{32}$/) as string,
      trace_flags: '00',
    });
  });
});

describe('a collector that takes nothing', () => {
  const warnings = (host: Tenko): readonly Record<string, unknown>[] =>
    host.log.filter(({ msg, level }) => String(msg).startsWith('traces') && Number(level) >= 40);

  test('costs one line of the log, however often it is tried, and no reply', async () => {
    // A port that was just let go of: nobody listens there.
    const closed = await otlpReceiver();
    await closed.close();
    const tracing = tracingTo(closed.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '100', OTEL_BSP_SCHEDULE_DELAY: '10' });
    const { tenko: host, aya, group } = await started(tracing);
    for (let said = 0; said < 5; said++) {
      expect(await host.say(group, aya, '/ping')).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until('the warning', () => (warnings(host).length > 0 ? undefined : 'it'), 10_000);
    await stopped();
    expect(warnings(host)).toEqual([
      expect.objectContaining({ level: 40, endpoint: `${closed.url}/`, why: 'ECONNREFUSED' }),
    ]);
    expect(host.log.filter(({ level }) => Number(level) >= 40)).toHaveLength(1);
  });

  test('that hangs holds up neither a command nor the end of the host', async () => {
    const hanging = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      hanging.closeAllConnections();
      hanging.close();
    });
    const { port } = hanging.address() as AddressInfo;
    // The exporter alone would wait for ten minutes.
    const tracing = tracingTo(`http://127.0.0.1:${port}`, { OTEL_EXPORTER_OTLP_TIMEOUT: '600000' });
    const { tenko: host, aya, group } = await started(tracing);
    expect(await host.say(group, aya, '/ping')).toHaveLength(1);
    await stopped();
    expect(warnings(host).map(({ msg }) => msg)).toEqual([]);
    expect(host.log.at(-1)).toMatchObject({ level: 40, msg: 'the last traces were not taken in time' });
  });
});
