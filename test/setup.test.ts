import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { operatorTool, type Ran } from './support/operator-tool.ts';
import { SetUp } from './support/set-up.ts';
import { hasTerminals, Terminal } from './support/terminal.ts';

const FIVE_MINUTES = 5 * 60_000;
// Each starts programs, on a machine that may be busy.
const PATIENT = { timeout: FIVE_MINUTES };
const built = (name: string): string => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));

/** A folder as after a clone, but for what leads to the virtual LINE instead of the real one. */
async function clone(options: Parameters<typeof SetUp.make>[0] = {}) {
  const setUp = await SetUp.make(options);
  const path = join(setUp.folder, '.env');
  const before = `# mine\nPORT=${setUp.port} # behind the proxy\nLINE_API_BASE_URL=${setUp.line.apiUrl}\n`;
  writeFileSync(path, before, { mode: 0o644 });
  const { channelSecret, channelAccessToken } = setUp.line;
  const secrets = `LINE_CHANNEL_SECRET=${channelSecret}\nLINE_CHANNEL_ACCESS_TOKEN=${channelAccessToken}\n`;
  const run = (args: readonly string[], input = secrets): Promise<Ran> =>
    operatorTool('setup', setUp.folder, args, {}, input);
  return { setUp, path, before, run, env: () => readFileSync(path, 'utf8') };
}

async function answersPing({ line }: SetUp): Promise<void> {
  const yuki = line.world.createMember('Yuki');
  const group = line.world.createGroup('Lunch', [yuki]);
  line.world.say(group, yuki, '/ping');
  await vi.waitFor(
    () => {
      const said = line.world.messages(group).filter(({ from }) => from === 'bot');
      expect(said.map(({ content }) => JSON.stringify(content)).join()).toContain('pong');
    },
    { timeout: 60_000, interval: 50 },
  );
}

