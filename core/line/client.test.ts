import { LineBotClient } from '@line/bot-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StandIn, type Play } from '../../test/support/stand-in.ts';
import { chatRef } from '../chat/chat.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { isFailure, type Failure } from '../errors.ts';
import { LinePlatform } from './client.ts';

const TOKEN = 'secret-access-token';
const BOT = `U${'0'.repeat(32)}`;
const USER = 'U4af4980629fb2bfe3a5b1a9a2f7f1b7c';
const GROUP = 'Ca56f94637cc4347f90a25382909b24b9';
const ROOM = 'Ra8dbf4673c4c812cd491258042226c99';
const group = chatRef('line', BOT, 'group', GROUP);
const room = chatRef('line', BOT, 'room', ROOM);
const alone = chatRef('line', BOT, 'user', USER);
const KEY = '123e4567-e89b-12d3-a456-426614174000';
const HELLO: OutgoingMessage[] = [{ type: 'text', text: 'secret words' }];
/** For what is answered: real time-outs, so that a busy machine fails no test, and pauses that nobody waits for. */
const PATIENT = { pause: 1 };
/** For what is never answered. */
const IMPATIENT = { send: 60, whole: 2000, readTry: 60, read: 2000, pause: 1 };

let line: StandIn;
let platform: LinePlatform;
const open: LinePlatform[] = [];
beforeEach(async () => {
  line = await StandIn.open();
  use(PATIENT);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await line.close();
});

function use(timeouts: object): void {
  platform = new LinePlatform({ channelAccessToken: TOKEN, apiBaseUrl: line.url, timeouts });
  open.push(platform);
}

// The two reads of the quota go out together, in either order.
const byPath = (a: { path: string }, b: { path: string }) => a.path.localeCompare(b.path);
const same = (command: string) => command;
const reply = () => platform.reply(group, 'secret-reply-token', HELLO, same);
const push = () => platform.push(group, KEY, HELLO, same);
const paths = () => line.received.map(({ method, path }) => `${method} ${path}`);

async function failure(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFailure(error)) throw new Error('it did not fail, or not with a Failure', { cause: error });
  return error;
}
const code = async (call: Promise<unknown>) => (await failure(call)).code;

describe('each call is the one that the SDK makes', () => {
  const ids = { memberIds: [] };
  const sent = { sentMessages: [{ id: '1' }] };
  const messages = [{ type: 'text' as const, text: 'secret words' }];
  const calls: [string, object, () => Promise<unknown>, (sdk: LineBotClient) => Promise<unknown>][] = [
    ['reply', sent, reply, (sdk) => sdk.replyMessage({ replyToken: 'secret-reply-token', messages })],
    ['push', sent, push, (sdk) => sdk.pushMessage({ to: GROUP, messages }, KEY)],
    ['info', { userId: BOT, displayName: 'Tenko' }, () => platform.info(), (sdk) => sdk.getBotInfo()],
    ['profile', { displayName: 'A' }, () => platform.profile(alone, USER), (sdk) => sdk.getProfile(USER)],
    [
      'profile in a group',
      { displayName: 'A' },
      () => platform.profile(group, USER),
      (sdk) => sdk.getGroupMemberProfile(GROUP, USER),
    ],
    [
      'profile in a room',
      { displayName: 'A' },
      () => platform.profile(room, USER),
      (sdk) => sdk.getRoomMemberProfile(ROOM, USER),
    ],
    ['count', { count: 3 }, () => platform.memberCount(group), (sdk) => sdk.getGroupMemberCount(GROUP)],
    ['count in a room', { count: 3 }, () => platform.memberCount(room), (sdk) => sdk.getRoomMemberCount(ROOM)],
    ['ids', ids, () => platform.memberIds(group), (sdk) => sdk.getGroupMembersIds(GROUP)],
    ['ids in a room', ids, () => platform.memberIds(room), (sdk) => sdk.getRoomMembersIds(ROOM)],
    ['summary', { groupName: 'G' }, () => platform.summary(group), (sdk) => sdk.getGroupSummary(GROUP)],
    ['link token', { linkToken: 'token' }, () => platform.linkToken(alone), (sdk) => sdk.issueLinkToken(USER)],
    [
      'loading animation',
      {},
      () => platform.showLoading(alone, 12),
      (sdk) => sdk.showLoadingAnimation({ chatId: USER, loadingSeconds: 15 }),
    ],
    [
      'mark as read',
      {},
      () => platform.markRead(group, 'read-token'),
      (sdk) => sdk.markMessagesAsReadByToken({ markAsReadToken: 'read-token' }),
    ],
    ['leave', {}, () => platform.leave(group), (sdk) => sdk.leaveGroup(GROUP)],
    ['leave a room', {}, () => platform.leave(room), (sdk) => sdk.leaveRoom(ROOM)],
    [
      'sent counts',
      { status: 'unready' },
      () => platform.sentTheDayBefore(Date.UTC(2026, 10, 2)),
      async (sdk) => {
        await sdk.getNumberOfSentReplyMessages('20261101');
        await sdk.getNumberOfSentPushMessages('20261101');
      },
    ],
    [
      'quota',
      { type: 'none', totalUsage: 1 },
      () => platform.quota(),
      async (sdk) => {
        await sdk.getMessageQuota();
        await sdk.getMessageQuotaConsumption();
      },
    ],
  ];

  it.each(calls)('%s', async (_, body, ours, theirs) => {
    line.fallback = { body };
    await ours();
    const mine = line.received.splice(0);
    await theirs(LineBotClient.fromChannelAccessToken({ channelAccessToken: TOKEN, apiBaseURL: line.url }));
    const told = ({ method, path, headers, text }: (typeof mine)[number]) => ({
      method,
      path,
      text,
      authorization: headers.authorization,
      retryKey: headers['x-line-retry-key'],
      type: text === '' ? undefined : headers['content-type'],
    });
    expect(mine.map(told).toSorted(byPath)).toEqual(line.received.map(told).toSorted(byPath));
  });
});

