import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BOT } from './webhooks.ts';

/** A LINE that only answers, as fast as it can, and notes when each reply token came. */
export async function fakeLine() {
  const arrived = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  let other = 0;
  const sent = JSON.stringify({ sentMessages: [{ id: '461230966842064897', quoteToken: 'IStG5h1Tz7b' }] });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-line-request-id', '123e4567-e89b-12d3-a456-426655440001');
      if (request.url !== '/v2/bot/message/reply') {
        if (request.url !== '/v2/bot/info') other++;
        return response.end(
          JSON.stringify({
            userId: BOT,
            displayName: 'Bench',
            basicId: '@bench',
            chatMode: 'bot',
            markAsReadMode: 'auto',
          }),
        );
      }
      const { replyToken } = JSON.parse(Buffer.concat(chunks).toString()) as { replyToken: string };
      const now = performance.now();
      arrived.set(replyToken, (arrived.get(replyToken) ?? 0) + 1);
      waiting.get(replyToken)?.(now);
      waiting.delete(replyToken);
      return response.end(sent);
    });
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
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
