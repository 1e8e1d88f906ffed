import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
} from '@opentelemetry/semantic-conventions';
import { LRUCache } from 'lru-cache';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { ExchangeAnswer, ExchangeCall } from '../chat/exchanges.ts';
import { isFailure, type Failure } from '../errors.ts';
import type { InboxRow, OutboxRow } from '../host/store.ts';
import type { OpenSpan, SpanFacts, Traced, Tracer } from '../host/tracer.ts';
import type { Work } from '../host/work.ts';
import { preciseNow } from './clock.ts';
import { keyOf, type ChosenIds, type TraceIds } from './ids.ts';

/** Events of which it is not known yet whether anything comes of them, and invocations whose replies may still be on their way. */
const REMEMBERED = 10_000;

/** A webhook's way in, of one of its events. */
interface Arrival {
  readonly route: string;
  readonly type: string;
  readonly redelivered: boolean;
  readonly since: number;
  until?: number;
  status?: number;
  /** Something comes of it. */
  matters?: true;
}

interface UnderWay {
  readonly event: Traced;
  readonly span: Span;
}

export interface Followed {
  readonly otel: OtelTracer;
  readonly ids: TraceIds;
  readonly chosen: ChosenIds;
}

const platformOf = (chat: string): string => chat.slice(0, Math.max(0, chat.indexOf(':')));
/** Of a platform's making. Those of the host's own hold what a plugin calls its timer, and that may name somebody. */
const idOf = ({ eventId }: Traced): SpanFacts => (/^[\w-]{1,64}$/.test(eventId) ? { 'tenko.event.id': eventId } : {});
const below = (parent: SpanContext): Context => trace.setSpanContext(ROOT_CONTEXT, parent);

/** Draws the way of an event as spans of one trace. */
export class Follower implements Tracer {
  readonly #otel: OtelTracer;
  readonly #ids: TraceIds;
  readonly #chosen: ChosenIds;
  readonly #arrivals = new LRUCache<string, Arrival>({ max: REMEMBERED });
  readonly #invocations = new LRUCache<string, SpanContext>({ max: REMEMBERED });
  readonly #underWay = new AsyncLocalStorage<UnderWay>();

  constructor({ otel, ids, chosen }: Followed) {
    this.#otel = otel;
    this.#ids = ids;
    this.#chosen = chosen;
  }

  arrived(route: string, events: readonly ChatEvent[]): void {
    const since = preciseNow();
    for (const { chat, id, type, redelivered } of events)
      if (chat) this.#arrivals.set(keyOf({ chat: chat.key, eventId: id }), { route, type, redelivered, since });
  }

  answered(events: readonly ChatEvent[], status: number): void {
    const until = preciseNow();
    for (const { chat, id } of events) {
      const event = chat && { chat: chat.key, eventId: id };
      const arrival = event && this.#arrivals.get(keyOf(event));
      if (!arrival) continue;
      Object.assign(arrival, { until, status });
      if (arrival.matters) this.#drawArrival(event, arrival);
    }
  }

  spoken(event: Traced): void {
    this.#matters(event);
  }

  async keep<T>(event: Traced & { readonly type: string }, keep: () => Promise<T>): Promise<T> {
    const { type } = event;
    const facts = { 'tenko.event.type': type };
    const hasArrived = this.#arrivals.has(keyOf(event));
    // Without a webhook it is of the host's own making, such as a timer: its trace begins here.
    const span = hasArrived
      ? this.#below(`accept ${type}`, this.#ids.first(event), facts)
      : this.#first(type === 'timer' ? 'timer' : `event ${type}`, event, facts);
    try {
      const kept = await this.#underWay.run({ event, span }, keep);
      // One that is not ended is not drawn: this event was kept before, or there was nothing to keep.
      if (kept !== undefined) {
        span.end(preciseNow());
        this.#matters(event);
      }
      return kept;
    } catch (error) {
      // Nor is the first span of a trace that may yet begin.
      if (hasArrived) {
        failed(span, codeOf(error));
        span.end(preciseNow());
      }
      throw error;
    }
  }

