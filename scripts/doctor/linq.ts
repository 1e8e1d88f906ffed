import type { Check } from './check.ts';
import { look, ok, wrong, type Finding } from './finding.ts';
import type { LinqSettings } from './patient.ts';

export interface Subscription {
  readonly id: string;
  readonly target_url: string;
  readonly is_active: boolean;
  readonly subscribed_events: readonly string[];
  readonly phone_numbers?: readonly string[] | null;
}

const LINQ = 'https://api.linqapp.com/api/partner';
export const LINQ_WEBHOOK_PATH = '/webhook/linq';
export const LINQ_VERSION = '2026-02-03';
/** What the host hears chats, members and taps by. */
const NEEDED = [
  'message.received',
  'message.edited',
  'reaction.added',
  'reaction.removed',
  'participant.added',
  'participant.removed',
  'chat.created',
  'chat.group_name_updated',
];
const PATIENCE = 8_000;

/** One call of Linq's API. Rejects when it does not answer. */
export async function askLinq(
  { apiKey, apiBaseUrl = LINQ }: LinqSettings,
  path: string,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
  given?: object,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${apiBaseUrl.replace(/\/+$/, '')}/v3/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'user-agent': 'Tenko',
      ...(given ? { 'content-type': 'application/json' } : {}),
    },
    ...(given ? { body: JSON.stringify(given) } : {}),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

/** Linq reference, "Phone numbers" and "Webhook subscriptions". */
export async function linqFindings(settings: LinqSettings, publicUrl: string | undefined): Promise<readonly Finding[]> {
  const lines = await askLinq(settings, 'phone_numbers');
  if (lines.status === 401)
    return [
      wrong('Linq key', 'Linq does not accept it (401)', 'Copy the API token from Linq’s dashboard into LINQ_API_KEY.'),
    ];
  const subscribed = await askLinq(settings, 'webhook-subscriptions');
  if (lines.status !== 200 || subscribed.status !== 200)
    return [
      wrong('Linq', `it answers ${lines.status} and ${subscribed.status}`, 'Is LINQ_API_BASE_URL right? Run it again.'),
    ];
  const { phone_numbers: own = [] } = lines.body as { phone_numbers?: Line[] };
  const { subscriptions = [] } = subscribed.body as { subscriptions?: Subscription[] };
  return [
    ok('Linq key', 'is good'),
    lineFinding(settings.phoneNumber, own),
    subscriptionFinding(settings.phoneNumber, subscriptions, publicUrl),
  ];
}

interface Line {
  readonly phone_number: string;
  readonly health_status?: { readonly status?: string; readonly doc_url?: string };
}

function lineFinding(number: string, own: readonly Line[]): Finding {
  const line = own.find(({ phone_number: one }) => one === number);
  if (!line) {
    const others = own.length === 0 ? 'has none' : `has ${own.map(({ phone_number: one }) => one).join(', ')}`;
    return wrong(
      'Linq line',
      `${number} is no line of this account, which ${others}`,
      'Set LINQ_PHONE_NUMBER to one of them.',
    );
  }
  const { status = 'HEALTHY', doc_url: page } = line.health_status ?? {};
  return status.toUpperCase() === 'HEALTHY'
    ? ok('Linq line', `${number} is this account's`)
    : look(
        'Linq line',
        `${number} is ${status.toLowerCase().replace('_', ' ')}`,
        'Linq says there what that means.',
        page,
      );
}

function subscriptionFinding(number: string, all: readonly Subscription[], publicUrl: string | undefined): Finding {
  const target = `${publicUrl ?? 'https://your.host'}${LINQ_WEBHOOK_PATH}?version=${LINQ_VERSION}`;
  const about = 'Linq webhook';
  const ours = all.filter(({ target_url: url }) => {
    const parsed = URL.parse(url);
    if (!parsed?.pathname.endsWith(LINQ_WEBHOOK_PATH)) return false;
    return publicUrl === undefined || url.startsWith(publicUrl);
  });
  const best = ours.find(({ is_active: active }) => active) ?? ours[0];
  if (!best)
    return wrong(
      about,
      'no subscription leads here: Linq sends nothing',
      `Make one for ${target} with ${NEEDED.join(', ')}; the signing secret, which is told once, is LINQ_WEBHOOK_SECRET.`,
    );
  const missing = NEEDED.filter((event) => !best.subscribed_events.includes(event));
  const numbers = best.phone_numbers ?? [];
  if (!best.is_active) return wrong(about, `that of ${best.target_url} is paused`, 'Set is_active to true.');
  if (new URL(best.target_url).searchParams.get('version') !== LINQ_VERSION)
    return wrong(
      about,
      `${best.target_url} does not ask for version ${LINQ_VERSION}, the one that this host reads`,
      `Set target_url to ${target}.`,
    );
  if (numbers.length > 0 && !numbers.includes(number))
    return wrong(
      about,
      `that of ${best.target_url} is for other lines`,
      `Add ${number} to its phone_numbers, or take them out.`,
    );
  if (missing.length > 0) return wrong(about, `it lacks ${missing.join(', ')}`, 'Add them to subscribed_events.');
  return ok(about, best.target_url);
}

export const linq: Check = {
  about: 'Linq',
  run: async (patient) => {
    const account = patient.linq();
    return account ? linqFindings(account, patient.settings().publicUrl) : [];
  },
};
