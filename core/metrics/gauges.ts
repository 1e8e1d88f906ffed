import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Platform } from '../chat/platform.ts';
import { isFailure } from '../errors.ts';
import type { Mailboxes } from '../host/mailboxes.ts';
import type { Outbox } from '../host/outbox.ts';
import type { PushBudget } from '../host/push-budget.ts';
import type { Registry as Plugins } from '../plugin/registry.ts';
import type { Store } from '../host/store.ts';
import type { Metrics } from './metrics.ts';
import { Unheld } from './unheld.ts';

/** The platform counts its messages slowly; whoever scrapes does so every few seconds. */
const QUOTA_FRESH = 300_000;

export interface Watched {
  readonly store: Pick<Store, 'sharing'>;
  readonly mailboxes: Mailboxes;
  readonly outbox: Outbox;
  readonly budget: PushBudget;
  readonly plugins: Plugins;
  readonly platforms: readonly Platform[];
  readonly isReady: () => boolean;
  /** What Prometheus shows is of the machine's clock; the host's may be moved in tests. */
  readonly now: () => number;
}

/** Of the process, however many hosts run in it (in tests): its observers cannot be taken away again. */
let ofProcess: Registry | undefined;
function processMetrics(): Registry {
  if (!ofProcess) collectDefaultMetrics({ register: (ofProcess = new Registry()) });
  return ofProcess;
}

/** What is looked up when somebody asks: nothing of it costs anything in between. */
export class Gauges {
  readonly #metrics: Metrics;
  /** When each platform was asked last. */
  readonly #asked = new Map<string, number>();
  readonly #quota;

  constructor(metrics: Metrics, watched: Watched) {
    this.#metrics = metrics;
    const registers = [metrics.registry];
    const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
      const collect = async (): Promise<void> => made.set(await read());
      const made: Gauge = new Gauge({ name: `tenko_${name}`, help, registers, collect });
    };
    const labelled = (
      name: string,
      help: string,
      label: string,
      read: () => Iterable<readonly [string, number]>,
    ): void => {
      const labelNames = [label];
      const collect = (): void => {
        made.reset();
        for (const [value, count] of read()) made.inc({ [label]: value }, count);
      };
      const made: Gauge = new Gauge({ name: `tenko_${name}`, help, labelNames, registers, collect });
    };
    const { mailboxes, outbox, plugins } = watched;
    gauge('ready', 'Whether the host takes webhooks (1) or starts or drains (0)', () => (watched.isReady() ? 1 : 0));
    labelled('plugins', 'Plugins by state', 'state', () => plugins.all().map(({ state }) => [state, 1]));
    gauge('mailboxes', 'Plugins in chats with something that runs or waits', () => mailboxes.size);
    gauge('inbox_waiting', 'Events that wait behind those that run', () => mailboxes.depth.waiting);
    const unheld = new Unheld(watched.store);
    const help = 'Age of the oldest event that is not done, of those that this host has and those that no host has';
    gauge('inbox_oldest_seconds', help, async () => {
      const oldest = Math.min(mailboxes.depth.oldest ?? Infinity, (await unheld.look()).oldest ?? Infinity);
      return Math.max(0, (watched.now() - oldest) / 1_000);
    });
    gauge('inbox_unheld', 'Events that no host has in hand; the same on every host', async () => {
      return (await unheld.look()).events;
    });
    gauge('lanes', 'Chats with something on its way out', () => outbox.depth.lanes);
    gauge('outbox_sending', 'Messages that are being sent, or are next', () => outbox.depth.ready);
    gauge('outbox_waiting', 'Messages that wait for a free reply or for their time', () => outbox.depth.waiting);
    labelled('isolates', 'Processes of foreign plugins that run', 'plugin', () => metrics.isolates);
    this.#quota = new Gauge({
      name: 'tenko_quota_messages',
      help: "The month's paid messages: the limit, those used, and those promised to notices that wait",
      labelNames: ['platform', 'of'],
      registers,
      collect: () => this.#readQuotas(watched),
    });
  }

  /** All of it, as Prometheus reads it. */
  async text(): Promise<string> {
    const process = processMetrics();
    return `${await this.#metrics.registry.metrics()}\n${await process.metrics()}`;
  }

  get contentType(): string {
    return this.#metrics.registry.contentType;
  }

  /** As they were read last: nobody who scrapes waits for a platform, and what it does not tell stays as it was. */
  #readQuotas({ platforms, budget, now }: Watched): void {
    for (const platform of platforms) {
      if (now() - (this.#asked.get(platform.name) ?? -Infinity) < QUOTA_FRESH) continue;
      this.#asked.set(platform.name, now());
      void this.#ask(platform, budget);
    }
  }

  async #ask(platform: Platform, budget: PushBudget): Promise<void> {
    try {
      const { limit, used, promised } = await budget.month(platform);
      const { name } = platform;
      if (limit === undefined) this.#quota.remove(name, 'limit');
      else this.#quota.set({ platform: name, of: 'limit' }, limit);
      this.#quota.set({ platform: name, of: 'used' }, used);
      this.#quota.set({ platform: name, of: 'promised' }, promised);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#metrics.quotaFailed(platform.name, error.code);
    }
  }
}
