import { expect, test, onTestFinished } from 'vitest';
import { Stage } from '../simulator/stage.fixture.ts';
import { VirtualLine } from '../simulator/virtual-line.ts';
import { isFailure } from '../errors.ts';
import { LineAccount } from './account.ts';

async function account(token?: string) {
  const stage = await Stage.open({ chatMode: 'bot' });
  const { channelAccessToken, apiUrl } = stage.line;
  const ours = new LineAccount({ channelAccessToken: token ?? channelAccessToken, apiBaseUrl: apiUrl });
  onTestFinished(() => ours.close());
  return { stage, ours };
}

test('a bot is told with its mode and LINE’s clock', async () => {
  const { stage, ours } = await account();
  const { clock, ...bot } = await ours.bot();
  expect(bot).toEqual({ id: stage.line.botId, basicId: '@tenko', displayName: 'Tenko', chatMode: 'bot' });
  expect(Math.abs(clock! - Date.now())).toBeLessThan(60_000);
});

test('a token tells its channel, and the channel which secret is its own', async () => {
  const { stage, ours } = await account();
  const channel = (await ours.channelId())!;
  expect(channel).toMatch(/^\d{10}$/);
  expect(await ours.isSecretOf(channel, stage.line.channelSecret)).toBe(true);
  expect(await ours.isSecretOf(channel, 'f'.repeat(32))).toBe(false);
});

test('a token that is not good tells no channel, and asking for the bot says so', async () => {
  const { ours } = await account('wrong');
  expect(await ours.channelId()).toBeUndefined();
  expect(await ours.bot().catch((error: unknown) => isFailure(error) && error.code)).toBe('PLATFORM_UNAUTHORIZED');
});

test('the webhook URL is read, set and tested', async () => {
  const { stage, ours } = await account();
  expect(await ours.endpoint()).toEqual({ url: stage.url, active: true });
  stage.line.useWebhook(false);
  expect(await ours.testEndpoint()).toEqual({ success: true, status: 200, reason: 'OK', detail: '200' });
  await ours.setEndpoint(`${stage.url}/other`);
  expect(await ours.endpoint()).toEqual({ url: `${stage.url}/other`, active: false });
  stage.status = 401;
  expect(await ours.testEndpoint(stage.url)).toMatchObject({
    success: false,
    status: 401,
    reason: 'ERROR_STATUS_CODE',
  });
  const refused = await ours
    .setEndpoint('http://example.com/')
    .catch((error: unknown) => isFailure(error) && error.code);
  expect(refused).toBe('PLATFORM_REJECTED');
});

test('that no URL is set is no failure', async () => {
  const bare = await VirtualLine.start();
  const ours = new LineAccount({ channelAccessToken: bare.channelAccessToken, apiBaseUrl: bare.apiUrl });
  expect(await ours.endpoint()).toBeUndefined();
  await ours.close();
  await bare.stop();
});
