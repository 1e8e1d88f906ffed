import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { HostFile } from './support/host-file.ts';
import { until } from './support/until.ts';
import { transactionsIn } from './support/wal.ts';

const CHATS = 20;
const MEMBERS = 5;
const LINES = 2_000;
/** What people write: some of it looks like a command, and is none. */
const SAYINGS = [
  'おはよう',
  'see you /tomorrow',
  '1/2',
  '/shrug',
  '/etc/passwd',
  '🍣🍣🍣',
  '…',
  'ok',
  'https://example.com/',
];

let line: VirtualLine;
let host: BuiltHost;
let folder: string;
let database: string;
let groups: readonly { readonly chat: string; readonly members: readonly string[] }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenko-no-io-'));
  database = join(folder, 'data', 'tenko.db');
  line = await VirtualLine.start();
  host = startBuiltHost(
    {
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
      LINE_API_BASE_URL: line.apiUrl,
    },
    folder,
  );
  line.setWebhookUrl(`${await host.ready}/webhook/line`);
  groups = Array.from({ length: CHATS }, (_, chat) => {
    const members = Array.from({ length: MEMBERS }, (_, member) => line.world.createMember(`m${chat}-${member}`));
    return { chat: line.world.createGroup(`Group ${chat}`, members), members };
  });
  // Whose bot it is, is asked once; and the bot must have met everyone.
  for (const { chat, members } of groups) for (const member of members) line.world.say(chat, member, 'hello');
  line.world.say(groups[0]!.chat, groups[0]!.members[0]!, '/ping');
  await line.settled();
  await settled(CHATS * MEMBERS);
});

afterEach(async () => {
  host.child.kill('SIGKILL');
  await host.ended;
  await line.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** That many members are written down, and nothing else is left to write. */
async function settled(members: number): Promise<void> {
  const file = new HostFile(database);
  await until(
    'the members in the file',
    () => (`${file.members()}` === `${members}` ? file.work() : `${file.members()} of ${members}`),
    15_000,
  );
  file.close();
}

/** All that the host has written so far: its files byte by byte, and what Linux counted for the process. */
function written(): object {
  const counted = `/proc/${host.child.pid}/io`;
  const bytes = existsSync(counted)
    ? /^write_bytes: (\d+)$/m.exec(readFileSync(counted, 'utf8'))?.[1]
    : 'not counted here';
  const files = [database, `${database}-wal`].map((path) => readFileSync(path).toString('base64'));
  return { bytes, files };
}

function chat(lines: number): void {
  for (let index = 0; index < lines; index++) {
    const group = groups[index % CHATS]!;
    line.world.say(group.chat, group.members[index % MEMBERS]!, SAYINGS[index % SAYINGS.length]!);
  }
}

describe('ordinary chat lines', () => {
  test('two thousand of them write nothing and call nobody', async () => {
    const before = written();
    const calls = line.requests.length;
    const webhooks = line.webhooks.length;
    chat(LINES);
    await line.settled();
    const answered = line.webhooks.slice(webhooks);
    expect(answered.reduce((sum, { events }) => sum + events.length, 0)).toBe(LINES);
    expect(answered.every(({ status }) => status === 200)).toBe(true);
    expect(written()).toEqual(before);
    expect(line.requests).toHaveLength(calls);
  });

  test('whom the bot has not met is written down behind them, many in one transaction', async () => {
    const before = transactionsIn(`${database}-wal`);
    const strangers = groups.flatMap(({ chat }) =>
      Array.from({ length: 10 }, (_, index) => ({
        chat,
        member: line.world.createMember(`stranger ${chat} ${index}`),
      })),
    );
    for (const { chat } of groups)
      line.world.addMember(chat, ...strangers.filter((one) => one.chat === chat).map(({ member }) => member));
    for (const { chat, member } of strangers) line.world.say(chat, member, 'hello');
    chat(LINES);
    await line.settled();
    await settled(CHATS * MEMBERS + strangers.length);
    const transactions = transactionsIn(`${database}-wal`) - before;
    expect(transactions).toBeGreaterThan(0);
    expect(transactions).toBeLessThan(10);
  });
});
