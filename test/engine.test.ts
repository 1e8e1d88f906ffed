import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STORE } from '../core/host/tokens.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { writeDesk } from './support/desk-plugin.ts';
import { newFolder } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let folder: string;
let dataDir: string;
let line: VirtualLine;
let tenko: Tenko | undefined;
let now: number;

beforeEach(async () => {
  now = Date.now();
  folder = newFolder();
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-data-'));
  line = await VirtualLine.start({ now: () => now, quota: 20 });
  writeDesk(folder);
});

afterEach(async () => {
  await tenko?.stop();
  await line.stop();
  tenko = undefined;
  rmSync(folder, { recursive: true });
  rmSync(dataDir, { recursive: true });
});

async function start(options: TenkoOptions = {}): Promise<Tenko> {
  tenko = await startTenko({
    on: line,
    dataDir,
    plugins: folder,
    ...options,
    settings: { now: () => now, ...options.settings },
  });
  return tenko;
}

async function restart(): Promise<Tenko> {
  await tenko?.stop();
  return start();
}

function people() {
  const [yuki, ken, mei] = ['Yuki', 'Ken', 'Mei'].map((name) => line.world.createMember(name)) as [
    string,
    string,
    string,
  ];
  return { yuki, ken, mei, chat: line.world.createGroup('Desk', [yuki, ken, mei]) };
}

describe('a command is a transaction', () => {
  test('what it wrote is there after a restart', async () => {
    let host = await start();
    const { chat, yuki } = people();
    await host.say(chat, yuki, '/add a');
    expect(words(await host.say(chat, yuki, '/add b'))).toBe('a b');
    host = await restart();
    expect(words(await host.say(chat, yuki, '/show'))).toBe('a b');
  });

  test('a handler that throws has written, said and planned nothing; the member reads one honest line, the operator finds it', async () => {
    const host = await start();
    const { chat, yuki } = people();
    const answer = words(await host.say(chat, yuki, '/boom x'));
    expect(answer).toContain('nothing was changed');
    expect(words(await host.say(chat, yuki, '/show'))).toBe('empty');
    expect(words(await host.say(chat, yuki, '/timers'))).toBe('none');
    const [failure] = await host.failures();
    expect(failure).toMatchObject({ plugin: 'desk', kind: 'event', code: 'HANDLER_FAILED' });
    expect(failure?.error).toMatch(/boom[^]*index\.ts:\d+/);
  });

  test('a handler that takes too long has not happened', async () => {
    const host = await start({ settings: { handlerTimeout: 50 } });
    const { chat, yuki } = people();
    expect(words(await host.say(chat, yuki, '/slow x'))).toContain('took too long');
    expect(words(await host.say(chat, yuki, '/show'))).toBe('empty');
    expect(await host.failures()).toMatchObject([{ code: 'HANDLER_TIMEOUT' }]);
  });

  test('chance and time are the invocation’s own', async () => {
    const host = await start();
    const { chat, yuki } = people();
    const first = words(await host.say(chat, yuki, '/dice'));
    expect(first).toMatch(/^\d+ \d+ true true$/);
    expect(words(await host.say(chat, yuki, '/dice'))).not.toBe(first);
  });
});

/** Sets a timer that goes off now, with nobody speaking: what it says has no token of its own. */
async function byTheClock(host: Tenko, chat: string, member: string, text: string): Promise<void> {
  await host.say(chat, member, `/later ${text}`);
  now += HOUR + 1_000;
  await host.beat();
}

describe('notices ride on free replies', () => {
  test('on the reply to the next command, in one call', async () => {
    const host = await start();
    const { chat, yuki } = people();
    await byTheClock(host, chat, yuki, 'tell hello');
    const calls = line.requests.length;
    expect(words(await host.say(chat, yuki, '/timers'))).toBe('none\ntell hello');
    expect(line.requests.slice(calls).filter(({ path }) => path.endsWith('/reply'))).toHaveLength(1);
    expect(line.view().quota.used).toBe(0);
  });

  test('on an ordinary line that somebody writes', async () => {
    const host = await start();
    const { chat, yuki, ken } = people();
    await byTheClock(host, chat, yuki, 'tell hello');
    expect(words(await host.say(chat, ken, 'nice weather'))).toBe('tell hello');
    expect(await host.say(chat, ken, 'isn’t it')).toEqual([]);
  });

  test('after a restart too, and once', async () => {
    let host = await start();
    const { chat, yuki, ken } = people();
    await byTheClock(host, chat, yuki, 'x');
    host = await restart();
    expect(words(await host.say(chat, ken, 'hi'))).toBe('rang x');
    host = await restart();
    expect(await host.say(chat, ken, 'hi again')).toEqual([]);
  });

  test('when LINE refuses the reply for its rate, reply and notice wait and are sent later', async () => {
    const host = await start();
    const { chat, yuki, ken } = people();
    await byTheClock(host, chat, yuki, 'tell hello');
    line.faults.nextReply.push({
      status: 429,
      body: { message: 'The API rate limit has been exceeded. Try again later.' },
    });
    expect(words(await host.say(chat, ken, '/timers'))).toBe('none\ntell hello');
  });

  test('one that nobody picked up in its time is dropped and recorded', async () => {
    const host = await start();
    const { chat, yuki, ken } = people();
    await byTheClock(host, chat, yuki, 'tell hello');
    now += 2 * DAY;
    await host.beat();
    expect(await host.failures()).toMatchObject([{ kind: 'notice', code: 'NOTICE_EXPIRED' }]);
    expect(await host.say(chat, ken, 'hi')).toEqual([]);
  });
});

