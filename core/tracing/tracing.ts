import { randomUUID } from 'node:crypto';
import { TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { Logger } from 'pino';
import type { Tracer } from '../host/tracer.ts';
import { Follower } from './follower.ts';
import { HandingOver } from './handing-over.ts';
import { ChosenIds, TraceIds } from './ids.ts';
import type { TracingSettings } from './variables.ts';

/** What is left at the end is handed over within this time, or not at all: a host ends within ten seconds. */
const FLUSH = 2_000;

export interface Tracing {
  readonly tracer: Tracer;
  /** For pino: which trace, and where in it, a line about an event belongs to (OpenTelemetry, "Trace Context in non-OTLP Log Formats"). */
  readonly mixin: (details: object, level: number, logger: Logger) => object;
  /** Whom to tell that nobody takes the traces. */
  tell(log: Pick<Logger, 'info' | 'warn'>): void;
  /** Hands over what is left, for two seconds at most. */
  stop(): Promise<void>;
}

const isSampled = (flags: number): boolean => (flags & TraceFlags.SAMPLED) !== 0;

/**
 * Starts handing traces over by OTLP. `variables` of the settings have to stand in `process.env`, where OpenTelemetry's packages read
 * them. This file and all that it imports is a bundle of its own, loaded only by a host that is asked for traces.
 */
export function startTracing({ endpoint, sampler: { share, parentBased }, batch }: TracingSettings): Tracing {
  const byShare = new TraceIdRatioBasedSampler(share);
  const sampler = parentBased ? new ParentBasedSampler({ root: byShare }) : byShare;
  const exporter = new HandingOver(new OTLPTraceExporter(), endpoint);
  const ids = new TraceIds(sampler);
  const chosen = new ChosenIds();
  const provider = new TracerProvider({
    sampler,
    idGenerator: chosen,
    resource: defaultResource()
      .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'tenko', [ATTR_SERVICE_INSTANCE_ID]: randomUUID() }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batch })],
  });
  const follower = new Follower({ otel: provider.getTracer('tenko'), ids, chosen });
  let log: Pick<Logger, 'info' | 'warn'> | undefined;

  return {
    tracer: follower,
    mixin(details, _level, logger) {
      const said = 'event' in details ? details : logger.bindings();
      const { event, chat, plugin } = said as Readonly<Record<string, unknown>>;
      if (typeof event !== 'string' || typeof chat !== 'string') return {};
      const place = follower.placeOf({ chat, eventId: event }, typeof plugin === 'string' ? plugin : undefined);
      const { traceId, spanId, traceFlags } = place;
      return { trace_id: traceId, span_id: spanId, trace_flags: isSampled(traceFlags) ? '01' : '00' };
    },
    tell(to) {
      log = to;
      exporter.tell(to);
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, FLUSH, 'late')));
      try {
        const ended = await Promise.race([provider.shutdown(), late]);
        if (ended === 'late' && !exporter.isFailing)
          log?.warn({ endpoint, ms: FLUSH }, 'the last traces were not taken in time');
      } catch (error) {
        log?.warn({ err: error, endpoint }, 'the last traces could not be handed over');
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
