import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openapi } from '../../test/support/openapi.ts';
import { toEvents } from './events.ts';

const FOLDER = new URL('../../test/fixtures/line/', import.meta.url);
const RECEIVED_AT = 1_776_914_800_000;
const BOT = 'U8e742f61d673b39c7fff3cecb7536ef0';
const GROUP = 'Ca56f94637cc4347f90a25382909b24b9';
const ROOM = 'Ra8dbf4673c4c812cd491258042226c99';
const ALICE = 'U4af4980629fb2bfe3a5b1a9a2f7f1b7c';
const BOB = 'U0047556f2e40dba2456887320ba7c76d';

interface WebhookBody {
  destination: string;
  events: Record<string, unknown>[];
}
const fixture = (name: string): WebhookBody =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as WebhookBody;
const read = (name: string) => toEvents(fixture(name), RECEIVED_AT);

const inGroup = {
  chat: { key: `line:${BOT}/${GROUP}`, platform: 'line', account: BOT, kind: 'group', id: GROUP },
  memberId: ALICE,
};
const inRoom = {
  chat: { key: `line:${BOT}/${ROOM}`, platform: 'line', account: BOT, kind: 'room', id: ROOM },
  memberId: ALICE,
};
const alone = {
  chat: { key: `line:${BOT}/${ALICE}`, platform: 'line', account: BOT, kind: 'user', id: ALICE },
  memberId: ALICE,
};
const { chat: theGroup } = inGroup;
const { chat: theRoom } = inRoom;
const text = (id: string, words: string) => ({
  type: 'text',
  id,
  quoteToken: 'yHAz4Ua2wx7',
  text: words,
  mentions: [],
});

/** What each fixture becomes, but for id, time and reply token, which a test of their own covers. */
const EXPECTED: Record<string, object> = {
  'message-text': {
    type: 'message',
    ...inGroup,
    message: text('444573844083572737', '/poll "お昼は?" 寿司 🤨 {brace}'),
    readToken: '30yhdy232',
  },
  'message-text-user': { type: 'message', ...alone, message: text('444573844083572738', '/help') },
  'message-text-room': { type: 'message', ...inRoom, message: text('444573844083572739', '/help') },
  'message-text-unnamed': { type: 'message', chat: theGroup, message: text('444573844083572740', 'hello') },
  'message-text-mention': {
    type: 'message',
    ...inGroup,
    message: {
      ...text('444573844083572741', '@Tenko ／help @All @Jane Doe 🤨'),
      quotedMessageId: '468789577898262530',
      mentions: [
        { index: 0, length: 6, memberId: BOT, isSelf: true },
        { index: 13, length: 4, all: true },
        { index: 18, length: 9, memberId: BOB },
      ],
      emojis: [{ index: 27, length: 2, name: '5ac1bfd5040ab15980c9b435/001' }],
    },
  },
  'message-image': {
    type: 'message',
    ...inGroup,
    message: {
      type: 'image',
      id: '354718705033693859',
      quoteToken: 'q3Plxr4AgKd',
      set: { id: 'E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855', index: 1, total: 2 },
    },
  },
  'message-video': {
    type: 'message',
    ...inGroup,
    message: {
      type: 'video',
      id: '325708',
      quoteToken: 'wSAeR4s6L0O',
      external: { url: 'https://example.com/original.mp4', previewUrl: 'https://example.com/preview.jpg' },
      duration: 60_000,
    },
  },
  'message-audio': { type: 'message', ...inGroup, message: { type: 'audio', id: '325709', duration: 60_000 } },
  'message-file': {
    type: 'message',
    ...inGroup,
    message: { type: 'file', id: '325710', file: { name: 'file.txt', size: 2138 } },
  },
  'message-location': {
    type: 'message',
    ...inGroup,
    message: {
      type: 'location',
      id: '325711',
      location: {
        title: 'my location',
        address: '日本、〒160-0004 東京都新宿区四谷1丁目6-1',
        latitude: 35.687574,
        longitude: 139.72922,
      },
    },
  },
  'message-sticker': {
    type: 'message',
    ...inGroup,
    message: {
      type: 'sticker',
      id: '1501597916',
      quoteToken: 'q3Plxr4AgKe',
      quotedMessageId: '1501597915',
      sticker: {
        packageId: '11537',
        stickerId: '52002738',
        keywords: ['cony', 'sally', 'Staring', 'hi'],
        text: "Let's meet {there} 🙌",
      },
    },
  },
  'message-edited': {
    type: 'messageEdited',
    ...inGroup,
    message: { ...text('444573844083572737', '/poll "Dinner?" sushi ramen'), quoteToken: 'nUWq3Ks0' },
  },
  unsend: { type: 'unsend', ...inGroup, messageId: '325708' },
  follow: { type: 'follow', ...alone, returning: true },
  unfollow: { type: 'unfollow', ...alone },
  join: { type: 'join', chat: theGroup },
  'join-room': { type: 'join', chat: theRoom },
  leave: { type: 'leave', chat: theGroup },
  'member-joined': { type: 'memberJoined', chat: theGroup, memberIds: [ALICE, BOB], unnamed: 1 },
  'member-left': { type: 'memberLeft', chat: theRoom, memberIds: [ALICE], unnamed: 1 },
  postback: { type: 'postback', ...inGroup, data: '/poll vote 1 --poll 3\u001Fq7Zk2' },
  'postback-datetime': { type: 'postback', ...alone, data: '/remind at', picked: { datetime: '2026-11-22T18:00' } },
  'postback-date': { type: 'postback', ...alone, data: '/remind on', picked: { date: '2026-11-22' } },
  'postback-time': { type: 'postback', ...alone, data: '/remind at', picked: { time: '18:00' } },
  'postback-rich-menu': {
    type: 'richMenuSwitched',
    ...alone,
    data: 'richmenu-changed-to-b',
    richMenuAlias: 'richmenu-alias-b',
    status: 'SUCCESS',
  },
  'postback-rich-menu-failed': {
    type: 'richMenuSwitched',
    ...alone,
    data: 'richmenu-changed-to-b',
    status: 'RICHMENU_ALIAS_ID_NOTFOUND',
  },
  'video-play-complete': { type: 'videoPlayComplete', ...alone, trackingId: 'track-id' },
  beacon: { type: 'beacon', ...alone, hardwareId: 'd41d8cd98f', action: 'enter', deviceMessage: 'a1b2' },
  'account-link': { type: 'accountLink', ...alone, ok: true, nonce: 'Kv1hVSAoyTmGj7Iz0cCrhQ' },
  'account-link-failed': { type: 'accountLink', ok: false, nonce: 'Kv1hVSAoyTmGj7Iz0cCrhQ' },
  'membership-joined': { type: 'membership', ...alone, action: 'joined', membershipId: 3189 },
  'membership-left': { type: 'membership', ...alone, action: 'left', membershipId: 3189 },
  'membership-renewed': { type: 'membership', ...alone, action: 'renewed', membershipId: 3189 },
  'module-attached': { type: 'module', action: 'attached', botId: BOB },
  'module-detached': { type: 'module', action: 'detached', botId: BOB, reason: 'bot_deleted' },
  activated: { type: 'activated', ...alone, expiresAt: 1_776_914_979_524 },
  deactivated: { type: 'deactivated', ...alone },
  'bot-suspended': { type: 'botSuspended' },
  'bot-resumed': { type: 'botResumed' },
  delivery: {
    type: 'delivery',
    data: '15034552939884E28681A7D668CEA94C147C716C0EC9DFE8B80B44EF3B57F6BD0602366BC3menu01',
  },
  redelivered: { type: 'message', ...inGroup, redelivered: true, message: text('325713', '/help') },
};
const SILENT = ['standby', 'verify', 'verify-old-console'];

