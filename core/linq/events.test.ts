import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../chat/event.ts';
import { AKI, BEN, OWN, handleOf, received, webhook } from '../../test/support/linq-stand-in.ts';
import { toEvents } from './events.ts';

const CHAT = { id: '3caaf1a0-ef9f-46e0-8c22-31e82c8514dc', is_group: true };
const reading = {
  account: OWN,
  receivedAt: 5_000,
  idOf: (handle: string) => `id of ${handle}`,
  isOwn: (handle: string) => handle === OWN || handle === '+15550001001',
};
const read = (body: Record<string, unknown>): readonly ChatEvent[] => toEvents(body, reading);
const one = (body: Record<string, unknown>): ChatEvent => {
  const events = read(body);
  expect(events).toHaveLength(1);
  return events[0]!;
};

describe('a message', () => {
  test('in a 1:1 chat, as Linq’s own fixture has it', () => {
    const event = one({
      ...webhook('message.received', {
        id: 'e230c922-3e96-4376-9332-67b644d11237',
        chat: { id: CHAT.id, is_group: false, owner_handle: handleOf(OWN), health_status: { status: 'healthy' } },
        parts: [{ type: 'text', value: 'hi', text_decorations: null }],
        effect: null,
        read_at: null,
        sent_at: '2026-05-08T16:21:12.499Z',
        service: 'iMessage',
        reply_to: null,
        direction: 'inbound',
        delivered_at: null,
        sender_handle: handleOf(AKI),
        idempotency_key: null,
        preferred_service: null,
      }),
      event_id: 'ff654877-df18-4384-b3aa-928212533477',
    });
    expect(event).toEqual({
      type: 'message',
      id: 'ff654877-df18-4384-b3aa-928212533477',
      at: Date.UTC(2026, 4, 8, 16, 21, 12, 499),
      redelivered: false,
      chat: { key: `linq:${OWN}/${CHAT.id}`, platform: 'linq', account: OWN, kind: 'user', id: CHAT.id },
      memberId: `id of ${AKI}`,
      reply: { token: 'ff654877-df18-4384-b3aa-928212533477', receivedAt: 5_000 },
      message: {
        type: 'text',
        id: 'e230c922-3e96-4376-9332-67b644d11237',
        quoteToken: 'e230c922-3e96-4376-9332-67b644d11237',
        text: 'hi',
        mentions: [],
      },
    });
  });

  test('in a group, where Linq does not say that it is one, is of a chat whose kind is a guess', () => {
    expect(one(received(CHAT, AKI, '/roll')).chat).toMatchObject({ kind: 'group' });
    expect(one(received({ id: CHAT.id }, AKI, '/roll')).chat).toMatchObject({ kind: 'group', isGuessed: true });
  });

  test('of several texts has a line for each; what is no text is left out, and parts that nobody knows are too', () => {
    const parts = [
      { type: 'text', value: '/poll Lunch' },
      { type: 'media', id: 'a', mime_type: 'image/png', filename: 'x.png', size_bytes: 4, url: 'https://x.example/x' },
      { type: 'hologram', value: 'boo' },
      { type: 'TEXT', value: 'sushi' },
    ];
    expect(one(received(CHAT, AKI, '', { parts }))).toMatchObject({ message: { text: '/poll Lunch\nsushi' } });
  });

  test.each([
    [
      [
        {
          type: 'media',
          id: 'a',
          mime_type: 'image/heic',
          filename: 'x.heic',
          size_bytes: 4,
          url: 'https://x.example/x',
        },
      ],
      { type: 'image', file: { name: 'x.heic', size: 4 }, external: { url: 'https://x.example/x' } },
    ],
    [[{ type: 'media', mime_type: 'application/pdf' }], { type: 'file' }],
    [[{ type: 'sticker' }], { type: 'other' }],
    [[], { type: 'other' }],
    [null, { type: 'other' }],
  ])('without words is what it carries: %j', (parts, message) => {
    expect(one(received(CHAT, AKI, '', { parts }))).toMatchObject({ message });
  });

  test('that answers another names it, and only iMessage can be quoted back', () => {
    const quoting = received(CHAT, AKI, '2', { reply_to: { message_id: 'm1', part_index: 0 }, service: 'SMS' });
    const event = one(quoting);
    expect(event).toMatchObject({ message: { quotedMessageId: 'm1' } });
    expect(event).not.toHaveProperty('message.quoteToken');
  });

  test('that names the bot or a member says so, in the newer shape, and odd ranges are nobody', () => {
    const mentions = [
      { range: [0, 6], is_me: true },
      { range: [13, 17], handle: BEN },
      { range: [90, 99], handle: BEN },
      { range: 'x', handle: BEN },
    ];
    const parts = [{ type: 'text', value: '@Tenko /hello @Ben', mentions }];
    expect(one(received(CHAT, AKI, '', { parts }))).toMatchObject({
      message: {
        mentions: [
          { index: 0, length: 6, isSelf: true },
          { index: 13, length: 4, memberId: `id of ${BEN}` },
        ],
      },
    });
  });

  test.each([
    ['went out from here', { direction: 'OUTBOUND' }],
    ['is ours', { sender_handle: handleOf(AKI, { is_me: true }) }],
    ['is of our own line', { sender_handle: { handle: OWN } }],
    ['is of another line of this account', { sender_handle: { handle: '+15550001001', is_me: false } }],
    ['is history that comes late', { reconciled_at: '2026-05-08T17:00:00Z' }],
    ['is for another line', { chat: { ...CHAT, owner_handle: handleOf('+15550009999') } }],
    ['has no id', { id: undefined }],
    ['is in no chat', { chat: undefined }],
    ['is in a chat that cannot be one', { chat: { id: '../../admin', is_group: true } }],
    ['is in a chat that is a step up', { chat: { id: '..', is_group: true } }],
  ])('that %s is nothing', (_, more) => {
    expect(read(received(CHAT, AKI, '/roll', more))).toEqual([]);
  });

  test('that was changed is told as changed, and is no message', () => {
    const event = one(
      webhook('message.edited', {
        id: 'm1',
        chat: { ...CHAT, owner_handle: handleOf(OWN) },
        direction: 'inbound',
        edited_at: '2026-05-08T16:21:12.123456789Z',
        part: { index: 0, text: '/roll 20' },
        sender_handle: handleOf(AKI),
      }),
    );
    expect(event).toMatchObject({ type: 'messageEdited', message: { id: 'm1', text: '/roll 20' } });
    expect(event.at).toBe(Date.UTC(2026, 4, 8, 16, 21, 12, 123));
  });
});