describe('a reply', () => {
  it('tells the ids of what was sent', async () => {
    line.plays.push({ body: { sentMessages: [{ id: '11', quoteToken: 'q' }, { id: '12' }, { odd: 1 }] } });
    expect(await reply()).toEqual([{ id: '11', quoteToken: 'q' }, { id: '12' }]);
  });

  it.each<[string, Play]>([
    ['an empty object', { body: {} }],
    ['nothing', { raw: '' }],
    ['no JSON', { raw: '<html>' }],
  ])('that is answered 200 with %s was sent', async (_, play) => {
    line.plays.push(play);
    expect(await reply()).toEqual([]);
  });

  it('with nothing to say is not sent, and keeps its token', async () => {
    expect(await platform.reply(group, 'token', [{ type: 'text', text: ' \u3000' }], same)).toEqual([]);
    expect(await platform.push(group, KEY, [], same)).toEqual([]);
    expect(line.received).toEqual([]);
  });

  it.each<[string, Play]>([
    ['PLATFORM_BROKEN', { status: 500, body: {} }],
    ['PLATFORM_RATE_LIMITED', { status: 429, body: {} }],
    ['PLATFORM_TIMEOUT', 'hang'],
    ['PLATFORM_TIMEOUT', 'drip'],
    ['PLATFORM_UNREACHABLE', 'reset'],
    ['INVALID_REPLY_TOKEN', { status: 400, body: { message: 'Invalid reply token' } }],
  ])('is never tried twice: %s', async (expected, play) => {
    use(play === 'hang' || play === 'drip' ? IMPATIENT : PATIENT);
    line.plays.push(play);
    expect(await code(reply())).toBe(expected);
    expect(line.received).toHaveLength(1);
  });

  it('carries no retry key, which LINE refuses', async () => {
    await reply();
    expect(line.received[0]?.headers).not.toHaveProperty('x-line-retry-key');
  });
});

