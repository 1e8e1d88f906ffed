import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { VirtualLinq } from '../core/simulator/linq/virtual-linq.ts';
import { operatorTool, type Ran } from './support/operator-tool.ts';
import { SetUp } from './support/set-up.ts';
import { hasTerminals, Terminal } from './support/terminal.ts';

// Each starts programs, on a machine that may be busy.
const PATIENT = { timeout: 5 * 60_000 };
const LINE = '+15550001000';

/** A folder as after a clone, but for what leads to the virtual Linq instead of the real one. */
async function clone() {
  const linq = await VirtualLinq.start({ line: LINE, delay: 1 });
  const setUp = await SetUp.make();
  // Before the host that it speaks to.
  onTestFinished(() => linq.stop());
  const path = join(setUp.folder, '.env');
  const before = `PORT=${setUp.port}\nLINQ_API_BASE_URL=${linq.apiUrl}\n`;
  writeFileSync(path, before);
  const run = (args: readonly string[], input = `LINQ_API_KEY=${linq.apiKey}\n`): Promise<Ran> =>
    operatorTool('setup', setUp.folder, ['--linq', ...args], {}, input);
  const subscriptions = async (): Promise<readonly Record<string, unknown>[]> => {
    const headers = { authorization: `Bearer ${linq.apiKey}` };
    const response = await fetch(`${linq.apiUrl}/v3/webhook-subscriptions`, { headers });
    return ((await response.json()) as { subscriptions: Record<string, unknown>[] }).subscriptions;
  };
  const env = (): string => readFileSync(path, 'utf8');
  const secret = (): string => /^LINQ_WEBHOOK_SECRET=(.*)$/m.exec(env())?.[1] ?? '';
  return { linq, setUp, before, run, subscriptions, env, secret };
}

describe('the set-up of Linq by a script', PATIENT, () => {
  test('leads from a clone to a bot that answers in a group, with which the doctor finds nothing wrong', async () => {
    const { linq, setUp, before, run, subscriptions, env, secret } = await clone();
    const { code, out, err } = await run(['--public-url', setUp.url, '--webhook']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`✓ ${LINE} is a line of this account`);
    expect(out).toContain(`✓ Linq sends webhooks to ${setUp.url}/webhook/linq?version=2026-02-03`);
    expect(env()).toBe(
      `${before}LINQ_API_KEY=${linq.apiKey}\nLINQ_WEBHOOK_SECRET=${secret()}\nLINQ_PHONE_NUMBER=${LINE}\nPUBLIC_URL=${setUp.url}\n`,
    );
    expect(secret()).toMatch(/^whsec_/);
    for (const hidden of [linq.apiKey, secret()]) expect(out).not.toContain(hidden);
    expect(await subscriptions()).toMatchObject([{ phone_numbers: [LINE], is_active: true }]);

    await setUp.startHost();
    const [bo, chai] = [linq.world.createMember('Bo'), linq.world.createMember('Chai')];
    const chat = linq.world.createGroup('Club', [bo, chai], { service: 'iMessage' });
    linq.world.say(chat, bo, '/ping');
    await vi.waitFor(
      () => {
        const said = linq.world.messages(chat).filter(({ from }) => from === 'bot');
        expect(said.map(({ content }) => JSON.stringify(content)).join()).toContain('pong');
      },
      { timeout: 60_000, interval: 50 },
    );
    const { wrong, find } = await setUp.doctor();
    expect(wrong).toEqual([]);
    expect(find('Linq key').state).toBe('ok');
    expect(find('Linq line')).toMatchObject({ state: 'ok', says: `${LINE} is this account's` });
    expect(find('Linq webhook').state).toBe('ok');
  });

  test('run again it changes nothing, neither here nor there', async () => {
    const { setUp, run, subscriptions, env } = await clone();
    await run(['--public-url', setUp.url, '--webhook']);
    const [written, there] = [env(), await subscriptions()];
    const { code, out } = await run(['--webhook'], '');
    expect(code).toBe(0);
    expect(out).toContain('already');
    expect(env()).toBe(written);
    expect(await subscriptions()).toEqual(there);
  });

  test('a subscription whose secret nobody has any more is made anew, but only when that was asked for', async () => {
    const { linq, setUp, run, subscriptions, before, env, secret } = await clone();
    await run(['--public-url', setUp.url, '--webhook']);
    const [first, old] = [await subscriptions(), secret()];
    writeFileSync(join(setUp.folder, '.env'), before);
    const refused = await run(['--public-url', setUp.url]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('LINQ_WEBHOOK_SECRET is missing, and nothing was changed');
    expect(env()).toBe(before);
    expect(await subscriptions()).toEqual(first);
    expect((await run(['--public-url', setUp.url, '--webhook'])).code).toBe(0);
    const second = await subscriptions();
    expect(second).toHaveLength(1);
    expect(second[0]!['id']).not.toBe(first[0]!['id']);
    expect(secret()).not.toBe(old);
    expect(env()).toContain(`LINQ_API_KEY=${linq.apiKey}`);
  });

  test.each([
    ['no key', [], '', 64, 'LINQ_API_KEY is missing'],
    ['a key that Linq does not accept', [], 'LINQ_API_KEY=old\n', 1, 'Linq does not accept this API token (401)'],
    [
      'a line of somebody else',
      [],
      'LINQ_PHONE_NUMBER=+15550009999\n',
      1,
      `LINQ_PHONE_NUMBER is no line of this account; it should be one of ${LINE}`,
    ],
    ['no address', [], undefined, 1, '--public-url gives one'],
    ['an owner, which is a matter of LINE', ['--owner', 'U1'], undefined, 64, '--owner is for LINE'],
  ])('%s is told plainly, and nothing is written', async (what, args, input, code, says) => {
    const { linq, run, env, before, subscriptions } = await clone();
    const key = `LINQ_API_KEY=${linq.apiKey}\n`;
    const ran = await run(args, what.startsWith('a line') ? key + String(input) : (input ?? key));
    expect(ran.err).toContain(says);
    expect(ran.code).toBe(code);
    expect(ran.err + ran.out).not.toContain(linq.apiKey);
    expect(env()).toBe(before);
    expect(await subscriptions()).toEqual([]);
  });
});

describe.runIf(hasTerminals)('the set-up of Linq by hand', PATIENT, () => {
  test('asks until Linq agrees, hides the token, and subscribes when told to', async () => {
    const { linq, setUp, subscriptions, secret } = await clone();
    const tool = fileURLToPath(new URL('../dist/setup.js', import.meta.url));
    const terminal = Terminal.open([process.execPath, tool, '--linq'], setUp.folder);
    await terminal.answer('The API token, from Linq’s dashboard', 'old');
    await terminal.sees('✗ Linq does not accept this API token.');
    await terminal.answer('The API token, from Linq’s dashboard', linq.apiKey);
    await terminal.sees(`${LINE} is a line of this account`);
    await terminal.answer('The https address at which Linq reaches this host', setUp.url);
    await terminal.answer('Have Linq send webhooks to', 'y');
    expect(await terminal.ended).toBe(0);
    expect(await subscriptions()).toHaveLength(1);
    expect(secret()).toMatch(/^whsec_/);
    for (const hidden of [linq.apiKey, secret()]) expect(terminal.shown).not.toContain(hidden);
  });
});
