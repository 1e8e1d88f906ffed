import { SpanStatusCode, type HrTime } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import { chatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { Failure } from '../errors.ts';
import type { InboxRow, OutboxRow } from '../host/store.ts';
import { Follower } from './follower.ts';
import { ChosenIds, TraceIds } from './ids.ts';

const CHAT = chatRef('line', `U${'0'.repeat(32)}`, 'group', `C${'1'.repeat(32)}`);
const EVENT = { chat: CHAT.key, eventId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' };
const ROW: InboxRow = { ...EVENT, seq: 1, plugin: 'poll', body: '', at: 0, attempts: 0 };

const outboxRow = (of: Partial<OutboxRow>): OutboxRow =>
  ({ ...EVENT, id: 1, plugin: 'poll', kind: 'reply', body: '[]', at: 0, ...of }) as OutboxRow;

/** One process of its own, as far as traces go. */
function aHost() {
  const exporter = new InMemorySpanExporter();
  const chosen = new ChosenIds();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: chosen,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const ids = new TraceIds(new AlwaysOnSampler());
  const follower = new Follower({ otel: provider.getTracer('test'), ids, chosen });
  return { follower, spans: (): readonly ReadableSpan[] => exporter.getFinishedSpans() };
}

const arriving = (redelivered = false): readonly ChatEvent[] => [
  { type: 'join', id: EVENT.eventId, chat: CHAT, at: 0, redelivered },
];
const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan => {
  const found = spans.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
};
const millis = ([seconds, nanos]: HrTime): number => seconds * 1e3 + nanos / 1e6;

describe('an event that one host accepts, another runs and a third answers', () => {
  test('is one trace, without a word between them', async () => {
    const [accepts, runs, answers] = [aHost(), aHost(), aHost()];
    accepts.follower.arrived('/webhook/line', arriving());
    await accepts.follower.keep({ ...EVENT, type: 'join' }, () => Promise.resolve([]));
    accepts.follower.answered(arriving(), 200);
    await runs.follower.invocation(ROW, 'event', () => runs.follower.part('commit', {}, () => Promise.resolve()));
    await answers.follower.sending('reply', CHAT, [outboxRow({})], () => Promise.resolve(undefined));

    const webhook = named(accepts.spans(), 'POST /webhook/line').spanContext();
    const invocation = named(runs.spans(), 'invocation poll');
    const reply = named(answers.spans(), 'reply');
    expect(invocation.parentSpanContext).toMatchObject({ traceId: webhook.traceId, spanId: webhook.spanId });
    expect(reply.parentSpanContext).toMatchObject({ traceId: webhook.traceId, spanId: webhook.spanId });
    expect(named(runs.spans(), 'commit').parentSpanContext?.spanId).toBe(invocation.spanContext().spanId);
  });

  test('its webhook is drawn once, however often it is delivered', async () => {
    const host = aHost();
    for (const kept of [[], undefined, undefined]) {
      host.follower.arrived('/webhook/line', arriving(kept === undefined));
      await host.follower.keep({ ...EVENT, type: 'join' }, () => Promise.resolve(kept));
      host.follower.answered(arriving(), 200);
    }
    expect(host.spans().map(({ name }) => name)).toEqual(['accept join', 'POST /webhook/line']);
  });

  test('an event of the same id in another chat is another trace', () => {
    const ids = new TraceIds(new AlwaysOnSampler());
    expect(ids.first({ ...EVENT, chat: 'line:other' }).traceId).not.toBe(ids.first(EVENT).traceId);
  });
});

describe('a webhook', () => {
  test('that was answered before its event was durable ends with its answer', async () => {
    const { follower, spans } = aHost();
    follower.arrived('/webhook/line', arriving());
    let keep!: (rows: readonly []) => void;
    const kept = follower.keep({ ...EVENT, type: 'join' }, () => new Promise<readonly []>((done) => (keep = done)));
    follower.answered(arriving(), 503);
    expect(spans()).toEqual([]);
    keep([]);
    await kept;
    const webhook = named(spans(), 'POST /webhook/line');
    expect(webhook.status.code).toBe(SpanStatusCode.ERROR);
    expect(webhook.attributes['http.response.status_code']).toBe(503);
    expect(millis(webhook.endTime)).toBeLessThanOrEqual(millis(named(spans(), 'accept join').endTime));
  });

  test('whose event could not be kept leaves the first span to the next try', async () => {
    const { follower, spans } = aHost();
    follower.arrived('/webhook/line', arriving());
    const away = (): Promise<never> => Promise.reject(new Failure('STORE_UNAVAILABLE', 'Geheimnis'));
    await expect(follower.keep({ ...EVENT, type: 'join' }, away)).rejects.toThrow('Geheimnis');
    follower.answered(arriving(), 503);
    expect(spans().map(({ name }) => name)).toEqual(['accept join']);
    expect(spans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'STORE_UNAVAILABLE' },
    });
    expect(JSON.stringify(spans()[0]!.attributes) + JSON.stringify(spans()[0]!.status)).not.toContain('Geheimnis');
  });
});

test('a timer’s trace begins with the timer, and its id is not told: it holds what a plugin calls it', async () => {
  const { follower, spans } = aHost();
  const timer = { chat: CHAT.key, eventId: `t:poll:remind-U${'2'.repeat(32)}:1`, type: 'timer' };
  await follower.keep(timer, () => Promise.resolve([]));
  await follower.invocation({ ...ROW, eventId: timer.eventId }, 'clock', () => Promise.resolve());
  const first = named(spans(), 'timer');
  expect(first.parentSpanContext).toBeUndefined();
  expect(named(spans(), 'invocation poll').parentSpanContext?.spanId).toBe(first.spanContext().spanId);
  expect(JSON.stringify(spans().map(({ name, attributes }) => [name, attributes]))).not.toContain('remind');
});

test('notices that ride along on a reply are linked to the traces of their own events', async () => {
  const { follower, spans } = aHost();
  const ids = new TraceIds(new AlwaysOnSampler());
  const notice = outboxRow({ id: 2, eventId: 'other', kind: 'notice' });
  await follower.sending('reply', CHAT, [outboxRow({}), notice, notice], () => Promise.resolve(undefined));
  const reply = named(spans(), 'reply');
  expect(reply.attributes['tenko.sent.rows']).toBe(3);
  expect(reply.links.map(({ context }) => context.traceId)).toEqual([ids.first(notice).traceId]);
});

test('what is asked of a platform for nobody’s event is no trace', async () => {
  const { follower, spans } = aHost();
  const call = { method: 'GET', name: 'quota', server: 'api.line.me' };
  expect(
    await follower.exchanging(
      call,
      () => Promise.resolve(7),
      () => ({ status: 200 }),
    ),
  ).toBe(7);
  expect(await follower.part('commit', {}, () => Promise.resolve(8))).toBe(8);
  expect(spans()).toEqual([]);
});
