import { describe, expect, it } from 'vitest';
import { Stage } from '../stage.fixture.ts';
import { signatureOf } from './signature.ts';

describe('a webhook of the virtual Linq', () => {
  it('is signed as the Standard Webhooks are', () => {
    const secret = 'whsec_c2hoaC10aGlzLWlzLWEtdGVzdC1zZWNyZXQtdmFsdWU=';
    expect(signatureOf(secret, 'msg_1', 1_767_225_600, '{"event_type":"message.received"}')).toBe(
      'v1,ntGH7UCv4+YJ3jyoLmDyxpScWFBkNn0+p/XSc6jkvoo=',
    );
  });

  it('is understood by Linq’s own SDK, signature and all', async () => {
    const stage = await Stage.open({ now: Date.now });
    const { chat, yuki } = stage.group();
    const id = stage.linq.world.say(chat, yuki, '／投票 🍜');
    await stage.linq.settled();
    const [{ body, headers, url }] = stage.heard as [(typeof stage.heard)[0]];
    const event = stage.client.webhooks.unwrap(body, { headers: headers as Record<string, string> });
    expect(event.data).toMatchObject({ id, direction: 'inbound', parts: [{ type: 'text', value: '／投票 🍜' }] });
    expect(url).toContain('version=2026-02-03');
    expect(headers['webhook-id']).toBe(event.event_id);
    expect(() => stage.client.webhooks.unwrap(`${body} `, { headers: headers as Record<string, string> })).toThrow(
      'No matching signature',
    );
  });

  it('says nothing of a group before its first message, which names neither the group nor its members', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    await stage.linq.settled();
    expect(stage.types).toEqual([]);
    stage.linq.world.say(chat, yuki, 'hi');
    const data = await stage.last('message.received');
    expect(data['chat']).toEqual({
      id: chat,
      is_group: true,
      owner_handle: expect.objectContaining({ handle: stage.linq.line, is_me: true }) as object,
      health_status: expect.objectContaining({ status: expect.stringMatching(/^healthy$/i) as string }) as object,
    });
    expect(data['sender_handle']).toMatchObject({ handle: yuki, is_me: false, status: 'active', left_at: null });
    expect(JSON.stringify(data)).not.toContain('Lunch');
  });

  it('has times of three to nine fraction digits, and enums in either case', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    for (let n = 0; n < 8; n++) stage.linq.world.say(chat, yuki, `line ${n}`);
    await stage.linq.settled();
    const digits = stage.heard.map(({ event }) => /\.(\d+)Z$/.exec(event.created_at)![1]!.length);
    expect(new Set(digits).size).toBeGreaterThan(3);
    for (const { event } of stage.heard) expect(Date.parse(event.created_at)).toBe(stage.clock);
    const words = stage.heard.map(({ body }) => /"status":"(healthy)"/i.exec(body)![1]);
    expect(new Set(words)).toEqual(new Set(['healthy', 'HEALTHY']));
  });

  it('comes again after 5xx, 429 and silence with the same id and a new time, ten times at most', async () => {
    const stage = await Stage.open({ patience: 60 });
    const answers = [503, 429, 'hang', 500, 500, 500, 500, 500, 500, 500, 500, 500] as const;
    stage.status = () => {
      stage.clock += 1_000;
      return answers[stage.heard.length - 1] ?? 200;
    };
    const { chat, yuki } = stage.group();
    stage.linq.world.say(chat, yuki, 'hi');
    await stage.linq.settled();
    expect(stage.heard.length).toBe(10);
    expect(new Set(stage.heard.map(({ event }) => event.event_id)).size).toBe(1);
    expect(new Set(stage.heard.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    expect(new Set(stage.heard.map(({ headers }) => headers['webhook-signature'])).size).toBe(10);
    expect(stage.linq.webhooks.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is lost when it is refused otherwise, and an event that fails holds up no other', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    stage.status = ({ body }) =>
      body.includes('lost') ? 401 : body.includes('late') && stage.heard.length < 4 ? 500 : 200;
    for (const words of ['lost', 'late', 'on time']) stage.linq.world.say(chat, yuki, words);
    await stage.linq.settled();
    const said = stage.heard.map(({ body }) => /"value":"([^"]+)"/.exec(body)![1]);
    expect(said.slice(0, 3)).toEqual(['lost', 'late', 'on time']);
    expect(said.slice(3)).toEqual(['late']);
  });

  it('comes twice, late, in another order or with strangers, when a test asks for it', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    const { webhooks } = stage.linq.faults;
    const say = async (...lines: string[]): Promise<(string | undefined)[]> => {
      stage.heard.length = 0;
      for (const line of lines) stage.linq.world.say(chat, yuki, line);
      await stage.linq.settled();
      return stage.heard.map(({ body }) => /"value":"([^"]+)"/.exec(body)?.[1]);
    };
    webhooks.duplicate = true;
    expect(await say('a')).toEqual(['a', 'a']);
    webhooks.duplicate = false;
    webhooks.outOfOrder = true;
    expect(await say('a', 'b', 'c')).toEqual(['c', 'b', 'a']);
    webhooks.outOfOrder = false;
    webhooks.holdNext = [40];
    expect(await say('a', 'b')).toEqual(['b', 'a']);
    webhooks.strangers = true;
    expect(await say('a')).toEqual([undefined, 'a']);
    expect(stage.types).toEqual(['weather.eclipse', 'message.received']);
    webhooks.strangers = false;
    webhooks.bare = true;
    await say('a');
    expect(await stage.last('message.received')).not.toHaveProperty('chat.is_group');
  });

  it('goes where a subscription of the API sends it, and only what that asked for', async () => {
    const stage = await Stage.open();
    const { client, linq } = stage;
    const created = await client.webhookSubscriptions.create({
      target_url: `${stage.url}?for=tapbacks&version=2026-02-03`,
      subscribed_events: ['reaction.added'],
    });
    expect(created.signing_secret).toMatch(/^whsec_/);
    expect(await client.webhookSubscriptions.retrieve(created.id)).not.toHaveProperty('signing_secret');
    expect((await client.webhookSubscriptions.list()).subscriptions).toHaveLength(2);
    const { chat, yuki, ken } = stage.group();
    const id = linq.world.say(chat, yuki, 'hi');
    linq.world.react(chat, ken, id, 'like');
    await linq.settled();
    const at = (part: string) =>
      stage.heard.filter(({ url }) => url.includes(part)).map(({ event }) => event.event_type);
    expect(at('for=tapbacks')).toEqual(['reaction.added']);
    await client.webhookSubscriptions.update(created.id, { is_active: false });
    linq.world.react(chat, yuki, id, 'love');
    await linq.settled();
    expect(at('for=tapbacks')).toHaveLength(1);
    await client.webhookSubscriptions.delete(created.id);
    expect((await stage.call('GET', `/v3/webhook-subscriptions/${created.id}`)).code).toBe(2010);
    const twice = { target_url: linq.webhooks[0]!.url, subscribed_events: ['reaction.added'] };
    expect((await stage.call('POST', '/v3/webhook-subscriptions', twice)).code).toBe(2015);
  });
});
