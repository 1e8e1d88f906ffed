import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chatRef } from '../../core/chat/chat.ts';
import { Roster } from '../../core/chat/roster.ts';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { AKI, BEN, LinqStandIn, OWN, received, signed, webhook } from '../support/linq-stand-in.ts';
import { command, newFolder, writePlugin } from '../support/plugin-folder.ts';
import { words } from '../support/tenko.ts';
import { startLinq, type LinqStage } from './stage.ts';

const NOTES = `import { Caller, Chat, Members, Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Notes {
  constructor(@inject(Storage) private readonly storage: Storage, @inject(Caller) private readonly caller: Caller,
    @inject(Chat) private readonly chat: Chat, @inject(Members) private readonly members: Members) {}
  async note({ text }) {
    const all = [...((await this.storage.get('all')) ?? []), this.chat.platform + ' ' + this.caller.id + ' ' + text];
    await this.storage.set('all', all);
    return all.map((one) => one.split(' ')[0] + ' ' + one.split(' ').at(-1)).join(', ') + ' of ' + (await this.members.count());
  }
  onMemberForgotten() {}
}`;

let folder: string;
let dataDir: string;
let line: VirtualLine;
let linq: LinqStandIn;
let stage: LinqStage;

const start = async (): Promise<void> => {
  stage = await startLinq({ plugins: folder, line, linq, dataDir });
};

beforeEach(async () => {
  folder = newFolder();
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-both-'));
  const note = command({ options: { text: { string: {}, required: true, description: { en: 'What' } } } });
  writePlugin(
    folder,
    { name: 'notes', permissions: ['storage', 'members'], commands: { note } },
    { 'index.ts': NOTES },
  );
  line = await VirtualLine.start();
  linq = await LinqStandIn.start();
  await start();
});

afterEach(async () => {
  await stage.stop();
  await line.stop();
  await linq.stop();
  for (const one of [folder, dataDir]) rmSync(one, { recursive: true });
});

async function sayOnLine(chat: string, member: string, text: string): Promise<string> {
  const before = line.world.messages(chat).length;
  line.world.say(chat, member, text);
  await line.settled();
  await stage.idle();
  return words(
    line.world
      .messages(chat)
      .slice(before)
      .filter(({ from }) => from === 'bot'),
  );
}

test('both platforms run in one host and one database, and neither hears of the other', async () => {
  const yuki = line.world.createMember('Yuki');
  const club = line.world.createGroup('Club', [yuki, line.world.createMember('Ken')]);
  const camp = linq.chat();
  expect(await sayOnLine(club, yuki, '/note a')).toBe('line a of 2');
  expect(await stage.say(camp, AKI, '/note b')).toEqual(['linq b of 3']);
  expect(await sayOnLine(club, yuki, '/note c')).toBe('line a, line c of 2');
  expect(await stage.say(camp, BEN, '/note d')).toEqual(['linq b, linq d of 3']);

  // What was sent where: each platform was asked about its own chats only.
  expect(JSON.stringify(linq.asked)).not.toContain(club);
  const lineKey = chatRef('line', line.botId, 'group', club).key;
  const linqKey = stage.key(camp);
  expect(linqKey).toBe(`linq:${OWN}/${camp.id}`);
  await stage.root.resolve(Roster).flush();
  const [ofLine, ofLinq] = await Promise.all([stage.store.roster(lineKey), stage.store.roster(linqKey)]);
  expect(ofLine.map(({ memberId }) => memberId)).toEqual([yuki]);
  expect(ofLinq.map(({ memberId }) => memberId.slice(0, 2))).toEqual(['h_', 'h_']);
  expect((await stage.store.met()).map(({ chat }) => chat)).toEqual([linqKey]);
});

test('both go on after a restart: what was kept is there, people are the same, and no chat is met again', async () => {
  const camp = linq.chat();
  await stage.say(camp, AKI, '/note a');
  await stage.root.resolve(Roster).flush();
  const before = await stage.store.roster(stage.key(camp));
  expect(before).toHaveLength(1);
  await stage.stop();
  await start();
  const seen = received(camp, AKI, '/note b');
  await stage.hook(seen);
  await stage.hook(seen);
  expect(linq.textsTo(camp.id)).toEqual(['linq a of 3', 'linq a, linq b of 3']);
  expect((await stage.store.roster(stage.key(camp))).map(({ memberId }) => memberId)).toEqual(
    before.map(({ memberId }) => memberId),
  );
});