describe('an event of LINE becomes a neutral one', () => {
  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const [sent] = fixture(name).events as [Record<string, unknown>];
    const token = sent['replyToken'];
    expect(read(name)).toEqual([
      {
        id: sent['webhookEventId'],
        at: sent['timestamp'],
        redelivered: false,
        ...(token === undefined ? {} : { reply: { token, receivedAt: RECEIVED_AT } }),
        ...expected,
      },
    ]);
  });

  it.each(SILENT)('%s becomes nothing', (name) => {
    expect(read(name)).toEqual([]);
  });

  it('several events keep their order and their chats', () => {
    expect(read('several').map(({ type, chat }) => [type, chat?.kind])).toEqual([
      ['message', 'group'],
      ['memberLeft', 'group'],
      ['message', 'user'],
    ]);
  });

  it('every fixture is accounted for here', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace('.json', ''));
    expect(files.toSorted()).toEqual([...Object.keys(EXPECTED), ...SILENT, 'several'].toSorted());
  });
});

const judge = openapi();

describe("the fixtures are as LINE's OpenAPI has them", () => {
  beforeEach(({ skip }) => skip(!judge.available, judge.reason));

  // The made-up events of older consoles never kept to it.
  it.each([...Object.keys(EXPECTED), 'standby', 'verify', 'several'])('%s', (name) => {
    expect(judge.webhook(fixture(name))).toEqual([]);
  });
});

/** A webhook of one good event between two others. */
const around = (event: unknown) => {
  const [good] = fixture('message-text').events;
  return toEvents({ destination: BOT, events: [event, good, event] }, RECEIVED_AT);
};
const odd = (content: object) => around({ ...message, message: { id: '1', ...content } })[0];
const [message] = fixture('message-text').events as [Record<string, unknown>];
const [postback] = fixture('postback').events as [Record<string, unknown>];
const [joined] = fixture('member-joined').events as [Record<string, unknown>];

