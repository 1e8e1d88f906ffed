import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { rawWebhook, type WebhookHandling } from '../chat/raw-webhook.ts';
import { fields, isFields, string, type Fields } from '../chat/shape.ts';
import { chatIdOf, codeIn, lineOf, toEvents } from './events.ts';
import type { People } from './incoming.ts';
import { LIMITS, WEBHOOK_VERSION } from './limits.ts';
import { HEADERS, signatureCheck } from './signature.ts';

/** The first shape of Linq's webhooks, which knows no edits and names other fields. */
const LEGACY = '2025-01-01';

export interface LinqWebhookOptions extends WebhookHandling {
  /** One signing secret, or two while one subscription replaces another. */
  readonly secrets: readonly string[];
  /** The own line, in E.164. */
  readonly account: string;
  readonly people: People;
  /** What is known of this chat may be so no more. */
  readonly onChanged: (chatId: string) => void;
  /** Told once of each line that signed webhooks are about, and once of those that do not name one. */
  readonly onLine?: (line: string | undefined) => void;
  /** Something that the operator has to know, or to change. The details are safe to log. */
  readonly onTrouble?: (what: Trouble) => void;
  readonly now?: () => number;
}

export interface Trouble {
  readonly words: string;
  readonly details: Readonly<Record<string, string>>;
  /** Belongs on `/readyz`: it stays so until somebody changes it. Told once. */
  readonly lasts: boolean;
}

/** What changes who is in a chat, or what it is called. */
const CHANGES = /^(participant\.|chat\.|message\.failed$)/;

/** `POST /webhook/linq`. */
export function linqWebhook(options: LinqWebhookOptions): FastifyPluginAsync {
  const { account, people, onChanged, onLine = () => undefined, onTrouble = () => undefined, now = Date.now } = options;
  const isSigned = signatureCheck(options.secrets);
  const lines = new Set<string | undefined>();
  let saidLegacy = false;

  function legacy(): void {
    if (saidLegacy) return;
    saidLegacy = true;
    const words = `Linq sends webhooks of ${LEGACY}, which this host does not read: put ?version=${WEBHOOK_VERSION} at the end of the subscription's target_url`;
    onTrouble({ words, details: {}, lasts: true });
  }

  return rawWebhook({
    ...options,
    path: '/webhook/linq',
    bodyLimit: LIMITS.webhookBytes,
    acceptWithin: LIMITS.acceptWithin,
    receive(body, headers) {
      const receivedAt = now();
      if (!isSigned(body, headers, receivedAt)) {
        const details = missing(headers);
        return { reason: 'signature', message: 'The signature is missing, old or wrong.', ...details };
      }
      const webhook = parse(body);
      if (webhook === undefined) return { reason: 'body', message: 'The body is not a Linq webhook.' };
      if (isLegacy(webhook)) {
        legacy();
        return { reason: 'body', message: `Webhooks of ${LEGACY} are not read: use ?version=${WEBHOOK_VERSION}.` };
      }
      const data = fields(webhook['data']);
      const line = lineOf(data);
      if (!lines.has(line)) {
        lines.add(line);
        onLine(line);
      }
      const trouble = troubleOf(webhook, data);
      if (trouble) onTrouble(trouble);
      const chatId = chatIdOf(data);
      if (chatId !== undefined && CHANGES.test(String(webhook['event_type']))) onChanged(chatId);
      return toEvents(webhook, {
        account,
        receivedAt,
        idOf: (handle) => people.idOf(handle),
        isOwn: (handle) => people.isOwn(handle),
      });
    },
  });
}

/** Some gateways strip headers: then the signature is not wrong, it is gone. */
function missing(headers: IncomingHttpHeaders): { details?: Record<string, string> } {
  const gone = HEADERS.filter((name) => headers[name] === undefined);
  return gone.length === 0 ? {} : { details: { missing: gone.join(' ') } };
}

function parse(body: Buffer): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // answered 400
  }
  if (!isFields(value)) return undefined;
  return string(value['event_type']) === undefined || string(value['event_id']) === undefined ? undefined : value;
}

/** By its name, or by fields that only the old shape has. */
function isLegacy(webhook: Fields): boolean {
  const data = fields(webhook['data']);
  if (webhook['webhook_version'] === LEGACY) return true;
  return data['recipient_phone'] !== undefined && isFields(data['message']);
}

/** What Linq tells about itself and no chat has to hear. */
function troubleOf(webhook: Fields, data: Fields): Trouble | undefined {
  const trace = string(webhook['trace_id']);
  const traced = trace === undefined ? {} : { trace: trace.slice(0, 100) };
  if (webhook['event_type'] === 'message.failed') {
    const details = { code: codeIn(data, 'code'), chat: chatIdOf(data) ?? 'unknown', ...traced };
    return { words: 'Linq could not deliver a message yet', details, lasts: false };
  }
  if (webhook['event_type'] !== 'phone_number.status_updated') return undefined;
  const [status, reputation] = [data['new_status'], data['new_reputation']].map((one) => string(one) ?? 'unknown');
  return { words: `the line is ${status} now, its reputation ${reputation}`, details: traced, lasts: false };
}
