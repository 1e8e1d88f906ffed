import { createServer, type AddressInfo } from 'node:net';
import { BOT } from './webhooks.ts';
import { Messages } from './wire.ts';

const answer = (json: object): Buffer => {
  const body = JSON.stringify(json);
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-line-request-id: 123e4567-e89b-12d3-a456-426655440001\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
};
const SENT = answer({ sentMessages: [{ id: '461230966842064897', quoteToken: 'IStG5h1Tz7b' }] });
const INFO = answer({
  userId: BOT,
  displayName: 'Bench',
  basicId: '@bench',
  chatMode: 'bot',
  markAsReadMode: 'auto',
});

/** A LINE that only answers, as fast as it can, and notes when each reply token came. */
export async function fakeLine() {
  const arrived = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  let other = 0;
  let calls = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const messages = new Messages();
    socket.on('data', (chunk) => {
      for (const { first, body } of messages.take(chunk)) {
        calls++;
        if (first.startsWith('POST /v2/bot/message/reply ')) {
          const replyToken = /"replyToken":"([0-9a-f]+)"/.exec(body)![1]!;
          arrived.set(replyToken, (arrived.get(replyToken) ?? 0) + 1);
          waiting.get(replyToken)?.(performance.now());
          waiting.delete(replyToken);
          socket.write(SENT);
        } else {
          if (!first.includes(' /v2/bot/info ')) other++;
          socket.write(INFO);
        }
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves with the moment at which the reply with this token came. */
    replyTo: (token: string): Promise<number> => new Promise((resolve) => waiting.set(token, resolve)),
    /** How often each token was used since the last reset. */
    arrived,
    /** Calls that were neither a reply nor bot info. */
    otherCalls: () => other,
    /** Calls of any kind. */
    calls: () => calls,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
