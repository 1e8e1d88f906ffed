import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';
import { faultOf } from './refusal.ts';

describe('a message to the virtual Linq', () => {
  it('is accepted first and sent later, and the SDK reads it back', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    const release = stage.linq.holdOutcomes();
    const asked = stage.linq.world.say(chat, yuki, '/help');
    const parts = [{ type: 'text' as const, value: 'Here' }];
    const message = { parts, reply_to: { message_id: asked }, idempotency_key: 'e1:0' };
    const sent = await stage.client.chats.messages.send(chat, { message });
    expect(sent).toMatchObject({ chat_id: chat, message: { delivery_status: 'queued', sent_at: null } });
    release();
    await stage.last('message.sent');
    expect(stage.types).not.toContain('message.delivered');
    const read = await stage.client.messages.retrieve(sent.message.id);
    expect(read).toMatchObject({ is_from_me: true, delivery_status: 'sent', reply_to: { message_id: asked } });
    const shown = await stage.linq.world.waitForReply(chat);
    expect(shown).toMatchObject({ from: 'bot', quotedMessageId: asked, content: { parts: [{ value: 'Here' }] } });
    const all = await stage.client.chats.messages.list(chat);
    expect(all.messages.map(({ id }) => id)).toEqual([sent.message.id, asked]);
    const thread = await stage.client.messages.listMessagesThread(sent.message.id);
    expect(thread.messages.map(({ id }) => id)).toEqual([asked, sent.message.id]);
  });

  it('says that it arrived in a 1:1 chat, but not on SMS', async () => {
    const stage = await Stage.open();
    const yuki = stage.linq.world.createMember('Yuki');
    await stage.send(stage.linq.world.createUserChat(yuki), text('hi'));
    await stage.last('message.delivered');
    stage.heard.length = 0;
    await stage.send(stage.linq.world.createUserChat(yuki, { service: 'SMS' }), text('hi'));
    await stage.linq.settled();
    expect(stage.types).toEqual(['message.sent']);
  });

  it('is sent once for each idempotency key, whatever else it says', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    const first = await stage.sendMessage(chat, { parts: [text('one')], idempotency_key: 'k' });
    const again = await stage.sendMessage(chat, { parts: [text('two')], idempotency_key: 'k' });
    expect(again.body).toEqual(first.body);
    expect(stage.linq.world.messages(chat)).toHaveLength(1);
    const { id } = first.body['message'] as { readonly id: string };
    expect((await stage.call('DELETE', `/v3/messages/${id}`)).status).toBe(204);
    expect((await stage.call('GET', `/v3/messages/${id}`)).code).toBe(2002);
    expect((await stage.sendMessage(chat, { parts: [text('one')], idempotency_key: 'k' })).code).toBe(2002);
    expect(stage.linq.world.messages(chat)).toHaveLength(1);
  });

  it.each([
    [1001, {}],
    [1001, { parts: [] }],
    [1001, { parts: [text('')] }],
    [1004, { parts: [text('a'), text('b')] }],
    [1004, { parts: [text('x'.repeat(10_001))] }],
    [1004, { parts: [text('a'), { type: 'link', value: 'https://a.example' }] }],
    [1004, { parts: [{ type: 'sticker' }] }],
    [1004, { parts: [{ type: 'link', value: `https://a.example/${'x'.repeat(2_048)}` }] }],
    [1004, { parts: [{ ...text('abc'), text_decorations: [{ range: [0, 4], style: 'bold' }] }] }],
    [1005, { parts: [{ type: 'media', url: 'http://a.example/a.png' }] }],
    [1005, { parts: [{ type: 'media', url: 'https://a.example/a.webp' }] }],
    [1005, { parts: [text('a')], effect: { type: 'screen', name: 'rain' } }],
    [1005, { parts: [text('a')], idempotency_key: 'x'.repeat(256) }],
    [2002, { parts: [text('a')], reply_to: { message_id: 'f3b7b0c4-0000-7000-8000-000000000000' } }],
    [2011, { parts: [{ type: 'imessage_app' }] }],
  ])('is refused with %i for %j', async (code, message) => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    const answer = await stage.sendMessage(chat, message);
    expect(answer.code).toBe(code);
    expect(answer.body).toMatchObject({ success: false, trace_id: answer.headers.get('x-trace-id') });
    expect(stage.linq.world.messages(chat)).toEqual([]);
  });

  it('may have pictures, links and decorations where the rules allow them', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    const bold = { ...text('abc'), text_decorations: [{ range: [0, 3], style: 'bold' }] };
    const picture = { type: 'media', url: 'https://a.example/chart.png' };
    expect((await stage.send(chat, bold, picture, text('b'))).status).toBe(202);
    expect((await stage.send(chat, { type: 'link', value: 'https://a.example/x' })).status).toBe(202);
    expect((await stage.send(chat, text('x'.repeat(10_000)))).status).toBe(202);
  });

  it('is one of thirty in a minute to each person, and Linq says how long to wait', async () => {
    const stage = await Stage.open();
    const { chat, yuki } = stage.group();
    for (let n = 0; n < 29; n++) expect((await stage.send(chat, text(`${n}`))).status).toBe(202);
    const direct = stage.linq.world.createUserChat(yuki);
    expect((await stage.send(direct, text('the thirtieth to Yuki'))).status).toBe(202);
    stage.clock += 20_000;
    const refused = await stage.send(chat, text('one more'));
    expect(refused).toMatchObject({ status: 429, code: 1007, body: { error: { retry_after: 40 } } });
    expect(refused.headers.get('retry-after')).toBe('40');
    stage.clock += 40_001;
    expect((await stage.send(chat, text('one more'))).status).toBe(202);
  });

  it('may fail after it was accepted', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    stage.linq.faults.webhooks.failNextMessages = [4001];
    await stage.send(chat, text('hi'));
    expect(await stage.last('message.failed')).toMatchObject({ code: 4001, chat_id: chat });
    expect(stage.types).not.toContain('message.sent');
    expect(stage.linq.world.messages(chat).at(-1)).toMatchObject({ failed: true });
  });

  it('meets a Linq that is broken before or after it took the message, or has had enough', async () => {
    const stage = await Stage.open();
    const { chat } = stage.group();
    stage.linq.faults.nextSend = [{ status: 500 }, { status: 500, carriedOut: true }, faultOf(1007, 7)];
    expect(await stage.send(chat, text('a'))).toMatchObject({ status: 500, code: 3001 });
    expect(stage.linq.world.messages(chat)).toHaveLength(0);
    expect(await stage.send(chat, text('a'))).toMatchObject({ status: 500 });
    expect(stage.linq.world.messages(chat)).toHaveLength(1);
    expect(await stage.send(chat, text('a'))).toMatchObject({ status: 429, code: 1007 });
    expect((await stage.send(chat, text('a'))).status).toBe(202);
  });
});