describe('a reply whose fate is unknown', () => {
  test('LINE took it and the answer was lost: it is not said twice', async () => {
    const host = await start();
    const { chat, yuki } = people();
    line.faults.nextReply.push({ carriedOut: true, dropConnection: true });
    expect(words(await host.say(chat, yuki, '/add a'))).toBe('a');
    expect(await host.failures()).toEqual([]);
  });

  test('LINE did not take it: it is said by another try with the same token', async () => {
    const host = await start();
    const { chat, yuki } = people();
    line.faults.nextReply.push({ status: 500, body: { message: 'Internal server error' } });
    expect(words(await host.say(chat, yuki, '/add a'))).toBe('a');
  });
});

test('a command that cannot be kept, for a reason that does not pass, is given up and holds up nobody', async () => {
  const host = await start();
  const { chat, yuki } = people();
  const store = host.root.resolve(STORE);
  const commit = store.commit.bind(store);
  store.commit = (unit) => (unit.writes.size > 0 ? Promise.reject(new TypeError('a mistake')) : commit(unit));
  expect(words(await host.say(chat, yuki, '/add a'))).toMatch(/^Something went wrong, and nothing was changed/);
  expect(await host.failures()).toMatchObject([
    { kind: 'event', code: 'HANDLER_FAILED', error: expect.stringContaining('a mistake') as string },
  ]);
  store.commit = commit;
  expect(words(await host.say(chat, yuki, '/add b'))).toBe('b');
});

describe('a handler that says too much', () => {
  test('returns a list without end: it has not happened, is told once, and the next command runs', async () => {
    const host = await start();
    const { chat, yuki } = people();
    expect(words(await host.say(chat, yuki, '/many 300000'))).toContain('Something went wrong');
    expect(await host.failures()).toMatchObject([{ code: 'BAD_CALL' }]);
    expect(words(await host.say(chat, yuki, '/add a'))).toBe('a');
  });

  test('fifty messages are the most, and arrive folded into one reply', async () => {
    const host = await start();
    const { chat, yuki } = people();
    expect(words(await host.say(chat, yuki, '/many 50'))).toContain('m49');
    expect(await host.failures()).toEqual([]);
    await host.say(chat, yuki, '/many 51');
    expect(await host.failures()).toMatchObject([{ code: 'BAD_CALL' }]);
  });
});

