import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventOf } from '../support/incoming.ts';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { words } from '../support/tenko.ts';
import { until } from '../support/until.ts';
import {
  AKI,
  BEN,
  handleOf,
  OWN,
  problem,
  received,
  signed,
  webhook,
  type StandInChat,
} from '../support/linq-stand-in.ts';
import { startLinq, type LinqStage } from './stage.ts';

let line: VirtualLine;
let stage: LinqStage;

beforeEach(async () => {
  line = await VirtualLine.start();
  stage = await startLinq({ line });
});

afterEach(async () => {
  const failures = await stage.store.failures();
  await stage.stop();
  await line.stop();
  if (failures.length > 0) throw new Error(`not everything ran: ${JSON.stringify(failures)}`);
});

const reaction = (chat: Pick<StandInChat, 'id'>, messageId: string, from: string, more: object = {}) =>
  webhook('reaction.added', {
    is_from_me: false,
    reaction_type: 'like',
    chat_id: chat.id,
    message_id: messageId,
    from_handle: handleOf(from),
    reacted_at: new Date().toISOString(),
    ...more,
  });

/** Opens a poll of yes and no, and returns the message that its card is. */
async function poll(chat: StandInChat, question: string): Promise<string> {
  await stage.say(chat, AKI, `/poll "${question}"`);
  return stage.linq.delivered.findLast((one) => one.chat === chat.id)!.id;
}

describe('a card', () => {
  test('is answered in its own chat alone, by a number as by a tapback', async () => {
    const [camp, club] = [stage.linq.chat(), stage.linq.chat()];
    const card = await poll(camp, 'Lunch?');
    await stage.say(club, BEN, 'hi');
    const before = stage.linq.delivered.length;
    await stage.hook(reaction(club, card, BEN));
    await stage.say(club, BEN, '1', { reply_to: { message_id: card } });
    await stage.say(club, BEN, '1');
    expect(stage.linq.delivered).toHaveLength(before);
    // An open card of the other chat's own is not meant by it either.
    await poll(club, 'Dinner?');
    const asked = stage.linq.delivered.length;
    await stage.hook(reaction(club, card, BEN));
    await stage.say(club, BEN, '1', { reply_to: { message_id: card } });
    expect(stage.linq.delivered).toHaveLength(asked);
    expect((await stage.say(camp, BEN, '1', { reply_to: { message_id: card } })).join()).toContain('1 person voted');
  });

  test('is answered by nobody who is this line, or whom nobody names', async () => {
    const camp = stage.linq.chat();
    const card = await poll(camp, 'Lunch?');
    const before = stage.linq.delivered.length;
    await stage.hook(reaction(camp, card, OWN));
    await stage.hook(reaction(camp, card, BEN, { is_from_me: true }));
    await stage.hook(reaction(camp, card, BEN, { from_handle: undefined }));
    await stage.say(camp, OWN, '1', { reply_to: { message_id: card } });
    await stage.say(camp, BEN, '1', { direction: 'OUTBOUND', reply_to: { message_id: card } });
    expect(stage.linq.delivered).toHaveLength(before);
  });
});

describe('two platforms in one database', () => {
  test('a chat of Linq with the id of a LINE group is another chat: what is in one is not in the other', async () => {
    const yuki = line.world.createMember('Yuki');
    const group = line.world.createGroup('Club', [yuki]);
    const onLine = async (text: string): Promise<string> => {
      const before = line.world.messages(group).length;
      line.world.say(group, yuki, text);
      await line.settled();
      await stage.idle();
      return words(
        line.world
          .messages(group)
          .slice(before)
          .filter(({ from }) => from === 'bot'),
      );
    };
    await onLine('/poll "On LINE?" yes no');
    const twin = stage.linq.chat({ id: group });
    expect((await stage.say(twin, AKI, '/poll results')).join()).not.toContain('On LINE?');
    await stage.say(twin, AKI, '/poll "On Linq?" yes no');
    await stage.hook(
      webhook('participant.removed', {
        chat_id: group,
        participant: handleOf(OWN),
        removed_at: new Date(Date.now() + 5_000).toISOString(),
      }),
    );
    expect(await stage.store.left(stage.key(twin))).toBeGreaterThan(0);
    expect(await onLine('/poll results')).toContain('On LINE?');
  });

  test('an event of each with the same id is two events', async () => {
    const yuki = line.world.createMember('Yuki');
    const group = line.world.createGroup('Club', [yuki]);
    const event = eventOf(line, { chatId: group, memberId: yuki, line: '/ping' });
    await line.deliver([event]);
    await stage.idle();
    const camp = stage.linq.chat();
    await stage.hook({ ...received(camp, AKI, '/ping'), event_id: event.webhookEventId });
    expect(words(line.world.messages(group).filter(({ from }) => from === 'bot'))).toContain('pong');
    expect(stage.linq.textsTo(camp.id)).toContain('pong');
  });
});

