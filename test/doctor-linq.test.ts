import { expect, onTestFinished, test } from 'vitest';
import { VirtualLinq } from '../core/simulator/linq/virtual-linq.ts';
import { linqFindings } from '../scripts/doctor/linq.ts';

const HOST = 'http://127.0.0.1:3000';
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

async function account(subscription?: {
  url?: string;
  events?: readonly string[];
  active?: boolean;
  key?: string;
  line?: string;
}) {
  const linq = await VirtualLinq.start({ line: '+15550001000', apiKey: 'linq-key' });
  onTestFinished(() => linq.stop());
  const { url = `${HOST}/webhook/linq?version=2026-02-03`, events = NEEDED, active = true } = subscription ?? {};
  const call = async (method: string, path: string, body: object): Promise<{ id: string }> => {
    const headers = { authorization: 'Bearer linq-key', 'content-type': 'application/json' };
    const response = await fetch(`${linq.apiUrl}/v3/${path}`, { method, headers, body: JSON.stringify(body) });
    expect(response.ok).toBe(true);
    return (await response.json()) as { id: string };
  };
  if (subscription) {
    const { id } = await call('POST', 'webhook-subscriptions', { target_url: url, subscribed_events: events });
    if (!active) await call('PUT', `webhook-subscriptions/${id}`, { is_active: false });
  }
  return linqFindings(
    {
      apiKey: subscription?.key ?? 'linq-key',
      phoneNumber: subscription?.line ?? '+15550001000',
      apiBaseUrl: linq.apiUrl,
    },
    HOST,
  );
}

test('a Linq account that is set up as the host needs it', async () => {
  expect((await account({})).map(({ about, state }) => `${about}: ${state}`)).toEqual([
    'Linq key: ok',
    'Linq line: ok',
    'Linq webhook: ok',
  ]);
});

test.each([
  ['a key that Linq does not accept', { key: 'old' }, 'Linq key', 'Linq does not accept it (401)'],
  [
    'a line of somebody else',
    { line: '+15550009999' },
    'Linq line',
    '+15550009999 is no line of this account, which has +15550001000',
  ],
  ['no subscription', undefined, 'Linq webhook', 'no subscription leads here: Linq sends nothing'],
  [
    'a subscription to another host',
    { url: 'http://127.0.0.1:4000/webhook/linq?version=2026-02-03' },
    'Linq webhook',
    'no subscription leads here',
  ],
  [
    'a subscription without a version',
    { url: `${HOST}/webhook/linq` },
    'Linq webhook',
    'does not ask for version 2026-02-03',
  ],
  ['a subscription that is paused', { active: false }, 'Linq webhook', 'is paused'],
  [
    'a subscription that lacks events',
    { events: ['message.received', 'chat.created'] },
    'Linq webhook',
    'it lacks message.edited, reaction.added',
  ],
])('%s is told with what to do', async (_, subscription, about, words) => {
  const findings = await account(subscription);
  const wrong = findings.filter(({ state }) => state === 'wrong');
  expect(wrong).toMatchObject([
    { about, says: expect.stringContaining(words) as string, todo: expect.any(String) as string },
  ]);
  expect(JSON.stringify(findings)).not.toContain('linq-key');
});
