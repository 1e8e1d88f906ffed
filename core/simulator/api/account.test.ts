import { describe, expect, it } from 'vitest';
import { Stage, text } from '../stage.fixture.ts';
import { VirtualLine } from '../virtual-line.ts';

async function withYuki() {
  const stage = await Stage.open();
  const { world } = stage.line;
  const yuki = world.createMember('Yuki');
  return { stage, world, yuki, chat: world.createGroup('Lunch', [yuki]) };
}

describe('the door of the API', () => {
  it('asks for the access token, and names every request', async () => {
    const stage = await Stage.open();
    for (const authorization of ['', 'Bearer wrong', stage.line.channelAccessToken]) {
      const { status, body, headers } = await stage.call('GET', '/v2/bot/info', undefined, { authorization });
      expect(status).toBe(401);
      expect(body).toEqual({
        message: 'Authentication failed. Confirm that the access token in the authorization header is valid.',
      });
      expect(headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect((await stage.get('/v2/bot/info')).body).toEqual({
      userId: stage.line.botId,
      basicId: '@tenko',
      displayName: 'Tenko',
      chatMode: 'chat',
      markAsReadMode: 'manual',
    });
  });

  it('does not know what LINE does not have', async () => {
    const stage = await Stage.open();
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/v2/bot/message/reply'],
      ['POST', '/v2/bot/group/kick'],
    ] as const) {
      const { status, body, headers } = await stage.call(method, path);
      expect({ status, body }).toEqual({ status: 404, body: { message: 'Not found' } });
      expect(headers.get('x-line-request-id')).not.toBeNull();
    }
  });

  it('says what is wrong with a body', async () => {
    const stage = await Stage.open();
    const post = (body: string, type = 'application/json') =>
      stage.call('POST', '/v2/bot/message/push', body, { 'content-type': type });
    expect(await post('{"to":1,}')).toMatchObject({
      status: 400,
      body: { message: 'The request body could not be parsed as JSON (line: 1, column: 9)' },
    });
    expect((await post('hello')).body).toEqual({
      message: 'The request body could not be parsed as JSON (line: -, column: -)',
    });
    expect((await post('a=1', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await post(JSON.stringify({ to: 'x'.repeat(2 * 1024 * 1024) }))).status).toBe(413);
    for (const body of ['', '[]', '"text"', 'null']) expect((await post(body)).status).toBe(400);
  });

  it('keeps what it was asked, without the token', async () => {
    const stage = await Stage.open();
    await stage.get('/v2/bot/message/delivery/push?date=20261101');
    const { headers, ...request } = stage.line.requests[0] ?? { headers: {} };
    expect(headers).toMatchObject({ authorization: '[redacted]' });
    expect(request).toMatchObject({
      method: 'GET',
      path: '/v2/bot/message/delivery/push',
      query: { date: '20261101' },
      status: 200,
      answer: { status: 'ready', success: 0 },
      at: stage.clock,
    });
    expect(JSON.stringify(stage.line.view().traffic)).not.toContain(stage.line.channelAccessToken);
  });
});

describe('the endpoints of access tokens', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' };

  it('tell whose channel a token and a secret are, and keep no secret', async () => {
    const stage = await Stage.open();
    const { channelSecret, channelAccessToken } = stage.line;
    const verify = (token: string) =>
      stage.call('POST', '/v2/oauth/verify', `access_token=${encodeURIComponent(token)}`, form);
    const { status, body } = await verify(channelAccessToken);
    expect({ status, body }).toEqual({
      status: 200,
      body: { client_id: expect.stringMatching(/^\d{10}$/) as string, expires_in: 3_138_007_490, scope: 'P CM' },
    });
    expect(await verify('wrong')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const issue = (secret: string, id = String(body['client_id'])) =>
      stage.call(
        'POST',
        '/oauth2/v3/token',
        `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`,
        form,
      );
    expect(await issue(channelSecret)).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 899 } });
    expect(await issue('0'.repeat(32))).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    expect(await issue(channelSecret, '1')).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    expect(JSON.stringify(stage.line.requests)).not.toContain(channelSecret);
  });
});

describe('the loading animation', () => {
  it('is for 1:1 chats only', async () => {
    const { stage, yuki, chat } = await withYuki();
    const start = (body: object) => stage.call('POST', '/v2/bot/chat/loading/start', body);
    expect(await start({ chatId: yuki, loadingSeconds: 10 })).toMatchObject({ status: 202, body: {} });
    expect((await start({ chatId: yuki })).status).toBe(202);
    expect((await start({ chatId: chat })).body['details']).toEqual([
      {
        message: 'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.',
        property: 'chatId',
      },
    ]);
    for (const loadingSeconds of [0, 4, 7, 65, '5']) {
      expect((await start({ chatId: yuki, loadingSeconds })).status).toBe(400);
    }
  });
});

describe('marking as read', () => {
  it('takes the token of a webhook, and no other', async () => {
    const { stage, world, yuki, chat } = await withYuki();
    world.say(chat, yuki, 'read me');
    const { message } = await stage.lastEvent();
    const { markAsReadToken } = message as { markAsReadToken: string };
    const mark = (token: unknown) => stage.call('POST', '/v2/bot/chat/markAsRead', { markAsReadToken: token });
    expect((await mark(markAsReadToken)).status).toBe(200);
    expect((await mark('another')).body).toEqual({
      message: 'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.',
    });
  });
});

