import { isThisMachine } from '../../channel.ts';
import type { Call, Endpoint, Success } from '../../http/endpoint.ts';
import { time } from '../stamp.ts';
import { EVENT_TYPES, VERSION } from '../webhook/event.ts';
import type { Subscription } from '../webhook/subscriptions.ts';
import type { Backstage } from './backstage.ts';
import { refuse } from './refusal.ts';

const PATH = '/v3/webhook-subscriptions';
const KNOWN: ReadonlySet<unknown> = new Set(EVENT_TYPES);

/** Linq reference, "Webhook subscriptions". Where Linq wants https to anywhere, the virtual Linq wants this machine. */
export function subscriptionEndpoints(backstage: Backstage): readonly Endpoint[] {
  const { subscriptions } = backstage;
  const found = ({ params }: Call): Subscription => {
    const subscription = subscriptions.find(params['subscriptionId'] ?? '');
    if (!subscription) throw refuse(2010, 'Webhook subscription not found');
    return subscription;
  };
  return [
    { method: 'POST', path: PATH, handle: (call) => create(backstage, call) },
    { method: 'GET', path: PATH, handle: () => ({ body: { subscriptions: subscriptions.all().map(shape) } }) },
    { method: 'GET', path: `${PATH}/:subscriptionId`, handle: (call) => ({ body: shape(found(call)) }) },
    { method: 'PUT', path: `${PATH}/:subscriptionId`, handle: (call) => update(backstage, found(call), call) },
    {
      method: 'DELETE',
      path: `${PATH}/:subscriptionId`,
      handle: (call) => {
        subscriptions.delete(found(call).id);
        return { status: 204 };
      },
    },
  ];
}

/** The one time that the secret is told. */
function create({ account, subscriptions }: Backstage, { body }: Call): Success {
  const url = addressOf(body['target_url']);
  if (subscriptions.at(url)) throw refuse(2015, 'A subscription with this target_url exists already');
  const events = eventsOf(body['subscribed_events']);
  const lines = linesOf(body['phone_numbers'], account.line);
  const subscription = subscriptions.add(url, events, undefined, lines);
  return { status: 201, body: { ...shape(subscription), signing_secret: subscription.secret } };
}

function update({ account, subscriptions }: Backstage, subscription: Subscription, { body }: Call): Success {
  const { is_active: active, target_url: url, subscribed_events: events, phone_numbers: lines } = body;
  if (active !== undefined && typeof active !== 'boolean') throw refuse(1005, 'is_active is true or false');
  const target = url === undefined ? subscription.url : addressOf(url);
  if ((subscriptions.at(target) ?? subscription) !== subscription)
    throw refuse(2015, 'A subscription with this target_url exists already');
  Object.assign(subscription, {
    url: target,
    active: active ?? subscription.active,
    events: events === undefined ? subscription.events : eventsOf(events),
    lines: lines === undefined ? subscription.lines : linesOf(lines, account.line),
    updatedAt: account.now(),
  });
  return { body: shape(subscription) };
}

const shape = ({ id, url, events, active, lines, createdAt, updatedAt }: Subscription) => ({
  id,
  target_url: url,
  subscribed_events: events,
  is_active: active,
  phone_numbers: lines ?? null,
  created_at: time(createdAt),
  updated_at: time(updatedAt),
});

function addressOf(url: unknown): string {
  if (typeof url !== 'string' || !isThisMachine(url)) throw refuse(1005, 'target_url is not a valid URL');
  const version = new URL(url).searchParams.get('version');
  if (version !== null && version !== VERSION) throw refuse(1005, `The only webhook version here is ${VERSION}`);
  return url;
}

function eventsOf(events: unknown): readonly string[] {
  if (!Array.isArray(events) || events.length === 0) throw refuse(1001, 'subscribed_events is required');
  const odd = (events as readonly unknown[]).find((type) => !KNOWN.has(type));
  if (odd !== undefined) throw refuse(1005, `subscribed_events has an unknown type ${JSON.stringify(odd)}`);
  return [...new Set(events as readonly string[])];
}

function linesOf(lines: unknown, own: string): readonly string[] | undefined {
  if (lines === undefined || lines === null) return undefined;
  if (!Array.isArray(lines) || lines.some((line) => line !== own))
    throw refuse(2006, 'phone_numbers has one not yours');
  return lines as readonly string[];
}
