import { createHmac, randomBytes } from 'node:crypto';

export const SECRET = '0123456789abcdef0123456789abcdef';
export const BOT = `U${'b'.repeat(32)}`;

/** What of the load is a command, and how many events stand in one webhook. */
export interface Mix {
  readonly name: string;
  readonly commands: number;
  readonly perWebhook: number;
}

export interface SignedWebhook {
  readonly body: Buffer;
  readonly signature: string;
  /** Reply tokens of the commands in it. */
  readonly tokens: readonly string[];
  readonly events: number;
}

const LINES = [
  'おはよう！',
  '今日のお昼どうする？',
  'see you at 7',
  'えーと、ちょっと遅れます 🙏',
  'https://example.com/menu',
  '了解です',
];
const CHATS = 200;
const MEMBERS = 20;
const hex = (text: string): string => createHmac('sha256', 'bench').update(text).digest('hex').slice(0, 32);

/** Like a ULID: it grows with time. */
const eventId = (): string =>
  `01${Date.now().toString(32).padStart(10, '0')}${randomBytes(7).toString('hex')}`.toUpperCase();

let count = 0;

/** One webhook as LINE sends it, signed over its very bytes. */
export function webhook({ commands, perWebhook }: Mix): SignedWebhook {
  const tokens: string[] = [];
  const events = Array.from({ length: perWebhook }, () => {
    count++;
    const chat = count % CHATS;
    const isCommand = (count % 10) / 10 < commands;
    const replyToken = randomBytes(16).toString('hex');
    if (isCommand) tokens.push(replyToken);
    return {
      type: 'message',
      message: {
        type: 'text',
        id: String(400_000_000_000 + count),
        quoteToken: 'q3Plxr4AgKd1WQ9Ro0pVlGr8h7nXg0Ybk6yYv1kqJ5w',
        text: isCommand ? '/ping' : LINES[count % LINES.length],
      },
      webhookEventId: eventId(),
      deliveryContext: { isRedelivery: false },
      timestamp: Date.now(),
      source: { type: 'group', groupId: `C${hex(`chat ${chat}`)}`, userId: `U${hex(`${chat} ${count % MEMBERS}`)}` },
      replyToken,
      mode: 'active',
    };
  });
  const body = Buffer.from(JSON.stringify({ destination: BOT, events }));
  return { body, signature: createHmac('sha256', SECRET).update(body).digest('base64'), tokens, events: perWebhook };
}