  invocation<T>(row: InboxRow, by: Work['by'], run: () => Promise<T>): Promise<T> {
    const { chat, plugin, eventId, attempts } = row;
    const event = { chat, eventId };
    const span = this.#below(`invocation ${plugin}`, this.#ids.first(event), {
      ...idOf(event),
      'tenko.platform': platformOf(chat),
      'tenko.plugin': plugin,
      'tenko.by': by,
      ...(attempts > 0 ? { 'tenko.attempts': attempts } : {}),
    });
    this.#invocations.set(`${keyOf(event)} ${plugin}`, span.spanContext());
    return this.#during(event, span, run);
  }

  part<T>(name: string, facts: SpanFacts, run: (span: OpenSpan) => Promise<T>): Promise<T> {
    const current = this.#underWay.getStore();
    if (!current) return run({ add: () => undefined, fail: () => undefined });
    return this.#during(current.event, this.#below(name, current.span.spanContext(), facts), run);
  }

  sending(
    what: 'reply' | 'push' | 'deed',
    { platform }: ChatRef,
    rows: readonly OutboxRow[],
    send: () => Promise<Failure | undefined>,
  ): Promise<Failure | undefined> {
    const [first, ...others] = rows;
    if (!first) return send();
    // Others ride along on the token of the first; each is of a trace of its own.
    const riding = new Map(others.map((row) => [row.eventId, this.#ids.first(row)]));
    riding.delete(first.eventId);
    const parent = this.#invocations.get(`${keyOf(first)} ${first.plugin}`) ?? this.#ids.first(first);
    const facts = { 'tenko.platform': platform, 'tenko.plugin': first.plugin, 'tenko.sent.rows': rows.length };
    const options = { attributes: facts, startTime: preciseNow(), links: [...riding.values()].map(linkTo) };
    const span = this.#otel.startSpan(what, options, below(parent));
    return this.#during({ chat: first.chat, eventId: first.eventId }, span, async (open) => {
      const failure = await send();
      if (failure) open.fail(failure.code);
      return failure;
    });
  }

  /** OpenTelemetry semantic conventions, "HTTP client span". No path: it may hold the id of a member or a chat. */
  readonly exchanging = async <T>(
    { method, name, server }: ExchangeCall,
    exchange: () => Promise<T>,
    answerOf: (answer: T) => ExchangeAnswer,
  ): Promise<T> => {
    const current = this.#underWay.getStore();
    // Nobody's event: the quota is read, or the bot's own name.
    if (!current) return exchange();
    const facts = { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_SERVER_ADDRESS]: server };
    const title = name === undefined ? method : `${method} ${name}`;
    const span = this.#below(title, current.span.spanContext(), facts, SpanKind.CLIENT);
    return this.#during(current.event, span, async (open) => {
      const answer = await exchange();
      const { status, requestId } = answerOf(answer);
      open.add({
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
        ...(requestId === undefined ? {} : { 'tenko.platform.request_id': requestId }),
      });
      if (status >= 400) open.fail(String(status));
      return answer;
    });
  };

  /** Where a log line about an event, and perhaps a plugin, belongs. */
  placeOf(event: Traced, plugin: string | undefined): SpanContext {
    const current = this.#underWay.getStore();
    if (current && keyOf(current.event) === keyOf(event)) return current.span.spanContext();
    return (
      (plugin === undefined ? undefined : this.#invocations.get(`${keyOf(event)} ${plugin}`)) ?? this.#ids.first(event)
    );
  }

  #matters(event: Traced): void {
    const arrival = this.#arrivals.get(keyOf(event));
    if (!arrival || arrival.matters) return;
    arrival.matters = true;
    if (arrival.until !== undefined) this.#drawArrival(event, arrival);
  }

  /** Drawn once it is known that the event matters, or each ordinary line of a chat would be a trace. */
  #drawArrival(event: Traced, { route, type, redelivered, since, until, status }: Arrival): void {
    this.#arrivals.delete(keyOf(event));
    const span = this.#first(
      `POST ${route}`,
      event,
      {
        [ATTR_HTTP_REQUEST_METHOD]: 'POST',
        [ATTR_HTTP_ROUTE]: route,
        'tenko.event.type': type,
        ...(status === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
        ...(redelivered ? { 'tenko.event.redelivered': true } : {}),
      },
      { kind: SpanKind.SERVER, startTime: since },
    );
    if (status !== undefined && status >= 500) failed(span, String(status));
    span.end(until);
  }

  #first(name: string, event: Traced, facts: SpanFacts, { kind = SpanKind.INTERNAL, startTime = preciseNow() } = {}) {
    const attributes = { ...idOf(event), 'tenko.platform': platformOf(event.chat), ...facts };
    return this.#chosen.during(this.#ids.first(event), () =>
      this.#otel.startSpan(name, { root: true, kind, startTime, attributes }, ROOT_CONTEXT),
    );
  }

  #below(name: string, parent: SpanContext, attributes: SpanFacts, kind = SpanKind.INTERNAL): Span {
    return this.#otel.startSpan(name, { kind, attributes, startTime: preciseNow() }, below(parent));
  }

  async #during<T>(event: Traced, span: Span, run: (open: OpenSpan) => Promise<T>): Promise<T> {
    const open: OpenSpan = {
      add: (facts) => void span.setAttributes(facts),
      fail: (code) => failed(span, code),
    };
    try {
      return await this.#underWay.run({ event, span }, run, open);
    } catch (error) {
      failed(span, codeOf(error));
      throw error;
    } finally {
      span.end(preciseNow());
    }
  }
}

const linkTo = (context: SpanContext) => ({ context });

/** Its code or its class. What it says may be what a member wrote. */
const codeOf = (error: unknown): string =>
  isFailure(error) ? error.code : error instanceof Error ? error.name : 'unknown';

function failed(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(ATTR_ERROR_TYPE, code);
}