describe('a reaction', () => {
  const data = {
    is_from_me: false,
    reaction_type: 'like',
    chat_id: CHAT.id,
    message_id: 'e230c922',
    part_index: 0,
    reacted_at: '2026-05-08T16:25:00.000Z',
    service: 'iMessage',
    from_handle: { id: '1', is_me: false, handle: AKI },
  };

  test('is told with who, what and to which message', () => {
    expect(one(webhook('reaction.added', data))).toMatchObject({
      type: 'reaction',
      memberId: `id of ${AKI}`,
      messageId: 'e230c922',
      reaction: 'like',
      added: true,
      at: Date.UTC(2026, 4, 8, 16, 25),
      chat: { isGuessed: true },
    });
    expect(one(webhook('reaction.removed', data))).toMatchObject({ added: false });
  });

  test.each([
    ['LOVE', 'love'],
    ['custom', 'other'],
    ['sticker', 'other'],
    ['holo', 'other'],
    [undefined, 'other'],
  ])('%s is %s', (type, reaction) => {
    expect(one(webhook('reaction.added', { ...data, reaction_type: type }))).toMatchObject({ reaction });
  });

  test('to nothing, or of ours, is nothing; the older field names who as well', () => {
    expect(read(webhook('reaction.added', { ...data, message_id: undefined }))).toEqual([]);
    expect(read(webhook('reaction.added', { ...data, is_from_me: true }))).toEqual([]);
    expect(read(webhook('reaction.added', { ...data, from_handle: handleOf(OWN) }))).toEqual([]);
    expect(one(webhook('reaction.added', { ...data, from_handle: undefined, from: BEN }))).toMatchObject({
      memberId: `id of ${BEN}`,
    });
  });
});

describe('who is in a chat', () => {
  const added = (participant: object, more: object = {}) =>
    webhook('participant.added', { chat_id: CHAT.id, added_at: '2026-05-08T16:30:00Z', participant, ...more });
  const removed = (participant: object) => webhook('participant.removed', { chat_id: CHAT.id, participant });

  test('one came, one went: a list of one each', () => {
    expect(one(added(handleOf(BEN)))).toMatchObject({
      type: 'memberJoined',
      memberIds: [`id of ${BEN}`],
      unnamed: 0,
      at: Date.UTC(2026, 4, 8, 16, 30),
    });
    expect(one(removed(handleOf(BEN, { status: 'left' })))).toMatchObject({
      type: 'memberLeft',
      memberIds: [`id of ${BEN}`],
    });
    expect(one(webhook('participant.added', { chat_id: CHAT.id, handle: BEN }))).toMatchObject({
      memberIds: [`id of ${BEN}`],
    });
  });

  test('the bot came, or went, told by its line or by is_me alone', () => {
    expect(one(added(handleOf(OWN, { is_me: undefined }))).type).toBe('join');
    expect(one(added({ is_me: true })).type).toBe('join');
    expect(one(removed(handleOf(OWN))).type).toBe('leave');
  });

  test('of nobody, or in no chat, is nothing', () => {
    expect(read(added({}))).toEqual([]);
    expect(read(added(handleOf(BEN), { chat_id: undefined }))).toEqual([]);
  });

  test('a chat that was made is one that the bot came into', () => {
    const created = webhook('chat.created', {
      id: CHAT.id,
      is_group: true,
      handles: [],
      created_at: '2026-05-08T16:30:00Z',
    });
    expect(one(created)).toMatchObject({ type: 'join', chat: { id: CHAT.id, kind: 'group' } });
  });
});

