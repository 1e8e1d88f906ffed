import { Registry } from 'prom-client';
import { CODES } from '../errors.ts';
import type { CommandOutcome, Meter } from '../host/meter.ts';
import { counted, spread } from './series.ts';

/** Seconds. A webhook is answered within milliseconds; LINE waits for two seconds. */
const WEBHOOK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2];
/** A handler has eight seconds. */
const COMMAND = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8];
/** Fifty seconds are the life of a reply token. */
const REPLY = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50];
const COMMIT = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const WRITES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1_000];

/** What a webhook was answered with, in words; whatever else it was is `other`. */
const RESULTS: Readonly<Record<number, string>> = {
  200: 'accepted',
  400: 'body',
  401: 'signature',
  408: 'slow',
  413: 'size',
  429: 'limited',
  503: 'late',
};

/** Counts what the host does, for Prometheus. No label ever holds a chat or a member: each has as many values as this host has plugins, codes or types. */
export class Metrics implements Meter {
  readonly registry = new Registry();
  readonly #webhooks = this.#counter(
    'webhooks_total',
    'Webhooks by what they were answered with',
    'platform',
    'result',
  );
  readonly #webhookTime = this.#histogram(
    'webhook_seconds',
    'Time from the arrival of a webhook to its 200',
    WEBHOOK,
    'platform',
  );
  readonly #events = this.#counter('events_total', 'Events of webhooks', 'platform', 'type');
  readonly #commands = this.#counter('commands_total', 'Runs of handlers', 'plugin', 'by', 'outcome');
  readonly #commandTime = this.#histogram('command_seconds', 'Time that a handler took', COMMAND, 'plugin');
  readonly #replyTime = this.#histogram(
    'reply_seconds',
    'Time from the arrival of a webhook until the platform took the reply',
    REPLY,
    'platform',
  );
  readonly #sent = this.#counter('sends_total', 'Calls that send, by what came of them', 'platform', 'what', 'code');
  readonly #failures = this.#counter('failures_total', 'What was given up and kept for the operator', 'code');
  readonly #isolateStarts = this.#counter('isolate_starts_total', 'Processes of foreign plugins started', 'plugin');
  readonly #isolateDeaths = this.#counter(
    'isolate_deaths_total',
    'Processes of foreign plugins that crashed',
    'plugin',
  );
  readonly #commitTime = this.#histogram('store_commit_seconds', 'Time that a transaction took', COMMIT);
  readonly #commitWrites = this.#histogram('store_commit_writes', 'Writes that shared a transaction', WRITES);
  readonly #quotaFailures = this.#counter(
    'quota_failures_total',
    'Times that the platform did not tell its quota',
    'platform',
    'code',
  );
  readonly #storeFailures = this.#counter('store_failures_total', 'Transactions that could not be written');
  /** Processes of foreign plugins that run now. */
  readonly isolates = new Map<string, number>();

  event(platform: string, type: string): void {
    this.#events.of(platform, type).total++;
  }

  command(plugin: string, by: string, outcome: CommandOutcome, milliseconds: number): void {
    this.#commands.of(plugin, by, outcome).total++;
    this.#commandTime.of(plugin).observe(milliseconds / 1_000);
  }

  replied(platform: string, milliseconds: number): void {
    this.#replyTime.of(platform).observe(milliseconds / 1_000);
  }

  sent(platform: string, what: string, code: string): void {
    this.#sent.of(platform, what, code).total++;
  }

  /** A plugin may throw what looks like a failure of any code. */
  failed(code: string): void {
    this.#failures.of(Object.hasOwn(CODES, code) ? code : 'other').total++;
  }

  /** A webhook was answered. */
  webhook(platform: string, status: number, milliseconds: number): void {
    this.#webhooks.of(platform, RESULTS[status] ?? 'other').total++;
    if (status === 200) this.#webhookTime.of(platform).observe(milliseconds / 1_000);
  }

  isolate(plugin: string, what: 'started' | 'died' | 'ended'): void {
    if (what === 'died') this.#isolateDeaths.of(plugin).total++;
    else if (what === 'started') this.#isolateStarts.of(plugin).total++;
    if (what !== 'died') this.isolates.set(plugin, (this.isolates.get(plugin) ?? 0) + (what === 'started' ? 1 : -1));
  }

  committed(writes: number, milliseconds: number): void {
    this.#commitTime.of().observe(milliseconds / 1_000);
    this.#commitWrites.of().observe(writes);
  }

  quotaFailed(platform: string, code: string): void {
    this.#quotaFailures.of(platform, code).total++;
  }

  storeFailed(): void {
    this.#storeFailures.of().total++;
  }

  #counter(name: string, help: string, ...labelNames: string[]) {
    return counted({ name: `tenko_${name}`, help, labelNames, registry: this.registry });
  }

  #histogram(name: string, help: string, bounds: readonly number[], ...labelNames: string[]) {
    return spread({ name: `tenko_${name}`, help, labelNames, registry: this.registry }, bounds);
  }
}