describe('what is not as expected', () => {
  it.each([
    ['null', null],
    ['a string', 'message'],
    ['a number', 7],
    ['an array', [message]],
    ['an empty object', {}],
    ['a type that nobody knows', { ...message, type: 'reaction' }],
    ['a type that every object has', { ...message, type: 'constructor' }],
    ['a type that is no string', { ...message, type: { toString: 'message' } }],
    ['no event id', { ...message, webhookEventId: undefined }],
    ['an event id that is a number', { ...message, webhookEventId: 12 }],
    ['standby', { ...message, mode: 'standby' }],
    ['a mode that nobody knows', { ...message, mode: 'asleep' }],
    ['a message that is null', { ...message, message: null }],
    ['a message without an id', { ...message, message: { type: 'text', text: '/help' } }],
    ['a text without its text', { ...message, message: { type: 'text', id: '1' } }],
    ['a text that is an object', { ...message, message: { type: 'text', id: '1', text: { a: 1 } } }],
    ['a tap without data', { ...postback, postback: {} }],
    ['a tap of a button that only fills in the keyboard', { ...postback, postback: { data: 'nothing' } }],
    ['members that are no list', { ...joined, joined: { members: 'all' } }],
    ['an unsend of nothing', { ...message, type: 'unsend', unsend: {} }],
    ['a beacon of nothing', { ...message, type: 'beacon' }],
    ['a module event of nothing', { ...message, type: 'module', module: null }],
  ])('%s is passed by, and its neighbours are not hurt', (_, event) => {
    expect(around(event).map(({ type }) => type)).toEqual(['message']);
  });

  it.each([
    ['no source', undefined],
    ['a source that is null', null],
    ['a source of an unknown type', { type: 'square', squareId: 'S1' }],
    ['a group without its id', { type: 'group' }],
    ['a user without an id', { type: 'user' }],
  ])('an event with %s belongs to no chat', (_, source) => {
    const [event] = around({ ...message, source });
    expect(event).toMatchObject({ type: 'message' });
    expect(event?.chat).toBeUndefined();
    expect(event?.memberId).toBeUndefined();
  });

  it('an event without a time is dated when it came', () => {
    for (const timestamp of ['now', -1, 1e300, null])
      expect([timestamp, around({ ...message, timestamp })[0]?.at]).toEqual([timestamp, RECEIVED_AT]);
    expect(around({ ...message, timestamp: 1.5 })[0]?.at).toBe(1);
  });

  it('content of a new kind is some other message', () => {
    const [event] = around({ ...message, message: { type: 'hologram', id: '9', size: 4 } });
    expect(event).toMatchObject({ message: { type: 'other', id: '9' } });
  });

  it('mentions that run over the text are dropped, and the others stay', () => {
    const mentionees = [
      { index: 0, length: 99, type: 'user', userId: ALICE },
      { index: -1, length: 2, type: 'user', userId: ALICE },
      { index: 0.5, length: 1, type: 'user', userId: ALICE },
      { index: 0, length: 0, type: 'user', userId: ALICE },
      null,
      { index: 0, length: 2, type: 'user' },
      { index: 3, length: 2, type: 'user', userId: BOT },
    ];
    const [event] = around({ ...message, message: { type: 'text', id: '1', text: '@x @b', mention: { mentionees } } });
    expect(event).toMatchObject({
      message: {
        mentions: [
          { index: 0, length: 2 },
          { index: 3, length: 2, memberId: BOT, isSelf: true },
        ],
      },
    });
  });

  it('media whose details are odd are media without details', () => {
    expect(odd({ type: 'file', fileName: 7 })).toMatchObject({ message: { type: 'file', id: '1' } });
    expect(odd({ type: 'location', latitude: 'north' })).toMatchObject({ message: { type: 'location', id: '1' } });
    expect(odd({ type: 'sticker', packageId: '1', stickerId: '2', keywords: [1, 'a', null] })).toMatchObject({
      message: { sticker: { keywords: ['a'] } },
    });
  });

  it('a member who is told twice joined once', () => {
    const twice = { members: [{ type: 'user', userId: BOB }, { type: 'user', userId: BOB }, null] };
    expect(around({ ...joined, joined: twice })[0]).toMatchObject({ memberIds: [BOB], unnamed: 0 });
  });

  it.each([
    undefined,
    null,
    'x',
    7,
    [],
    {},
    { destination: BOT },
    { events: [message] },
    { destination: 1, events: [message] },
  ])('a body that is %j has no events', (body) => {
    expect(toEvents(body, RECEIVED_AT)).toEqual([]);
  });

  it('no JSON at all makes it throw or hurts a neighbour', () => {
    const types = Object.keys(EXPECTED).map((name) => fixture(name).events[0]?.['type']);
    const events = fc
      .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keysOfFixtures()), fc.jsonValue()))
      .map(([type, fields]) => Object.assign({}, message, fields, { type }));
    fc.assert(
      fc.property(fc.oneof(events, fc.jsonValue()), (event) => {
        expect(around(event).filter(({ id }) => id === message['webhookEventId']).length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

function keysOfFixtures(): string[] {
  return [...new Set(Object.keys(EXPECTED).flatMap((name) => Object.keys(fixture(name).events[0] ?? {})))];
}