describe('the webhook', () => {
  test('is refused with another secret, another body, or a time that was or will be, and calls nobody', async () => {
    const camp = stage.linq.chat();
    const post = async ({ payload, headers }: { payload: string; headers: Record<string, string> }) =>
      (await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: payload, headers })).status;
    const good = signed(received(camp, AKI, '/ping'));
    const other = signed(received(camp, AKI, '/kickbot'));
    expect(await post({ payload: other.payload, headers: good.headers })).toBe(401);
    expect(await post({ payload: good.payload, headers: { ...good.headers, 'webhook-id': 'msg_other' } })).toBe(401);
    for (const seconds of [-301, 302, -86_400])
      expect(await post(signed(received(camp, AKI, '/ping'), Date.now() + seconds * 1_000))).toBe(401);
    await stage.idle();
    expect(stage.linq.calls(/chats/)).toEqual([]);
    expect(await post(good)).toBe(200);
    expect(await post(good)).toBe(200);
    await stage.idle();
    expect(stage.linq.textsTo(camp.id)).toEqual(['pong']);
  });

  test('of a chat whose id is a way to somewhere else is nothing, and Linq is not asked there', async () => {
    for (const id of ['../phone_numbers', 'a/b', 'a?b=c', '%2e%2e', 'a b', 'a#b', 'x'.repeat(129), '', 'a\u0000b'])
      expect(await stage.hook(received({ id, is_group: true }, AKI, '/ping'))).toBe(200);
    expect(stage.linq.asked.filter(({ path }) => path !== '/v3/phone_numbers')).toEqual([]);
    expect(await stage.store.met()).toEqual([]);
  });

  test('with odd things deep inside, or much of them, leaves the host as it was', async () => {
    const camp = stage.linq.chat();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const odd = JSON.stringify(received(camp, AKI, '/ping', { parts: 'DEEP' })).replace('"DEEP"', deep);
    const { payload, headers } = signed(odd);
    expect((await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: payload, headers })).status).toBe(200);
    const many = Array.from({ length: 5_000 }, () => ({ type: 'text', value: '/ping' }));
    expect(await stage.hook(received(camp, AKI, '', { parts: many }))).toBe(200);
    const polluted = JSON.stringify(received(camp, AKI, 'hi')).replace(
      '"effect":null',
      '"__proto__":{"is_from_me":true,"platform":"line"}',
    );
    const two = signed(polluted);
    expect(
      (await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: two.payload, headers: two.headers })).status,
    ).toBe(200);
    expect(({} as Record<string, unknown>)['platform']).toBeUndefined();
    await stage.idle();
    expect(await stage.say(camp, BEN, '/ping')).toEqual(['pong']);
  });
});

test('a chat that Linq has never heard of, as one that was left, counts as left, and what waited is kept', async () => {
  const camp = stage.linq.chat();
  await stage.say(camp, AKI, 'hi');
  stage.linq.next(/POST .*messages/, problem(404, 2001));
  expect(await stage.say(camp, AKI, '/ping')).toEqual([]);
  // Found out while it answered, it is written after that.
  const left = async () => ((await stage.store.left(stage.key(camp))) === undefined ? 'it to be written' : undefined);
  await until('a chat that counts as left', left, 5_000);
  expect(await stage.store.outbox()).toHaveLength(1);
});

test('nobody gets more than thirty messages a minute: the thirty-first waits, and Linq is not asked', async () => {
  const camp = stage.linq.chat({ people: [AKI, BEN] });
  for (let n = 0; n < 30; n++) await stage.say(camp, AKI, '/ping');
  const { payload, headers } = signed(received(camp, AKI, '/ping'));
  await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: payload, headers });
  await until(
    'the answer that waits',
    async () => ((await stage.store.outbox()).length === 1 ? undefined : 'none'),
    10_000,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(stage.linq.calls(/POST .*messages/)).toHaveLength(30);
  expect(await stage.store.outbox()).toHaveLength(1);
});
