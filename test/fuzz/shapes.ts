import * as fc from 'fast-check';

/** What comes is the same each time, unless FUZZ_SEED asks for other; a failure tells it. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

export const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
/** Mostly what it should be, and now and then anything. */
export const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: right, weight: 6 }, { arbitrary: anything, weight: 1 });
export const word = fc.oneof(
  fc.constantFrom('/ping', '/poll a b', '/poll', '／投票　a　b', '/help', '1', '', '/'),
  fc.string({ unit: 'binary' }),
);
export const id = (letter: string): fc.Arbitrary<unknown> =>
  mostly(fc.constantFrom(...['a', 'b', 'c'].map((one) => letter + one.repeat(32))));
const moment = mostly(fc.oneof(fc.constant(Date.now()), fc.integer(), fc.double()));
const types = ['text', 'image', 'video', 'audio', 'file', 'location', 'sticker', 'unknown', '__proto__', 'constructor'];
const happened = [
  'message',
  'unsend',
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'postback',
  'beacon',
  'toString',
];
const span = fc.record(
  {
    index: mostly(fc.integer()),
    length: mostly(fc.integer()),
    userId: id('U'),
    type: mostly(fc.constant('user')),
    isSelf: anything,
  },
  { requiredKeys: [] },
);

const lineEvent = fc.record(
  {
    type: mostly(fc.constantFrom(...happened)),
    mode: mostly(fc.constantFrom('active', 'standby')),
    timestamp: moment,
    webhookEventId: mostly(fc.uuid()),
    replyToken: mostly(fc.string()),
    deliveryContext: mostly(fc.record({ isRedelivery: mostly(fc.boolean()) })),
    source: mostly(
      fc.record(
        { type: mostly(fc.constantFrom('group', 'room', 'user')), groupId: id('C'), roomId: id('R'), userId: id('U') },
        { requiredKeys: [] },
      ),
    ),
    message: mostly(
      fc.record(
        {
          type: mostly(fc.constantFrom(...types)),
          id: mostly(fc.stringMatching(/^\d{1,18}$/)),
          text: mostly(word),
          mention: mostly(fc.record({ mentionees: mostly(fc.array(mostly(span))) })),
          emojis: mostly(fc.array(mostly(span))),
          quoteToken: mostly(fc.string()),
          quotedMessageId: mostly(fc.string()),
          stickerId: anything,
          contentProvider: anything,
        },
        { requiredKeys: [] },
      ),
    ),
    postback: mostly(fc.record({ data: mostly(word), params: anything }, { requiredKeys: [] })),
    joined: mostly(fc.record({ members: mostly(fc.array(mostly(fc.record({ userId: id('U') })))) })),
    left: anything,
    unsend: mostly(fc.record({ messageId: mostly(fc.string()) })),
  },
  { requiredKeys: [] },
);
export const lineBody = fc.record(
  {
    destination: mostly(fc.constant(`U${'d'.repeat(32)}`)),
    events: mostly(fc.array(mostly(lineEvent), { maxLength: 5 })),
  },
  { requiredKeys: [] },
);

const handle = mostly(
  fc.record(
    {
      handle: mostly(fc.constantFrom('+15550002000', 'a@example.com', '')),
      id: mostly(fc.string()),
      is_me: anything,
      service: anything,
    },
    { requiredKeys: [] },
  ),
);
const linqData = fc.record(
  {
    id: mostly(fc.uuid()),
    chat: mostly(fc.record({ id: mostly(fc.uuid()), is_group: anything, owner_handle: handle }, { requiredKeys: [] })),
    sender_handle: handle,
    parts: mostly(
      fc.array(
        mostly(
          fc.record(
            { type: mostly(fc.constantFrom('text', 'media', 'link')), value: mostly(word), url: anything },
            { requiredKeys: [] },
          ),
        ),
      ),
    ),
    direction: mostly(fc.constantFrom('inbound', 'outbound')),
    sent_at: mostly(fc.constant(new Date().toISOString())),
    reply_to: anything,
    reaction_type: anything,
    service: anything,
  },
  { requiredKeys: [] },
);
export const linqBody = fc.record(
  {
    api_version: anything,
    webhook_version: mostly(fc.constant('2026-02-03')),
    event_type: mostly(
      fc.constantFrom(
        'message.received',
        'message.edited',
        'reaction.added',
        'participant.added',
        'participant.removed',
        'chat.created',
        'nothing',
      ),
    ),
    event_id: mostly(fc.uuid()),
    created_at: mostly(fc.constant(new Date().toISOString())),
    data: mostly(linqData),
  },
  { requiredKeys: [] },
);

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
export const text = (json: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { arbitrary: json.map((value) => Buffer.from(JSON.stringify(value))), weight: 8 },
    { arbitrary: bytes, weight: 1 },
  );
/** As a client may send them; a name that stands for the signature is set beside. */
export const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-encoding',
    'x-forwarded-for',
    'accept',
    'x-line-retry-key',
    'x-http-method-override',
    'cookie',
  ),
  fc.stringMatching(/^[ -~]{0,40}$/).map((value) => value.trim()),
);
