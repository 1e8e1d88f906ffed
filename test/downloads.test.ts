import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';

const HOUR = 3_600_000;
const OUTSIDE = 'https://bot.example.org';

let folder: string;
let tenko: Tenko;
let now: number;

beforeEach(() => {
  now = Date.now();
  folder = newFolder();
  const text = { options: { text: { text: {}, description: { en: 'x' } } } };
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['downloads', 'push'],
      commands: { give: command(text), fail: command(), cost: command() },
    },
    {
      'index.ts': `import { Chat, Clock, Downloads } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Desk {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Clock) private readonly clock: Clock,
    @inject(Downloads) private readonly downloads: Downloads,
  ) {}
  private file(more: object) {
    const expires = this.clock.now() + ${HOUR};
    return this.downloads.publish({ name: '昼 "ごはん".csv', type: 'text/csv', body: '<b>寿司</b>,3', expires, ...more });
  }
  async give({ text = '{}' }: { text?: string }) { return (await this.file(JSON.parse(text))) ?? 'no address'; }
  async fail() { this.chat.reply((await this.file({}))!); throw new Error('boom'); }
  async cost() { return JSON.stringify(await this.chat.pushCost()); }
}`,
    },
  );
});

afterEach(async () => {
  await tenko.stop();
  rmSync(folder, { recursive: true });
});

async function start(publicUrl: string | undefined, quota?: number): Promise<(line: string) => Promise<string>> {
  tenko = await startTenko({
    plugins: folder,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(quota === undefined ? {} : { line: { quota } }),
    settings: { now: () => now },
  });
  const yuki = tenko.world.createMember('ゆき');
  const chat = tenko.world.createGroup('Kyudo', [yuki, tenko.world.createMember('Ken')]);
  return async (line) => words(await tenko.say(chat, yuki, line));
}

const get = (link: string) => fetch(link.replace(OUTSIDE, tenko.url));

describe('a file behind a link', () => {
  test('is fetched by whoever has the link, as a file that no browser runs', async () => {
    const say = await start(OUTSIDE);
    const link = await say('/give');
    expect(link).toMatch(/^https:\/\/bot\.example\.org\/d\/[0-9a-z.]+$/);
    const answer = await get(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<b>寿司</b>,3');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('昼 "ごはん".csv')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
  });

  test('is gone when its time is over', async () => {
    const say = await start(OUTSIDE);
    const link = await say('/give');
    now += HOUR;
    const answer = await get(link);
    expect([answer.status, await answer.text()]).toEqual([410, 'This link has expired.\n']);
  });

  test('a link that was changed in any part, or made up, leads to nothing', async () => {
    const say = await start(OUTSIDE);
    const link = await say('/give');
    const parts = link.split('.');
    const later = [...parts.slice(0, -1), (now + 1_000 * HOUR).toString(36)].join('.');
    const other = link.replace(/\.([0-9a-f]{24})\./, `.${'0'.repeat(24)}.`);
    for (const wrong of [later, other, `${link}.x`, `${OUTSIDE}/d/x`, `${OUTSIDE}/d/${'.'.repeat(50)}`])
      expect((await get(wrong)).status).toBe(404);
    for (const list of ['/d', '/d/']) expect((await fetch(tenko.url + list)).status).toBe(404);
    expect((await get(link)).status).toBe(200);
  });

  test('of a command that failed is never there', async () => {
    const say = await start(OUTSIDE);
    expect(await say('/fail')).not.toContain('http');
    expect(await tenko.failures()).toHaveLength(1);
  });

  test('has no address where the operator named none', async () => {
    const say = await start(undefined);
    expect(await say('/give')).toBe('no address');
  });

  test.each([
    ['a type that a browser would run', '{"type":"text/html"}'],
    ['no name', '{"name":""}'],
    ['a path for a name', '{"name":"../x"}'],
    ['nothing in it', '{"body":""}'],
    ['no end', '{"expires":null}'],
    ['an end that is over', '{"expires":1}'],
    ['an end too far off', '{"expires":99999999999999}'],
  ])('is refused with %s', async (_, given) => {
    const say = await start(OUTSIDE);
    expect(await say(`/give ${given}`)).not.toContain('http');
    expect((await tenko.failures())[0]).toMatchObject({ code: 'BAD_CALL' });
  });
});

test('what a push would cost: one message a person, and what the month has left', async () => {
  const say = await start(undefined, 20);
  expect(await say('/cost')).toBe('{"people":2,"left":20}');
});