describe('the set-up by a script', PATIENT, () => {
  test('leads from a clone to a bot that answers in the group, in under five minutes', async () => {
    const { setUp, env, path, run } = await clone({ webhookActive: false });
    const start = performance.now();
    const args = ['--public-url', setUp.url, '--webhook'];
    const first = await run(args);
    expect(first.code).toBe(1);
    expect(first.out).toContain(
      'Switch “Use webhook” (Webhookの利用) on in the tab “Messaging API” (Messaging API設定)',
    );
    setUp.line.useWebhook(true);
    const { code, out, err } = await run(args, '');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^✓ the bot “Tenko” \(@tenko\); secret and access token are of one channel \(\d{10}\)$/m);
    expect(out).toContain(`✓ LINE sends webhooks to ${setUp.url}/webhook/line already`);
    expect(out).toContain('LINE reaches this machine, and the secret is the channel’s');
    await setUp.startHost();
    await answersPing(setUp);
    expect(performance.now() - start).toBeLessThan(FIVE_MINUTES);

    expect(env()).toBe(
      `# mine\nPORT=${setUp.port} # behind the proxy\nLINE_API_BASE_URL=${setUp.line.apiUrl}\nLINE_CHANNEL_SECRET=${setUp.line.channelSecret}\nLINE_CHANNEL_ACCESS_TOKEN=${setUp.line.channelAccessToken}\nPUBLIC_URL=${setUp.url}\n`,
    );
    expect(statSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    for (const secret of [setUp.line.channelSecret, setUp.line.channelAccessToken])
      expect(first.out + out).not.toContain(secret);
    expect((await setUp.doctor()).ok).toBe(true);
  });

  test('leaves the webhook URL as it is when nobody asked for another', async () => {
    const { setUp, run } = await clone();
    const old = 'http://127.0.0.1:9/webhook/line';
    setUp.line.setWebhookUrl(old);
    const { code, out } = await run(['--public-url', `${setUp.url}/webhook/line`]);
    expect(code).toBe(0);
    expect(out).toContain(`LINE sends webhooks to ${old}; ${setUp.url}/webhook/line is where this host takes them`);
    expect(setUp.line.requests.some(({ method }) => method === 'PUT')).toBe(false);
  });

  test('writes nothing when the secret is another channel’s, and says so plainly', async () => {
    const { setUp, env, before, run } = await clone();
    const wrong = 'e'.repeat(32);
    const { code, err, out } = await run(
      [],
      `LINE_CHANNEL_SECRET=${wrong}\nLINE_CHANNEL_ACCESS_TOKEN=${setUp.line.channelAccessToken}\n`,
    );
    expect(code).toBe(1);
    expect(err).toMatch(
      /The access token is good: it belongs to “Tenko”, channel \d{10}\. The secret is not that channel's/,
    );
    expect(out + err).not.toContain(wrong);
    expect(env()).toBe(before);
  });

  test.each([
    [
      'a token that LINE does not accept',
      'a'.repeat(32),
      'b'.repeat(172),
      'LINE does not accept this access token (401)',
    ],
    [
      'a token in place of the secret',
      'b'.repeat(172),
      'b'.repeat(172),
      'That is an access token. The channel secret is in',
    ],
    [
      'a secret in place of the token',
      'a'.repeat(32),
      'a'.repeat(32),
      'That is a channel secret. The access token is in',
    ],
    ['a token with a space', 'a'.repeat(32), '"b b"', 'An access token is one line without spaces.'],
  ])('writes nothing with %s', async (_, secret, token, words) => {
    const { env, before, run } = await clone();
    const { code, err } = await run([], `LINE_CHANNEL_SECRET=${secret}\nLINE_CHANNEL_ACCESS_TOKEN=${token}\n`);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(env()).toBe(before);
  });

  test('names what is missing or wrong in its call, and writes nothing', async () => {
    const { env, before, run } = await clone();
    expect(await run([], '')).toMatchObject({
      code: 64,
      err: expect.stringContaining('LINE_CHANNEL_SECRET is missing') as string,
    });
    expect(await run(['--public'])).toMatchObject({ code: 64 });
    expect(await run(['--public-url', 'http://bot.example.org'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('PUBLIC_URL is "http://bot.example.org"; it should be the https address') as string,
    });
    expect(await run(['--owner', 'me'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('OWNER_IDS has "me"') as string,
    });
    expect(env()).toBe(before);
  });

  test('tells of a host that runs with earlier settings', async () => {
    const { setUp, run } = await clone();
    await setUp.startHost();
    const { code, out } = await run(['--public-url', setUp.url, '--webhook']);
    expect(code).toBe(1);
    expect(out).toMatch(/WRONG +running host +it was started without LINE/);
  });
});

describe.skipIf(!hasTerminals)('the set-up at a terminal', PATIENT, () => {
  test('asks, shows no secret, and asks again for what LINE does not confirm', async () => {
    const { setUp, env } = await clone({ webhookActive: false });
    const { channelSecret, channelAccessToken } = setUp.line;
    const terminal = Terminal.open([process.execPath, built('setup')], setUp.folder);
    await terminal.answer('Channel secret (not shown)', 'e'.repeat(32));
    await terminal.answer('Channel access token (not shown)', channelAccessToken);
    await terminal.sees("The secret is not that channel's");
    await terminal.answer('Channel secret, Enter keeps the one you have (not shown)', channelSecret);
    await terminal.sees('secret and access token are of one channel');
    await terminal.answer('such as https://bot.example.org (Enter: not now)', 'http://bot.example.org');
    await terminal.sees('it should be the https address');
    await terminal.answer('such as https://bot.example.org (Enter: not now)', setUp.url);
    await terminal.answer('Your own user ID', `U${'a1'.repeat(16)}`);
    await terminal.sees('.env is written');
    await terminal.answer(`LINE sends webhooks nowhere now. Send them to ${setUp.url}/webhook/line?`, '');
    await terminal.sees('The webhook is not in use yet');
    setUp.line.useWebhook(true);
    await terminal.answer('Enter when it is on', '');
    await terminal.sees('LINE reaches this machine, and the secret is the channel’s');
    await terminal.sees('invite @tenko to a group');
    expect(await terminal.ended).toBe(0);
    for (const secret of [channelSecret, channelAccessToken, 'e'.repeat(32)])
      expect(terminal.shown).not.toContain(secret);
    expect(env()).toContain(`OWNER_IDS=line:U${'a1'.repeat(16)}\n`);
    await setUp.startHost();
    await answersPing(setUp);
  });

  test.each([
    ['the secret', []],
    ['the access token', ['Channel secret']],
    ['the address', ['Channel secret', 'Channel access token']],
  ])('Ctrl-C while it asks for %s leaves everything as it was', async (_, answered) => {
    const { setUp, env, before } = await clone();
    const terminal = Terminal.open([process.execPath, built('setup')], setUp.folder);
    const answers: Record<string, string> = {
      'Channel secret': setUp.line.channelSecret,
      'Channel access token': setUp.line.channelAccessToken,
    };
    for (const prompt of answered) await terminal.answer(`${prompt} (not shown)`, answers[prompt]!);
    await terminal.sees(
      ['Channel secret (not shown)', 'Channel access token (not shown)', 'bot.example.org (Enter: not now)'][
        answered.length
      ]!,
    );
    terminal.type('\u0003');
    await terminal.sees('Stopped. Nothing was changed.');
    expect(await terminal.ended).toBe(130);
    expect(env()).toBe(before);
    expect(existsSync(join(setUp.folder, 'data'))).toBe(false);
  });

  test('is what a host without credentials names, in one line, to somebody who sits in front of it', async () => {
    const setUp = await SetUp.make();
    const terminal = Terminal.open([process.execPath, built('main')], setUp.folder, { PORT: '0' });
    await terminal.sees('npm run setup connects a LINE bot of yours');
    await terminal.sees('"msg":"ready');
    terminal.type('\u0003');
    await terminal.sees('"msg":"stopped"');
    expect(terminal.shown.match(/npm run setup/g)).toHaveLength(1);
  });
});