test('what was being sent when the host ended is sent once: the next start tries again under the same key', async () => {
  const camp = linq.chat();
  linq.next(/POST .*messages/, { status: 503, after: true });
  linq.next(/POST .*messages/, { status: 503 });
  const { payload, headers } = signed(received(camp, AKI, '/note a'));
  await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: payload, headers });
  while (linq.calls(/POST .*messages/).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  await stage.stop();
  await start();
  await stage.idle();
  expect(linq.textsTo(camp.id)).toEqual(['linq a of 3']);
  const keys = linq
    .calls(/POST .*messages/)
    .map(({ body }) => (body['message'] as { idempotency_key: string }).idempotency_key);
  expect(keys.length).toBeGreaterThanOrEqual(3);
  expect(new Set(keys).size).toBe(1);
  expect(await stage.store.outbox()).toEqual([]);
  expect(await stage.store.failures()).toEqual([]);
});

test('what Linq refuses for a day for its speed is given up, kept among the failures, and holds up nothing', async () => {
  let ahead = 0;
  await stage.stop();
  stage = await startLinq({ plugins: folder, line, linq, dataDir, settings: { now: () => Date.now() + ahead } });
  const camp = linq.chat();
  await stage.say(camp, AKI, 'hi');
  for (let times = 0; times < 3; times++)
    linq.next(/POST .*messages/, { status: 429, headers: { 'retry-after': '0.2' }, body: {} });
  const { payload, headers } = signed(received(camp, AKI, '/note a'), Date.now());
  await fetch(`${stage.url}/webhook/linq`, { method: 'POST', body: payload, headers });
  while (linq.calls(/POST .*messages/).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  ahead = 25 * 3_600_000;
  await stage.idle();
  expect((await stage.store.failures()).map(({ code }) => code)).toEqual(['NOTICE_EXPIRED']);
  expect(await stage.say(camp, AKI, '/note b')).toEqual(['linq a, linq b of 3']);
});

test('/readyz and the first line of the log name both', async () => {
  const answer = await fetch(`${stage.url}/readyz`);
  expect(await answer.json()).toMatchObject({ ready: true, platforms: ['line', 'linq'], warnings: [] });
  expect(stage.log.join('')).toContain(
    'LINE may send webhooks to /webhook/line, Linq may send webhooks to /webhook/linq',
  );
});

test('a webhook of one is nothing to the other', async () => {
  const camp = linq.chat();
  const { payload, headers } = signed(received(camp, AKI, '/note a'));
  const wrong = await fetch(`${stage.url}/webhook/line`, { method: 'POST', body: payload, headers });
  expect(wrong.status).toBe(401);
  const unsigned = await fetch(`${stage.url}/webhook/linq`, {
    method: 'POST',
    body: '{"destination":"U","events":[]}',
    headers: { 'x-line-signature': 'x', 'content-type': 'application/json' },
  });
  expect(unsigned.status).toBe(401);
});

test('a line that is not the account’s, another line’s webhooks and the old shape are told on /readyz', async () => {
  linq.lines = ['+15550009999'];
  await stage.hook(webhook('phone_number.status_updated', { phone_number: '+15550009999', new_status: 'ACTIVE' }));
  await stage.hook(
    webhook('message.received', { recipient_phone: OWN, message: {} }, { webhook_version: '2025-01-01' }),
  );
  const answer = (await (await fetch(`${stage.url}/readyz`)).json()) as { warnings: string[] };
  expect(answer.warnings.toSorted()).toEqual([
    expect.stringContaining('LINQ_PHONE_NUMBER is no line of the account'),
    expect.stringMatching(/another line \(…9999\).*phone_numbers/),
    expect.stringContaining('?version=2026-02-03'),
  ]);
});