describe('pushes', () => {
  const pushes = () => line.requests.filter(({ path }) => path.endsWith('/message/push'));

  test('a notice that may be pushed is pushed once, with a retry key, and counts its members', async () => {
    const host = await start();
    const { chat, yuki } = people();
    await byTheClock(host, chat, yuki, 'push news');
    await host.beat();
    expect(pushes()).toHaveLength(1);
    expect(pushes()[0]?.headers['x-line-retry-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(line.view().quota.used).toBe(3);
    expect(await host.say(chat, yuki, 'hi')).toEqual([]);
  });

  test('when the answer to a push is lost, the same key is tried again and LINE delivers it once', async () => {
    const host = await start();
    const { chat, yuki } = people();
    line.faults.nextPush.push({ carriedOut: true, dropConnection: true });
    await byTheClock(host, chat, yuki, 'push news');
    now += 60_000;
    await host.beat();
    expect(host.fromBot(chat).filter(({ sentBy }) => sentBy === 'push')).toHaveLength(1);
    expect(new Set(pushes().map(({ headers }) => headers['x-line-retry-key'])).size).toBe(1);
    expect(await host.failures()).toEqual([]);
  });

  test('the month does not hold it: it waits for a free reply instead', async () => {
    line.set({ quota: 2 });
    const host = await start();
    const { chat, yuki, ken } = people();
    await byTheClock(host, chat, yuki, 'push news');
    await host.beat();
    expect(pushes()).toEqual([]);
    expect(words(await host.say(chat, ken, 'hi'))).toBe('push news');
    expect(line.view().quota.used).toBe(0);
  });

  test('what is promised to the notice of one chat is not spent on another, and is free again when it went out', async () => {
    line.set({ quota: 5 });
    const host = await start();
    const first = people();
    const second = people();
    await byTheClock(host, first.chat, first.yuki, 'push later');
    await host.beat();
    await byTheClock(host, second.chat, second.yuki, 'push now');
    await host.beat();
    expect(pushes()).toEqual([]);
    expect(words(await host.say(first.chat, first.ken, 'hi'))).toBe('push later');
    now += 11 * 60_000;
    await host.beat();
    await host.beat();
    expect(pushes()).toHaveLength(1);
    expect(words(host.fromBot(second.chat))).toContain('push now');
    expect(line.view().quota.used).toBe(3);
  });

  test('LINE says that the month is used up: the notice waits for a free reply', async () => {
    const host = await start();
    const { chat, yuki, ken } = people();
    line.faults.nextPush.push({ status: 429, body: { message: 'You have reached your monthly limit.' } });
    await byTheClock(host, chat, yuki, 'push news');
    await host.beat();
    expect(words(await host.say(chat, ken, 'hi'))).toBe('push news');
    expect(await host.failures()).toEqual([]);
  });
});

describe('a plugin has its share of each chat', () => {
  test('two hundred timers, and no more', async () => {
    const host = await start();
    const { chat, yuki } = people();
    for (let count = 0; count < 200; count++) await host.say(chat, yuki, `/later ${count}`);
    expect(words(await host.say(chat, yuki, '/later one too many'))).toContain('nothing was changed');
    expect(await host.failures()).toMatchObject([{ code: 'SHARE_USED_UP' }]);
    expect(words(await host.say(chat, yuki, '/later 7'))).toBe('set');
  });
});

describe('timers', () => {
  test('run their line by the clock, once, also after a restart', async () => {
    let host = await start();
    const { chat, yuki } = people();
    await host.say(chat, yuki, '/later x');
    expect(words(await host.say(chat, yuki, '/timers'))).toBe('/rung x');
    now += HOUR - 1_000;
    await host.beat();
    expect(words(await host.say(chat, yuki, '/show'))).toBe('empty');
    host = await restart();
    now += 2_000;
    await host.beat();
    await host.beat();
    expect(words(await host.say(chat, yuki, '/show'))).toContain('clock:x');
    expect(words(await host.say(chat, yuki, '/timers'))).toBe('none');
  });

  test('after downtime they run late, but once; missed by more than a day they are recorded', async () => {
    let host = await start();
    const { chat, yuki } = people();
    await host.say(chat, yuki, '/often x');
    await host.say(chat, yuki, '/later y');
    await host.stop();
    tenko = undefined;
    now += 5 * HOUR;
    host = await start();
    await host.beat();
    const list = words(await host.say(chat, yuki, '/show'));
    expect(list.match(/clock:x/g)).toHaveLength(1);
    expect(list.match(/clock:y/g)).toHaveLength(1);
    await host.stop();
    tenko = undefined;
    now += 3 * DAY;
    host = await start();
    await host.beat();
    expect(await host.failures()).toMatchObject([{ kind: 'timer', code: 'TIMER_MISSED' }]);
    expect(words(await host.say(chat, yuki, '/timers'))).toBe('/rung x');
  });

  test('are paused while the bot is away, and run when it is back', async () => {
    const host = await start();
    const { chat, yuki } = people();
    await host.say(chat, yuki, '/later x');
    line.world.removeBot(chat);
    await host.quiet();
    now += 2 * HOUR;
    await host.beat();
    line.world.addBot(chat);
    await host.quiet();
    await host.beat();
    expect(words(await host.say(chat, yuki, '/show'))).toContain('clock:x');
  });
});

describe('leaving', () => {
  test('the farewell comes first; within 30 days everything is found again, after them nothing', async () => {
    const host = await start();
    const { chat, yuki } = people();
    await host.say(chat, yuki, '/add a');
    expect(words(await host.say(chat, yuki, '/bye'))).toBe('good-bye');
    expect(line.world.chats().find(({ id }) => id === chat)?.botIn).toBe(false);
    now += 29 * DAY;
    await host.beat();
    line.world.addBot(chat);
    expect(words(await host.say(chat, yuki, '/show'))).toBe('a');
    await host.say(chat, yuki, '/bye');
    now += 31 * DAY;
    await host.beat();
    line.world.addBot(chat);
    expect(words(await host.say(chat, yuki, '/show'))).toBe('empty');
  });
});

describe('events', () => {
  test('what plugins say to a member who joins answers the join; to one who left it waits for a reply', async () => {
    const host = await start();
    const { chat, yuki, ken } = people();
    line.world.addMember(chat, line.world.createMember('New'));
    await host.quiet();
    expect(words(host.fromBot(chat))).toBe('welcome');
    now += 60_000;
    line.world.removeMember(chat, ken);
    await host.quiet();
    expect(host.fromBot(chat)).toHaveLength(1);
    expect(words(await host.say(chat, yuki, 'hi'))).toBe('farewell');
  });

  test('a redelivered command is done once, also when the host was restarted in between', async () => {
    let host = await start();
    const { chat, yuki } = people();
    const event = {
      type: 'message',
      mode: 'active',
      timestamp: now,
      source: { type: 'group', groupId: chat, userId: yuki },
      webhookEventId: '01HXXXXXXXXXXXXXXXXXXXXXXX',
      deliveryContext: { isRedelivery: false },
      replyToken: line.issueReplyToken(chat),
      message: { type: 'text', id: '9', quoteToken: 'q', text: '/add a' },
    };
    await line.deliver([event] as never);
    await host.quiet();
    host = await restart();
    await line.redeliver([event] as never);
    await host.quiet();
    expect(words(await host.say(chat, yuki, '/show'))).toBe('a');
  });
});
