import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VirtualLine } from '../core/simulator/virtual-line.ts';
import { openapi } from './support/openapi.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';

const PLUGINS = fileURLToPath(new URL('./fixtures/plugins', import.meta.url));

const { available, reason, webhook, request, response } = openapi();

let tenko: Tenko;
afterEach(() => (available ? tenko.stop() : undefined));

/** Every mistake in what went over the wire in either direction, by LINE's own description of it. */
function mistakes({ webhooks, requests }: VirtualLine): string[] {
  return [
    ...webhooks.flatMap(({ body }) => webhook(JSON.parse(body))),
    ...requests.flatMap(({ method, path, body, status, answer }) =>
      [...request(method, path, body), ...response(method, path, status, answer)].map(
        (mistake) => `${method} ${path}: ${mistake}`,
      ),
    ),
  ];
}

/** The endpoints that the host called, with the ids out of their paths. */
const called = ({ requests }: VirtualLine): Set<string> =>
  new Set(requests.map(({ method, path }) => `${method} ${path.replaceAll(/\/[UCR][0-9a-f]{32}/g, '/{id}')}`));

async function group() {
  tenko = await startTenko();
  const { world } = tenko;
  const [yuki, ken, mei] = ['ゆき', 'Ken {0} ${x}', '\u202eمنى 👩‍👩‍👧'].map((name) => world.createMember(name)) as [
    string,
    string,
    string,
  ];
  const pc = world.createMember('PC', { identified: false });
  return { tenko, chat: world.createGroup('Lunch {club}', [yuki, ken, mei, pc]), yuki, ken, mei, pc };
}

describe("all that goes over the wire is right by LINE's OpenAPI", () => {
  beforeEach(({ skip }) => skip(!available, reason));
  test('for every command in a group, typed and tapped, understood and not', async () => {
    const { tenko, chat, yuki, ken, mei, pc } = await group();
    await tenko.say(chat, mei, 'おはよう');
    await tenko.say(chat, yuki, '/poll "Lunch?" sushi ramen --multiple');
    for (const member of [ken, mei, pc]) await tenko.tap(chat, member, 'ramen');
    for (const line of [
      '/help',
      '/help poll',
      '/help poll vote',
      '/help nothing',
      '/pol',
      '/poll',
      '/poll "open',
      '/poll vote',
      '/poll vote 9',
      '/poll add udon',
      '/poll unvote',
      '/poll results',
      '/poll missing',
      '/poll close',
      '/poll reopen',
      '/rollcall Friday practice',
      '/rollcall late 10 min',
      '/rollcall missing',
      '/rollcall close',
      '/members',
      '/members list',
      '/members here',
      '/ping',
      '/ping pong',
    ])
      expect({ line, said: (await tenko.say(chat, yuki, line)).length }).not.toEqual({ line, said: 0 });
    const id = tenko.world.say(chat, yuki, '/poll "Once?"');
    tenko.world.edit(chat, yuki, id, '/poll "Twice?"');
    tenko.world.unsend(chat, yuki, id);
    tenko.world.removeMember(chat, mei);
    tenko.world.addMember(chat, mei);
    await tenko.quiet();
    await tenko.say(chat, yuki, '/kickbot');
    for (const member of [yuki, ken, mei]) await tenko.tap(chat, member, 'I agree');
    tenko.world.addBot(chat);
    await tenko.say(chat, ken, '/ping');

    expect(mistakes(tenko.line)).toEqual([]);
    expect(called(tenko.line)).toEqual(
      new Set([
        'GET /v2/bot/info',
        'GET /v2/bot/group/{id}/member/{id}',
        'GET /v2/bot/group/{id}/members/count',
        'GET /v2/bot/group/{id}/members/ids',
        'POST /v2/bot/message/reply',
        'POST /v2/bot/group/{id}/leave',
      ]),
    );
  });

  test('in a room and in a chat of two, in each language', async () => {
    const { tenko, yuki, ken } = await group();
    const lines = [
      ['/ヘルプ', '/投票　昼ごはん　寿司　ラーメン', '/点呼 金曜練習', '/人数', '/退出'],
      ['/說明', '/投票 ㄅ 壽司 拉麵', '/點名 週五練習', '/人數', '/退出'],
      ['/ช่วยเหลือ', '/โพล ข้าวเที่ยง ซูชิ ราเมน', '/เช็คชื่อ ซ้อมวันศุกร์', '/สมาชิก', '/บอทออก'],
    ];
    for (const typed of lines) {
      const room = tenko.world.createRoom([yuki, ken]);
      for (const line of typed) expect([line, (await tenko.say(room, yuki, line)).length]).toEqual([line, 1]);
    }
    const alone = tenko.world.createUserChat(yuki);
    for (const line of ['/help', '/poll Lunch? sushi ramen', '/rollcall Friday', '/members', '/kickbot'])
      expect({ line, said: (await tenko.say(alone, yuki, line)).length }).not.toEqual({ line, said: 0 });
    await tenko.tap(alone, yuki, 'sushi');
    tenko.world.unfollow(yuki);
    tenko.world.follow(yuki);
    await tenko.quiet();
    expect(mistakes(tenko.line)).toEqual([]);
  });

  test('for cards as full as they can be, and for texts that mean something elsewhere', async () => {
    const { tenko, chat, yuki, ken } = await group();
    const choices = Array.from({ length: 30 }, (_, n) => `${n} ${'長い選択肢👨‍👩‍👧‍👦'.repeat(18)}`.slice(0, 290));
    for (const line of [
      `/poll "${'What? '.repeat(49)}" ${choices.map((choice) => `"${choice}"`).join(' ')}`,
      '/poll "{who} {{x}} ${y} %s <b>" "{user}" "{{" "}" "\\u0000"',
      '/poll 👨‍👩‍👧‍👦 🇯🇵 ☺️ مرحبا \u202eabc',
      `/rollcall ${'とても長い題名'.repeat(42)}`,
      `/rollcall yes ${'note '.repeat(50)}`,
      `/poll "${'x'.repeat(4_000)}`,
    ])
      await tenko.say(chat, yuki, line);
    expect(words(tenko.fromBot(chat))).toContain('{who} {{x}} ${y} %s <b>');
    await tenko.say(chat, ken, '/poll results 1');
    await tenko.say(chat, ken, '/poll list');
    expect(mistakes(tenko.line)).toEqual([]);
    expect(tenko.line.requests.filter(({ status }) => status === 400)).toEqual([]);
  });

  test('for what is pushed, where no free reply came in time', async () => {
    let now = Date.UTC(2026, 10, 22, 3, 0);
    const clock = { now: () => now };
    const host = (tenko = await startTenko({ line: clock, settings: clock, plugins: PLUGINS }));
    const yuki = host.world.createMember('ゆき');
    const chats = [
      host.world.createGroup('Lunch', [yuki]),
      host.world.createRoom([yuki]),
      host.world.createUserChat(yuki),
    ];
    for (const chat of chats) {
      await host.say(chat, yuki, '/push first'); // takes the token of the join
      await host.say(chat, yuki, '/later second 60000');
    }
    now += 120_000;
    for (let beats = 0; beats < 5; beats++) {
      await host.beat();
      now += 60_000;
    }
    const pushes = host.line.requests.filter(({ path }) => path === '/v2/bot/message/push');
    expect(new Set(pushes.map(({ body }) => (body as { to: string }).to))).toEqual(new Set(chats));
    expect(pushes.every(({ headers }) => typeof headers['x-line-retry-key'] === 'string')).toBe(true);
    expect(mistakes(host.line)).toEqual([]);
  });
});
