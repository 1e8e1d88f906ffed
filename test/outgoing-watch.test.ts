import { expect, test } from 'vitest';
import { chatRef } from '../core/chat/chat.ts';
import { LinePlatform } from '../core/line/client.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { startBuiltHost } from './support/built-host.ts';
import { openapi } from './support/openapi.ts';
import { mistakesInOutgoing, noteOutgoing, waitingOutgoing } from './support/outgoing-watch.ts';
import { StandIn } from './support/stand-in.ts';
import { until } from './support/until.ts';

test('what a host in this process sends is held against the limits, with the place', async () => {
  const line = await StandIn.open();
  const platform = new LinePlatform({ channelAccessToken: 'token', apiBaseUrl: line.url });
  const group = chatRef('line', 'U0', 'group', `C${'a'.repeat(32)}`);
  // As no plugin could send it: past all checks.
  const flex = { type: 'flex', altText: '', contents: { type: 'bubble' } } as const;
  await platform.reply(group, 'token', [{ type: 'native', line: flex, text: 'a' }], String);
  expect(mistakesInOutgoing()).toEqual([
    'POST /v2/bot/message/reply: messages[0].altText: May not be empty',
    'POST /v2/bot/message/reply: messages[0].contents: At least one block must be specified',
  ]);
  await platform.close();
  await line.close();
});

test("what is sent is held against LINE's own description", ({ skip }) => {
  const { available, reason } = openapi();
  skip(!available, reason);
  const message = { type: 'text', text: 'a', colour: 'red' };
  noteOutgoing({ path: '/v2/bot/message/push', body: JSON.stringify({ to: 'C1', messages: [message] }) });
  expect(mistakesInOutgoing()).toEqual([expect.stringContaining('/messages/0 must NOT have unevaluated properties')]);
});

test('what a built host sends is told to the test that started it', async () => {
  const line = await VirtualLine.start();
  const host = startBuiltHost({
    LINE_CHANNEL_SECRET: line.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
    LINE_API_BASE_URL: line.apiUrl,
  });
  line.setWebhookUrl(`${await host.ready}/webhook/line`);
  const yuki = line.world.createMember('Yuki');
  line.world.say(line.world.createGroup('Lunch', [yuki]), yuki, '/ping');
  await until('a pong', () => (waitingOutgoing.length > 0 ? undefined : 'the reply'), 10_000);
  expect(waitingOutgoing).toEqual([
    { path: '/v2/bot/message/reply', body: expect.stringContaining('"text":"pong"') as string },
  ]);
  host.child.kill('SIGTERM');
  expect(await host.ended).toBe(0);
  await line.stop();
});
