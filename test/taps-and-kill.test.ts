import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { shownVotes } from './support/poll-card.ts';
import { words } from './support/tenko.ts';
import { databaseVariables } from './support/test-store.ts';
import { until } from './support/until.ts';

let line: VirtualLine;
let folder: string;
let host: BuiltHost;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenko-taps-'));
  line = await VirtualLine.start();
  await start();
});

afterEach(async () => {
  await kill();
  await line.stop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  const environment = {
    LINE_CHANNEL_SECRET: line.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
    LINE_API_BASE_URL: line.apiUrl,
    ...(await databaseVariables(folder)),
  };
  host = startBuiltHost(environment, folder);
  line.setWebhookUrl(`${await host.ready}/webhook/line`);
}

async function kill(): Promise<void> {
  host.child.kill('SIGKILL');
  await host.ended;
}

test('what was tapped before the host was killed still counts, and the last tap runs the command once', async () => {
  const { world } = line;
  const ids = ['Yuki', 'Ken', 'Mei', 'Somchai'].map((name) => world.createMember(name));
  const chat = world.createGroup('Club', ids);
  const said = () => world.messages(chat).filter(({ from }) => from === 'bot');
  const answered = (count: number) =>
    until(`${count} answers`, () => (said().length >= count ? undefined : `${said().length} answers`), 15_000);
  world.say(chat, ids[0]!, '/kickbot');
  await answered(1);
  const [card] = said();
  const agree = world.actions(card!.id)[0]!;

  // Accepted, and killed before anybody could be answered.
  for (const memberId of ids.slice(0, 2)) world.tap(chat, memberId, card!.id, agree);
  await line.settled();
  await kill();
  await start();
  expect(world.chats().find(({ id }) => id === chat)?.botIn).toBe(true);
  world.tap(chat, ids[2]!, card!.id, agree);
  await until(
    'the bot has left',
    () => (world.chats().find(({ id }) => id === chat)?.botIn ? 'here' : undefined),
    15_000,
  );
  expect(said().filter((message) => words([message]).includes('Goodbye'))).toHaveLength(1);
});

test('a card that waits for quiet goes out after a crash, whatever else went out before it', async () => {
  const { world } = line;
  const ids = ['Yuki', 'Ken', 'Mei'].map((name) => world.createMember(name));
  const chat = world.createGroup('Club', ids);
  const cards = () => world.messages(chat).filter((message) => shownVotes(message) !== undefined);
  const shown = (count: number) =>
    until(`${count} cards`, () => (cards().length >= count ? undefined : `${cards().length} cards`), 20_000);
  world.say(chat, ids[0]!, '/poll Lunch? sushi ramen');
  await shown(1);
  world.say(chat, ids[0]!, '/poll When? today tomorrow');
  await shown(2);
  const [lunch, when] = cards().map(({ id }) => ({ id, choice: world.actions(id)[0]! }));

  // Each has a card that went out just now, so that the next one waits for two seconds of quiet.
  world.tap(chat, ids[0]!, lunch!.id, lunch!.choice);
  await shown(3);
  world.tap(chat, ids[0]!, when!.id, when!.choice);
  await shown(4);
  world.tap(chat, ids[1]!, lunch!.id, lunch!.choice);
  await pause(1_000);
  world.tap(chat, ids[1]!, when!.id, when!.choice);
  await shown(5);
  await kill();
  expect(words([cards()[4]!])).toContain('Lunch?');
  expect(cards()).toHaveLength(5);
  await start();
  await shown(6);
  expect(shownVotes(cards()[5]!)).toMatchObject([{ choice: 'today', count: 2 }, { choice: 'tomorrow' }]);
}, 60_000);
