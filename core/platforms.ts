import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Config, LineConfig, LinqConfig } from './config.ts';
import type { ChatEvent } from './chat/event.ts';
import type { Platform } from './chat/platform.ts';
import { linePlatform, linqPlatform, ownersOf } from './container.ts';
import { isFailure } from './errors.ts';
import type { Tracer } from './host/tracer.ts';
import type { Store } from './host/store.ts';
import { lineWebhook } from './line/webhook.ts';
import { linqWebhook } from './linq/webhook.ts';

const MINUTE = 60_000;
const REFUSALS_TOLD = 10;

/** What a platform's webhook hands on, and what it tells the operator. */
interface Receiving {
  readonly accept: (events: readonly ChatEvent[]) => Promise<void> | undefined;
  readonly log: Logger;
  readonly now?: () => number;
  /** Sentences on `/readyz`: what the operator should change. */
  readonly warnings: string[];
  /** Counts on `/readyz`. */
  readonly webhooks: { tests: number; refused: number };
  /** Whoever follows events on their way. */
  readonly tracer?: Pick<Tracer, 'arrived' | 'answered'> | undefined;
}

interface SwitchedOn {
  readonly platform: Platform;
  /** For people: `LINE`. */
  readonly title: string;
  readonly path: string;
  readonly route: (receiving: Receiving) => FastifyPluginAsync;
}

/** The platforms that the configuration switches on. */
export async function switchOn(
  { line, linq, ownerIds }: Pick<Config, 'line' | 'linq' | 'ownerIds'>,
  store: Pick<Store, 'secret'>,
  log: Logger,
  exchanging?: Tracer['exchanging'],
): Promise<{ readonly all: readonly SwitchedOn[]; readonly ownerIds: readonly string[] }> {
  const ofLinq = linq && (await linqOn(linq, store, log, exchanging));
  const all = [...(line ? [lineOn(line, log, exchanging)] : []), ...(ofLinq ? [ofLinq] : [])];
  return { all, ownerIds: ownersOf(ownerIds, ofLinq?.platform) };
}

function lineOn(line: LineConfig, log: Logger, exchanging: Tracer['exchanging']): SwitchedOn {
  const platform = linePlatform(line, log, exchanging);
  const path = '/webhook/line';
  return {
    platform,
    title: 'LINE',
    path,
    route: (receiving) =>
      lineWebhook({
        ...handling(path, receiving),
        secrets: line.channelSecrets,
        onTest: () => void (receiving.webhooks.tests += 1),
        /** Signed with our secret for another bot than our token's: replies would fail one by one, and nobody would know why. */
        onDestination: (destination) =>
          void told(receiving, 'cannot tell whose token this is', async () => {
            const { id, displayName } = await platform.info();
            return id === destination
              ? undefined
              : `webhooks are for the bot ${destination}, but LINE_CHANNEL_ACCESS_TOKEN belongs to ${displayName} (${id}): the secret and the token are of two channels`;
          }),
      }),
  };
}

async function linqOn(linq: LinqConfig, store: Pick<Store, 'secret'>, log: Logger, exchanging: Tracer['exchanging']) {
  const platform = await linqPlatform(linq, store, log, exchanging);
  const path = '/webhook/linq';
  const route = (receiving: Receiving): FastifyPluginAsync => {
    const { warnings } = receiving;
    const warn = (words: string): void => {
      if (!warnings.includes(words)) warnings.push(words);
    };
    let isPaired = false;
    return linqWebhook({
      ...handling(path, receiving),
      secrets: linq.webhookSecrets,
      account: linq.phoneNumber,
      people: platform,
      onChanged: (chatId) => platform.changed(chatId),
      onTrouble: ({ words, details, lasts }) => {
        receiving.log[lasts ? 'error' : 'warn'](details, words);
        if (lasts) warn(words);
      },
      onLine: (line) => {
        if (line !== undefined && line !== linq.phoneNumber) {
          const words = `Linq also sends webhooks of another line (…${line.slice(-4)}), which are left out: give the subscription phone_numbers with LINQ_PHONE_NUMBER alone`;
          receiving.log.warn(words);
          warn(words);
        }
        if (isPaired) return;
        isPaired = true;
        void told(receiving, 'cannot tell whose line LINQ_PHONE_NUMBER is', async () => {
          try {
            await platform.info();
            return undefined;
          } catch (error) {
            if (!isFailure(error) || error.code !== 'PLATFORM_NOT_FOUND') throw error;
            return 'LINQ_PHONE_NUMBER is no line of the account that LINQ_API_KEY belongs to';
          }
        });
      },
    });
  };
  return { platform, title: 'Linq', path, route };
}

const handling = (path: string, { accept, log, now, webhooks, tracer }: Receiving) => ({
  ...(now ? { now } : {}),
  accept,
  ...(tracer
    ? {
        accept: (events: readonly ChatEvent[]) => {
          tracer.arrived(path, events);
          return accept(events);
        },
        onAnswered: (events: readonly ChatEvent[], status: number) => tracer.answered(events, status),
      }
    : {}),
  onRefused: refusals(path, log, webhooks),
});

/** Of those in a minute each of the first is told, and then how many there were: whoever sends them is not to fill the disk. */
function refusals(path: string, log: Logger, webhooks: Receiving['webhooks']) {
  let since = 0;
  let count = 0;
  return (reason: string, details: Record<string, string | number>): void => {
    if (reason === 'signature') webhooks.refused += 1;
    const at = performance.now();
    if (at - since >= MINUTE) {
      if (count > REFUSALS_TOLD) log.warn({ path, count }, 'more webhooks were refused than were told');
      since = at;
      count = 0;
    }
    if (++count <= REFUSALS_TOLD) log.warn({ path, reason, ...details }, 'webhook refused');
  };
}

/** Looks once, and tells what is wrong in the log and on `/readyz`. Never rejects for what a platform does. */
async function told(
  { log, warnings }: Receiving,
  otherwise: string,
  look: () => Promise<string | undefined>,
): Promise<void> {
  try {
    const warning = await look();
    if (warning === undefined) return;
    warnings.push(warning);
    log.error(warning);
  } catch (error) {
    if (!isFailure(error)) throw error;
    log.warn({ code: error.code, ...error.details }, `${otherwise}: ${error.message}`);
  }
}