describe('the first message to people', () => {
  it('makes a group that is still being made for a moment, and finds it again', async () => {
    const stage = await Stage.open();
    const release = stage.linq.holdOutcomes();
    const { world, line } = stage.linq;
    const to = ['Yuki', 'Ken'].map((name) => world.createMember(name));
    const body = { from: line, to, message: { parts: [text('Hello!')] } };
    const made = await stage.call('POST', '/v3/chats', body);
    expect(made).toMatchObject({ status: 201, body: { chat: { is_group: true, service: 'iMessage' } } });
    const { id } = (made.body as { readonly chat: { readonly id: string } }).chat;
    expect((await stage.send(id, text('again'))).code).toBe(2009);
    release();
    expect((await stage.last('chat.created'))['id']).toBe(id);
    expect((await stage.send(id, text('again'))).status).toBe(202);
    const same = await stage.call('POST', '/v3/chats', {
      ...body,
      message: { parts: [text('see https://a.example')] },
    });
    expect((same.body as { readonly chat: { readonly id: string } }).chat.id).toBe(id);
    const anyhow = await stage.client.messages.create({ to, message: { parts: [{ type: 'text', value: 'x' }] } });
    expect(anyhow).toMatchObject({ chat_id: id, created_new_chat: false });
  });

  it.each([
    [1005, { parts: [{ type: 'link', value: 'https://a.example' }] }, {}],
    [1005, { parts: [text('see www.a.example')] }, {}],
    [1002, { parts: [text('a')] }, { to: ['0790000000'] }],
    [1005, { parts: [text('a')] }, { to: Array.from({ length: 32 }, (_, n) => `+4477009002${n + 10}`) }],
    [2006, { parts: [text('a')] }, { from: '+447700900999' }],
    [1001, { parts: [text('a')] }, { to: [] }],
  ])('is refused with %i for %j to %j', async (code, message, more) => {
    const stage = await Stage.open();
    const to = [stage.linq.world.createMember('Yuki')];
    expect((await stage.call('POST', '/v3/chats', { from: stage.linq.line, to, message, ...more })).code).toBe(code);
  });

  it('goes by the best service that all of them have', async () => {
    const stage = await Stage.open();
    const { world, line } = stage.linq;
    const to = [world.createMember('Yuki'), world.createMember('Ken', { service: 'RCS' })];
    const made = await stage.call('POST', '/v3/chats', { from: line, to, message: { parts: [text('Hi')] } });
    expect(made.body).toMatchObject({ chat: { service: 'RCS' } });
    const only = { from: line, to, message: { parts: [text('Hi')], preferred_service: 'iMessage' } };
    world.addMember(world.createGroup('x', [...to, world.createMember('Mei')]), world.createMember('Ann'));
    expect((await stage.call('POST', '/v3/chats', { ...only, to: [...to, '+447700900555'] })).code).toBe(2017);
  });
});
