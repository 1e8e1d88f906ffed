import type { FastifyPluginAsync } from 'fastify';
import { rawWebhook, type WebhookHandling } from '../chat/raw-webhook.ts';
import { toEvents } from './events.ts';
import { LIMITS } from './limits.ts';
import { signatureCheck } from './signature.ts';

/** Half a second is left for the answer to reach LINE. */
const ACCEPT_WITHIN = LIMITS.webhookMilliseconds - 500;

export interface LineWebhookOptions extends WebhookHandling {
  /** One channel secret, or two while one is being replaced. */
  readonly secrets: readonly string[];
  readonly now?: () => number;
  /** Told once of each bot id that signed webhooks name as `destination`: it should be the one that bot info tells. */
  readonly onDestination?: (destination: string) => void;
  /** Told of every signed webhook without events: LINE's test of the URL. */
  readonly onTest?: () => void;
}

/** `POST /webhook/line`. */
export function lineWebhook(options: LineWebhookOptions): FastifyPluginAsync {
  const { now = Date.now, onDestination = () => undefined, onTest = () => undefined } = options;
  const isSigned = signatureCheck(options.secrets);
  const destinations = new Set<string>();
  return rawWebhook({
    ...options,
    path: '/webhook/line',
    bodyLimit: LIMITS.webhookBytes,
    acceptWithin: ACCEPT_WITHIN,
    receive(body, headers) {
      const receivedAt = now();
      if (!isSigned(body, headers['x-line-signature']))
        return { reason: 'signature', message: 'The signature is missing or wrong.' };
      const webhook = parse(body);
      if (webhook === undefined) return { reason: 'body', message: 'The body is not a LINE webhook.' };
      if (!destinations.has(webhook.destination)) {
        destinations.add(webhook.destination);
        onDestination(webhook.destination);
      }
      if (webhook.events.length === 0) onTest();
      return toEvents(webhook, receivedAt);
    },
  });
}

interface WebhookBody {
  readonly destination: string;
  readonly events: readonly unknown[];
}

function parse(body: Buffer): WebhookBody | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // answered 400
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { destination, events } = value as Record<string, unknown>;
  if (typeof destination !== 'string' || destination === '' || !Array.isArray(events)) return undefined;
  return { destination, events };
}