describe('the content of a message', () => {
  it('is not ready at once, then comes, and is gone when the message was unsent', async () => {
    const { stage, world, yuki, chat } = await withYuki();
    const image = world.sendImage(chat, yuki);
    const words = world.say(chat, yuki, 'a');
    const path = `/v2/bot/message/${image}/content`;
    expect((await stage.get(path)).status).toBe(202);
    const response = await fetch(stage.line.apiUrl + path, {
      headers: { authorization: `Bearer ${stage.line.channelAccessToken}` },
    });
    expect(response.status).toBe(200);
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await stage.get(`${path}/transcoding`)).body).toEqual({ status: 'succeeded' });
    expect((await stage.get(`${path}/preview`)).status).toBe(200);
    for (const id of [words, '1']) {
      expect(await stage.get(`/v2/bot/message/${id}/content`)).toMatchObject({
        status: 404,
        body: { message: 'not found' },
      });
    }
    world.unsend(chat, yuki, image);
    expect(await stage.get(path)).toMatchObject({ status: 410, body: { message: 'The content is gone' } });
  });
});

describe('the webhook endpoint', () => {
  it('is read, set and tested', async () => {
    const stage = await Stage.open();
    const path = '/v2/bot/channel/webhook';
    expect((await stage.get(`${path}/endpoint`)).body).toEqual({ endpoint: stage.url, active: true });
    expect((await stage.call('POST', `${path}/test`, {})).body).toEqual({
      success: true,
      timestamp: '2026-11-22T03:00:00.000Z',
      statusCode: 200,
      reason: 'OK',
      detail: '200',
    });
    expect(stage.heard.at(-1)).toMatchObject({ destination: stage.line.botId, events: [] });
    stage.status = 500;
    expect((await stage.call('POST', `${path}/test`)).body).toMatchObject({
      success: false,
      statusCode: 500,
      reason: 'ERROR_STATUS_CODE',
    });
    const nobody = 'http://127.0.0.1:9/webhook';
    expect((await stage.call('POST', `${path}/test`, { endpoint: nobody })).body).toMatchObject({
      success: false,
      statusCode: 0,
      reason: 'COULD_NOT_CONNECT',
    });
    expect((await stage.call('PUT', `${path}/endpoint`, { endpoint: nobody })).status).toBe(200);
    expect((await stage.get(`${path}/endpoint`)).body['endpoint']).toBe(nobody);
    for (const endpoint of ['', 'example', 'https://example.com/webhook', `http://localhost/${'a'.repeat(500)}`, 7]) {
      expect((await stage.call('PUT', `${path}/endpoint`, { endpoint })).body).toEqual({
        message: 'Invalid webhook endpoint URL',
      });
    }
  });

  it('is tested 60 times an hour at most', async () => {
    const stage = await Stage.open();
    const test = async () => (await stage.call('POST', '/v2/bot/channel/webhook/test', {})).status;
    for (let n = 0; n < 60; n += 1) expect(await test()).toBe(200);
    expect(await test()).toBe(429);
    stage.clock += 60 * 60_000;
    expect(await test()).toBe(200);
  });

  it('is tested, but hears nothing else, until its owner has switched it on', async () => {
    const { stage, world, yuki, chat } = await withYuki();
    const before = (await stage.line.settled(), stage.events.length);
    stage.line.useWebhook(false);
    expect((await stage.get('/v2/bot/channel/webhook/endpoint')).body['active']).toBe(false);
    expect((await stage.call('POST', '/v2/bot/channel/webhook/test', {})).body['success']).toBe(true);
    world.say(chat, yuki, 'nobody hears this');
    await stage.line.settled();
    stage.line.useWebhook(true);
    world.say(chat, yuki, 'but this');
    await stage.line.settled();
    expect(stage.events.slice(before)).toMatchObject([{ message: { text: 'but this' } }]);
  });

  it('is not found where none is set', async () => {
    const line = await VirtualLine.start();
    const response = await fetch(`${line.apiUrl}/v2/bot/channel/webhook/endpoint`, {
      headers: { authorization: `Bearer ${line.channelAccessToken}` },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Webhook endpoint not found' });
    await line.stop();
  });
});

describe('the faults that a test can switch on', () => {
  it('replace an answer, once each', async () => {
    const { stage, world, yuki, chat } = await withYuki();
    world.say(chat, yuki, 'a');
    const { replyToken } = await stage.lastEvent();
    stage.line.faults.nextReply.push({ status: 502, body: '<html>' }, { status: 429, body: { message: 'later' } });
    expect((await stage.reply(replyToken, text('a'))).status).toBe(502);
    expect((await stage.reply(replyToken, text('a'))).body).toEqual({ message: 'later' });
    expect((await stage.reply(replyToken, text('a'))).status).toBe(200);
    stage.line.faults.rateLimited = true;
    expect(await stage.get('/v2/bot/info')).toMatchObject({
      status: 429,
      body: { message: 'The API rate limit has been exceeded. Try again later.' },
    });
  });

  it('lose the answer to what was carried out', async () => {
    const { stage, world, chat } = await withYuki();
    stage.line.faults.nextPush.push({ dropConnection: true, carriedOut: true }, { dropConnection: true });
    await expect(stage.push(chat, [text('once')])).rejects.toThrow('fetch failed');
    await expect(stage.push(chat, [text('never')])).rejects.toThrow('fetch failed');
    expect(world.messages(chat).filter(({ from }) => from === 'bot')).toMatchObject([{ content: { text: 'once' } }]);
  });

  it('leave a caller without an answer until the line stops', async () => {
    const { stage } = await withYuki();
    stage.line.faults.nextOther.push({ hang: true });
    const call = stage.get('/v2/bot/info').catch((error: unknown) => error);
    await expect.poll(() => stage.line.requests.length).toBe(1);
    await stage.line.stop();
    expect(await call).toBeInstanceOf(TypeError);
  });
});