describe('a push', () => {
  const ok = { body: { sentMessages: [{ id: '21', quoteToken: 'q' }] } };

  it('tells what was sent the day before, in Japan’s days, once LINE has counted it', async () => {
    line.fallback = ({ path }) => ({ body: { status: 'ready', success: path.includes('/reply') ? 7 : 2 } });
    // Half past midnight in Japan.
    expect(await platform.sentTheDayBefore(Date.UTC(2026, 10, 10, 15, 30))).toEqual({ replies: 7, pushes: 2 });
    expect(line.received.map(({ path }) => path).sort()).toEqual([
      '/v2/bot/message/delivery/push?date=20261110',
      '/v2/bot/message/delivery/reply?date=20261110',
    ]);
    line.fallback = ({ path }) => ({
      body: path.includes('/reply') ? { status: 'ready', success: 7 } : { status: 'unready' },
    });
    expect(await platform.sentTheDayBefore(Date.UTC(2026, 10, 10))).toBeUndefined();
  });

  it.each<[string, Play]>([
    ['5xx', { status: 503, raw: 'down' }],
    ['no answer in time', 'hang'],
    ['a broken connection', 'reset'],
  ])('is tried again with the same key and words after %s', async (_, play) => {
    use(play === 'hang' ? { ...IMPATIENT, send: 150 } : PATIENT);
    line.plays.push(play, ok);
    expect(await push()).toEqual([{ id: '21', quoteToken: 'q' }]);
    expect(line.received.map(({ headers, text }) => [headers['x-line-retry-key'], text])).toEqual(
      Array.from({ length: 2 }, () => [KEY, line.received[0]?.text]),
    );
  });

  it('that was accepted before counts as sent', async () => {
    const message = 'The retry key is already accepted';
    line.plays.push('reset', { status: 409, body: { message, sentMessages: [{ id: '22' }] } });
    expect(await push()).toEqual([{ id: '22' }]);
    line.plays.push({ status: 409, body: { message } });
    expect(await push()).toEqual([]);
  });

  it('is given up after the third try', async () => {
    line.fallback = { status: 500, body: { message: 'Internal' } };
    expect(await failure(push())).toMatchObject({ code: 'PLATFORM_BROKEN', details: { status: 500 } });
    expect(line.received).toHaveLength(3);
  });

  it('is given up when its time is over', async () => {
    use({ ...IMPATIENT, whole: 100 });
    line.fallback = 'hang';
    expect(await code(push())).toBe('PLATFORM_TIMEOUT');
    expect(line.received.length).toBeLessThanOrEqual(2);
  });

  it.each<[string, number, string]>([
    ['PLATFORM_REJECTED', 400, 'Failed to send messages'],
    ['PLATFORM_FORBIDDEN', 403, ''],
    ['PLATFORM_QUOTA_SPENT', 429, 'You have reached your monthly limit.'],
    ['PLATFORM_RATE_LIMITED', 429, 'The API rate limit has been exceeded. Try again later.'],
  ])('is not tried again after %s', async (expected, status, message) => {
    line.fallback = { status, body: { message } };
    expect(await code(push())).toBe(expected);
    expect(line.received).toHaveLength(1);
  });
});