describe('what a group is called', () => {
  const renamed = (value: unknown) =>
    webhook('chat.group_name_updated', {
      chat_id: CHAT.id,
      updated_at: '2026-05-08T16:45:00Z',
      old_value: null,
      new_value: value,
      changed_by_handle: { id: '1', handle: AKI, service: 'iMessage' },
    });

  test('is told with who changed it', () => {
    expect(one(renamed('Camp'))).toMatchObject({ type: 'chatRenamed', name: 'Camp', memberId: `id of ${AKI}` });
    expect(one(renamed(null))).not.toHaveProperty('name');
  });

  test('a list of people’s numbers is no name', () => {
    for (const value of [`${AKI}, ${BEN}`, '+1 (555) 000-2000, a@b.example', 'a@b.example,c@d.example'])
      expect(one(renamed(value))).not.toHaveProperty('name');
  });

  test('a picture changed; what was asked for did not come to pass', () => {
    expect(one(webhook('chat.group_icon_updated', { chat_id: CHAT.id, new_value: 'https://x.example' })).type).toBe(
      'chatIconChanged',
    );
    const failed = { chat_id: CHAT.id, error_code: 3007, failed_at: '2026-05-08T16:45:00Z' };
    expect(one(webhook('chat.group_name_update_failed', failed))).toMatchObject({
      type: 'chatUpdateFailed',
      what: 'name',
      code: '3007',
    });
    expect(one(webhook('chat.group_icon_update_failed', failed))).toMatchObject({ what: 'icon' });
  });
});

test.each([
  'poll.vote.added',
  'call.ended',
  'message.sent',
  'chat.typing_indicator.started',
  'brand.new',
  'contact_card.received',
])('%s is nothing that the host acts on', (type) => {
  expect(read(webhook(type, { chat: { ...CHAT }, chat_id: CHAT.id, id: 'x' }))).toEqual([]);
});

test('whatever Linq sends breaks nothing', () => {
  const types = [
    'message.received',
    'message.edited',
    'reaction.added',
    'participant.added',
    'chat.created',
    'chat.group_name_updated',
  ];
  const part = fc.record(
    { type: fc.constantFrom('text', 'media', 'link'), value: fc.anything(), mentions: fc.anything() },
    { requiredKeys: [] },
  );
  const handle = fc.record({ handle: fc.anything(), is_me: fc.anything() }, { requiredKeys: [] });
  const data = fc.record(
    {
      id: fc.anything(),
      chat: fc.oneof(fc.anything(), fc.record({ id: fc.string(), is_group: fc.anything(), owner_handle: handle })),
      chat_id: fc.anything(),
      parts: fc.oneof(fc.anything(), fc.array(part)),
      sender_handle: handle,
      from_handle: handle,
      participant: handle,
      message_id: fc.anything(),
      reply_to: fc.anything(),
      part: fc.anything(),
      new_value: fc.anything(),
      sent_at: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.constantFrom(...types), data, (type, odd) => {
      for (const event of read(webhook(type, odd))) {
        expect(event.chat?.key).toMatch(/^linq:\+15550001000\/[A-Za-z\d][\w.~:-]*$/);
        expect(Number.isSafeInteger(event.at)).toBe(true);
      }
    }),
  );
});

test('odd shapes are nothing and break nothing', () => {
  for (const data of [null, 7, [], 'x', { chat: 7 }, { chat: { id: 7 } }, { chat_id: '' }])
    for (const type of ['message.received', 'reaction.added', 'participant.removed', 'chat.created', 'message.edited'])
      expect(read(webhook(type, data as object))).toEqual([]);
});

test('a time that cannot be read is the webhook’s own, or when it came', () => {
  const event = received(CHAT, AKI, 'x', { sent_at: 'soon' });
  expect(one(event).at).toBe(Date.UTC(2026, 4, 8, 16, 21, 12, 793));
  expect(one({ ...event, created_at: undefined }).at).toBe(5_000);
});
