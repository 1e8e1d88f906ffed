import { createHash } from 'node:crypto';
import { TraceFlags, ROOT_CONTEXT, SpanKind, type SpanContext } from '@opentelemetry/api';
import { RandomIdGenerator, SamplingDecision, type IdGenerator, type Sampler } from '@opentelemetry/sdk-trace';
import { LRUCache } from 'lru-cache';
import type { Traced } from '../host/tracer.ts';

/** What is remembered only saves reckoning. */
const REMEMBERED = 10_000;

export const keyOf = ({ chat, eventId }: Traced): string => `${chat} ${eventId}`;

/**
 * Where the trace of an event begins, as anybody can reckon it who knows the event: an event may be accepted by one host, run by another
 * and answered by a third, or by the same one after a restart. So nothing of the trace is kept in the store or handed on: each takes the
 * first 24 bytes of a digest of the event's id in its chat, 16 as the id of the trace and 8 as that of its first span, and the parts
 * join wherever they were made. Whether a trace is drawn at all depends on its id alone, so all hosts of one setting decide alike.
 */
export class TraceIds {
  readonly #sampler: Sampler;
  readonly #known = new LRUCache<string, SpanContext>({ max: REMEMBERED });

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  /** Of the first span. */
  first(event: Traced): SpanContext {
    const key = keyOf(event);
    const known = this.#known.get(key);
    if (known) return known;
    const digest = createHash('sha256').update(`tenko trace ${key}`).digest('hex');
    const traceId = digest.slice(0, 32);
    const { decision } = this.#sampler.shouldSample(ROOT_CONTEXT, traceId, '', SpanKind.SERVER, {}, []);
    const context: SpanContext = {
      traceId,
      spanId: digest.slice(32, 48),
      traceFlags: decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE,
      isRemote: true,
    };
    this.#known.set(key, context);
    return context;
  }
}

/** Gives the next span the ids that it is told, and all others random ones. */
export class ChosenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #chosen: SpanContext | undefined;

  /** Spans that `start` makes are these. */
  during<T>(chosen: SpanContext, start: () => T): T {
    this.#chosen = chosen;
    try {
      return start();
    } finally {
      this.#chosen = undefined;
    }
  }

  generateTraceId = (): string => this.#chosen?.traceId ?? this.#random.generateTraceId();
  generateSpanId = (): string => this.#chosen?.spanId ?? this.#random.generateSpanId();
}