describe('reading', () => {
  it('tells a member as the chat sees them, with or without a picture', async () => {
    line.plays.push({ body: { userId: USER, displayName: '李 🧋 {x}', pictureUrl: 'https://p' } });
    expect(await platform.profile(group, USER)).toEqual({
      id: USER,
      displayName: '李 🧋 {x}',
      pictureUrl: 'https://p',
    });
    line.plays.push({ body: { userId: USER, displayName: 'Ken' } });
    expect(await platform.profile(alone, USER)).toEqual({ id: USER, displayName: 'Ken' });
  });

  it('tells the group, the bot and the quota', async () => {
    line.plays.push({ body: { groupId: GROUP, groupName: 'Lunch', pictureUrl: 'https://p' } });
    expect(await platform.summary(group)).toEqual({ name: 'Lunch', pictureUrl: 'https://p' });
    line.plays.push({ body: { userId: BOT, basicId: '@x', displayName: 'Tenko', chatMode: 'bot' } });
    expect(await platform.info()).toEqual({ id: BOT, displayName: 'Tenko' });
    line.fallback = ({ path }) => ({ body: path.endsWith('n') ? { totalUsage: 12 } : { type: 'limited', value: 200 } });
    expect(await platform.quota()).toEqual({ limit: 200, used: 12 });
    line.fallback = ({ path }) => ({ body: path.endsWith('n') ? { totalUsage: 12 } : { type: 'none' } });
    expect(await platform.quota()).toEqual({ used: 12 });
  });

  it.each<[string, Play]>([
    ['5xx', { status: 502, raw: '' }],
    ['no answer in time', 'hang'],
    ['a broken connection', 'reset'],
  ])('is tried again after %s', async (_, play) => {
    use(play === 'hang' ? { ...IMPATIENT, readTry: 150 } : PATIENT);
    line.plays.push(play, { body: { count: 5 } });
    expect(await platform.memberCount(group)).toBe(5);
    expect(line.received).toHaveLength(2);
  });

  it('is given up after the third try, or when its time is over', async () => {
    line.fallback = { status: 500, raw: '' };
    expect(await code(platform.memberCount(group))).toBe('PLATFORM_BROKEN');
    expect(line.received).toHaveLength(3);
    use({ ...IMPATIENT, read: 150 });
    line.fallback = 'hang';
    expect(await code(platform.memberCount(group))).toBe('PLATFORM_TIMEOUT');
    await platform.close();
    expect(await code(platform.memberCount(group))).toBe('PLATFORM_UNREACHABLE');
  });

  it.each([400, 401, 403, 404, 429])('is not tried again after %i', async (status) => {
    line.fallback = { status, body: {} };
    await failure(platform.memberCount(group));
    expect(line.received).toHaveLength(1);
  });

  it.each<[string, Play]>([
    ['no JSON', { raw: '<html>' }],
    ['an empty body', { raw: '' }],
    ['null', { raw: 'null' }],
    ['a list', { raw: '[]' }],
    ['another shape', { body: { count: 'many' } }],
    ['more than it could be', { raw: `"${'x'.repeat(1_000_001)}"` }],
    ['a way to somewhere else', { status: 302, headers: { location: '/elsewhere' }, raw: '' }],
  ])('that is answered with %s is broken', async (_, play) => {
    line.plays.push(play);
    expect(await code(platform.memberCount(group))).toBe('PLATFORM_BROKEN');
    expect(line.received).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('is asked for once, when LINE answers', async () => {
    await platform.leave(room);
    expect(paths()).toEqual([`POST /v2/bot/room/${ROOM}/leave`]);
  });

  it('a group that the bot is not in is a failure', async () => {
    line.plays.push({ status: 404, body: { message: 'Not found' } });
    expect(await code(platform.leave(group))).toBe('PLATFORM_NOT_FOUND');
    expect(line.received).toHaveLength(1);
  });

  it.each<Play>(['hang', 'reset', { status: 500, raw: '' }])(
    'counts as done when the bot is not there any more after a try without an answer (%j)',
    async (play) => {
      use(play === 'hang' ? { ...IMPATIENT, send: 150 } : PATIENT);
      line.plays.push(play, { status: 404, body: { message: 'Not found' } });
      await platform.leave(group);
      expect(line.received).toHaveLength(2);
    },
  );
});

describe('what LINE does not have', () => {
  it('is told without a call', async () => {
    expect(await platform.memberCount(alone)).toBe(1);
    expect(await platform.memberIds(alone)).toEqual([USER]);
    expect(await code(platform.summary(room))).toBe('NOT_SUPPORTED');
    expect(await code(platform.summary(alone))).toBe('NOT_SUPPORTED');
    expect(await code(platform.leave(alone))).toBe('NOT_SUPPORTED');
    expect(line.received).toEqual([]);
  });

  it('is known beforehand', () => {
    expect([group, room, alone].map((chat) => platform.can('leave', chat))).toEqual([true, true, false]);
    expect([group, room, alone].map((chat) => platform.can('mention', chat))).toEqual([true, true, false]);
    for (const capability of ['rename', 'addMember', 'removeMember'] as const) {
      expect(platform.can(capability, group)).toBe(false);
    }
    expect([platform.can('buttons', alone), platform.can('listMembers', group)]).toEqual([true, true]);
  });

  it.each(['', 'alice', '../../v2/bot/info', 'U1/leave', 'U%2e%2e', 'U\r\nx: y', GROUP, `U${'0'.repeat(99)}`, '＠Ｕ1'])(
    'a member id such as %j costs no call, and is not repeated',
    async (id) => {
      const error = await failure(platform.profile(group, id));
      expect(error.code).toBe('BAD_CALL');
      expect(error.message).toBe("LINE, member profile: the member id does not look like one of LINE's.");
      expect(line.received).toEqual([]);
    },
  );

  it('neither does a chat id of another kind', async () => {
    const odd = chatRef('line', BOT, 'group', '../info');
    expect(await code(platform.memberCount(odd))).toBe('BAD_CALL');
    expect(await code(platform.leave({ ...group, id: USER }))).toBe('BAD_CALL');
    expect(await code(platform.push(odd, KEY, HELLO, same))).toBe('BAD_CALL');
    expect(line.received).toEqual([]);
  });
});

describe('setting up', () => {
  it('takes an address with a path, as a proxy may have one', async () => {
    const behind = new LinePlatform({ channelAccessToken: TOKEN, apiBaseUrl: `${line.url}/proxy/` });
    line.fallback = { body: { count: 2 } };
    await behind.memberCount(group);
    await behind.close();
    expect(paths()).toEqual([`GET /proxy/v2/bot/group/${GROUP}/members/count`]);
  });

  it('closes its sockets, and closing again does no harm', async () => {
    await reply();
    expect(line.sockets.size).toBe(1);
    await platform.close();
    await platform.close();
    await vi.waitFor(() => expect(line.sockets.size).toBe(0));
    expect(await code(reply())).toBe('PLATFORM_UNREACHABLE');
  });

  it('a LINE that is not there is unreachable', async () => {
    await line.close();
    expect(await failure(reply())).toMatchObject({
      code: 'PLATFORM_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
