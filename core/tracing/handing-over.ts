import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/** A collector that comes and goes is told of once in this time. */
const TOLD_AGAIN = 600_000;

/** Hands spans over, and tells the operator once when nobody takes them: not for every batch, and not for each of them. */
export class HandingOver implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #endpoint: string;
  #log: Pick<Logger, 'info' | 'warn'> | undefined;
  #failing = false;
  #isTold = false;
  #toldAt = -Infinity;

  constructor(exporter: SpanExporter, endpoint: string) {
    this.#exporter = exporter;
    this.#endpoint = endpoint;
  }

  tell(log: Pick<Logger, 'info' | 'warn'>): void {
    this.#log = log;
  }

  get isFailing(): boolean {
    return this.#failing;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.#taken();
      else this.#refused(error);
      // Whoever batches would tell it again, in words of its own.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #refused(error: Error | undefined): void {
    this.#failing = true;
    if (this.#isTold || performance.now() - this.#toldAt < TOLD_AGAIN) return;
    this.#isTold = true;
    this.#toldAt = performance.now();
    const { code } = (error ?? {}) as { readonly code?: unknown };
    // What a collector answers is not repeated: only its status, or what the connection failed with.
    const why = typeof code === 'number' || typeof code === 'string' ? code : 'no answer in time';
    this.#log?.warn(
      { endpoint: this.#endpoint, why },
      'traces are dropped: nobody takes them at OTEL_EXPORTER_OTLP_ENDPOINT; the host does without',
    );
  }

  #taken(): void {
    this.#failing = false;
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#log?.info({ endpoint: this.#endpoint }, 'traces are taken again');
  }
}
