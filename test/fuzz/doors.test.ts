import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { startLinq, type LinqStage } from '../linq/stage.ts';
import { signed } from '../support/linq-stand-in.ts';
import { headers, lineBody, linqBody, SEED, text } from './shapes.ts';

const RUNS = { numRuns: 150, seed: SEED };

let line: VirtualLine;
let stage: LinqStage;
const secrets = (): string[] => [line.channelSecret, line.channelAccessToken, stage.linq.secret];

beforeAll(async () => {
  line = await VirtualLine.start();
  stage = await startLinq({ line });
}, 60_000);
afterAll(async () => {
  await stage.stop();
  await line.stop();
});

/** What must never come of anything that is sent. */
async function survived(response: Response): Promise<void> {
  const said = await response.text();
  expect([200, 400, 401, 413, 415, 429]).toContain(response.status);
  expect(said.length).toBeLessThan(200);
  for (const secret of secrets()) expect(said).not.toContain(secret);
}

async function unharmed(): Promise<void> {
  await stage.idle();
  const log = stage.log.join('');
  expect(log).not.toContain('request failed');
  for (const secret of secrets()) expect(log).not.toContain(secret);
  expect((await fetch(`${stage.url}/readyz`)).status).toBe(200);
}

describe('whatever comes to a webhook, the host answers shortly, lives on and keeps its secrets', () => {
  const post = (path: string, body: Buffer, given: Record<string, string>) =>
    fetch(`${stage.url}/webhook/${path}`, { method: 'POST', body: new Uint8Array(body), headers: given });

  test('LINE’s, signed', { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(text(lineBody), headers, async (body, given) => {
        const signature = createHmac('sha256', line.channelSecret).update(body).digest('base64');
        const response = await post('line', body, { ...given, 'x-line-signature': signature });
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) accepted += 1;
        await survived(response);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(20);
    await unharmed();
  });

  test('Linq’s, signed', { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(linqBody, headers, async (body, given) => {
        const { payload, headers: own } = signed(body);
        const response = await post('linq', Buffer.from(payload), { ...given, ...own });
        expect([200, 400]).toContain(response.status);
        if (response.status === 200) accepted += 1;
        await survived(response);
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(20);
    await unharmed();
  });

  test('either’s, with a signature that is none', { timeout: 120_000 }, async () => {
    const signature = fc
      .oneof(fc.stringMatching(/^[ -~]{0,60}$/), fc.base64String({ minLength: 44, maxLength: 44 }))
      .map((value) => value.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('line', 'linq'),
        text(lineBody),
        headers,
        signature,
        async (path, body, given, value) => {
          const timestamp = String(Math.floor(Date.now() / 1000));
          const claimed = {
            'x-line-signature': value,
            'webhook-id': 'x',
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${value}`,
          };
          const response = await post(path, body, { ...given, ...claimed });
          expect([401, 429]).toContain(response.status);
          await survived(response);
        },
      ),
      RUNS,
    );
    await unharmed();
  });

  test('afterwards a command is answered as ever', async () => {
    const aya = line.world.createMember('Aya');
    const group = line.world.createGroup('After', [aya]);
    line.world.say(group, aya, '/ping');
    await line.settled();
    await stage.idle();
    expect(line.world.messages(group).some(({ from }) => from === 'bot')).toBe(true);
  });
});
