import { LineBotClient } from '@line/bot-sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StandIn, type Play } from '../../test/support/stand-in.ts';
import { isFailure } from '../errors.ts';
import { LineApi, TIMEOUTS } from './api.ts';
import { contentOf, contentStateOf } from './content.ts';
import { dialogUrl } from './linking.ts';

const TOKEN = 'secret-access-token';
const ID = '444573844083572737';
const HASTY = { whole: 2_000, pause: 1 };
const notReady: Play = { status: 202, raw: '' };
const picture: Play = { headers: { 'content-type': 'image/jpeg' }, raw: 'bytes' };

let line: StandIn;
let api: LineApi;
beforeEach(async () => {
  line = await StandIn.open();
  api = new LineApi(TOKEN, line.url, { ...TIMEOUTS, pause: 1 });
});
afterEach(async () => {
  await api.close();
  await line.close();
});

const read = (more: { preview?: boolean; most?: number } = {}, patience = HASTY) =>
  contentOf(api, { messageId: ID, preview: false, most: 100, ...more }, patience);
const paths = () => line.received.map(({ path }) => path.replace(`/v2/bot/message/${ID}`, ''));

async function failure(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFailure(error)) throw new Error('it did not fail, or not with a Failure', { cause: error });
  return `${error.code}: ${error.message}`;
}

it('a content comes with its type, by the call that the SDK makes', async () => {
  line.fallback = picture;
  expect(await read()).toEqual({ type: 'image/jpeg', bytes: Buffer.from('bytes') });
  await read({ preview: true });
  const mine = line.received.splice(0).map(({ method, path, headers }) => [method, path, headers.authorization]);
  const sdk = LineBotClient.fromChannelAccessToken({ channelAccessToken: TOKEN, dataApiBaseURL: line.url });
  await sdk.getMessageContent(ID);
  await sdk.getMessageContentPreview(ID);
  expect(mine).toEqual(line.received.map(({ method, path, headers }) => [method, path, headers.authorization]));
});

it('one that LINE still prepares is asked for again, and its state before', async () => {
  line.plays.push(notReady, { body: { status: 'processing' } }, notReady, { body: { status: 'succeeded' } }, picture);
  expect((await read()).bytes.toString()).toBe('bytes');
  expect(paths()).toEqual(['/content', '/content/transcoding', '/content', '/content/transcoding', '/content']);
});

it('one that is never ready is given up in time, and one that failed at once', async () => {
  line.fallback = ({ path }) => (path.endsWith('/transcoding') ? { body: { status: 'processing' } } : notReady);
  expect(await failure(read({}, { whole: 300, pause: 50 }))).toMatch(/^MEDIA_NOT_READY: .*still preparing it \(202\)/);
  line.fallback = ({ path }) => (path.endsWith('/transcoding') ? { body: { status: 'failed' } } : notReady);
  expect(await failure(read())).toMatch(/^MEDIA_MISSING: .*could not prepare it/);
});

it.each<[string, Play, RegExp]>([
  [
    'unknown',
    { status: 404, body: { message: 'not found' } },
    /^MEDIA_MISSING: .*has no content, or LINE keeps it no longer/,
  ],
  ['unsent', { status: 410, body: { message: 'The content is gone' } }, /^PLATFORM_GONE: .*unsent \(410\)/],
  ['larger than asked for', { ...picture, raw: 'x'.repeat(101) }, /^MEDIA_TOO_LARGE: .*larger than 100 bytes/],
  ['broken off', 'reset', /^PLATFORM_UNREACHABLE: /],
])('one that is %s is told in words', async (_, play, words) => {
  line.fallback = play;
  expect(await failure(read())).toMatch(words);
});

it.each<Play>(['hang', 'drip'])('one that does not come is given up: %s', async (play) => {
  line.fallback = play;
  // A drip is short, and never ends.
  expect(await failure(read({ most: 1_000_000 }, { whole: 300, pause: 1 }))).toMatch(/^PLATFORM_TIMEOUT: /);
});

it('what is no message id costs no call; a state that nobody has heard of is as good as ready', async () => {
  expect(await failure(contentOf(api, { messageId: '../../bot/info', preview: false, most: 9 }))).toMatch(
    /^BAD_CALL: /,
  );
  expect(line.received).toEqual([]);
  line.fallback = { body: { status: 'polished' } };
  expect(await contentStateOf(api, ID)).toBe('succeeded');
});

it('the dialog is LINE\u2019s own, or that of a stand-in on this machine', () => {
  const path = '/dialog/bot/accountLink?linkToken=a%2Bb';
  expect(dialogUrl('https://api.line.me', 'a+b')).toBe(`https://access.line.me${path}`);
  expect(dialogUrl('https://gateway.example.com', 'a+b')).toBe(`https://access.line.me${path}`);
  expect(dialogUrl('http://127.0.0.1:4000/prefix', 'a+b')).toBe(`http://127.0.0.1:4000${path}`);
});
