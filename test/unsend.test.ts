import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { STORE } from '../core/host/tokens.ts';
import { newUlid } from '../core/simulator/identifier.ts';
import { openDesk } from './support/desk.ts';
import { words } from './support/tenko.ts';

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function unsend({ world, tenko, chat, yuki }: Desk, messageId: string): Promise<void> {
  world.unsend(chat, yuki, messageId);
  await tenko.quiet();
}

/** Says a line and waits for the answer; the line's own id. */
async function said({ world, tenko, chat, yuki }: Desk, line: string): Promise<string> {
  const id = world.say(chat, yuki, line);
  await tenko.quiet();
  return id;
}

const show = async ({ tenko, chat, ken }: Desk, number: number): Promise<string> =>
  words(await tenko.say(chat, ken, `/memo show ${number}`));

describe('a command message that is unsent', () => {
  test('after it ran: its plugin takes back what it did, and says so with the next reply', async () => {
    const desk = await openDesk();
    await said(desk, '/memo milk');
    const secret = await said(desk, '/memo secret');
    desk.passTheTimeOfTokens();
    await unsend(desk, secret);
    const answer = await show(desk, 2);
    expect(answer).toContain('there is no memo 2');
    expect(answer).toContain('memo/2 was taken back by its writer');
    expect(await show(desk, 1)).toContain('milk');
  });

  test('after it ran in an isolate: the same, and its card could be quoted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenko-foreign-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const fixture = fileURLToPath(new URL('fixtures/plugins/memo', import.meta.url));
    cpSync(fixture, join(folder, 'foreign/memo'), { recursive: true });
    mkdirSync(join(folder, 'shipped'));
    const desk = await openDesk({ plugins: join(folder, 'shipped'), foreign: join(folder, 'foreign') });
    const { tenko, chat, ken } = desk;
    const id = await said(desk, '/memo secret');
    const quotedMessageId = tenko.fromBot(chat).at(-1)!.id;
    expect(words(await tenko.say(chat, ken, '/memo show', { quotedMessageId }))).toContain('secret');
    desk.passTheTimeOfTokens();
    await unsend(desk, id);
    expect(words(await tenko.say(chat, ken, '/memo show', { quotedMessageId }))).toMatch(
      /there is no memo #1[^]*memo\/1 was taken back by its writer/,
    );
  });

  test('after it ran, in an earlier run of the host: the same, and once', async () => {
    const desk = await openDesk();
    const id = await said(desk, '/memo secret');
    desk.passTheTimeOfTokens();
    await desk.restart();
    const event = {
      type: 'unsend',
      mode: 'active',
      timestamp: Date.now(),
      source: { type: 'group', groupId: desk.chat, userId: desk.yuki },
      webhookEventId: newUlid(Date.now()),
      deliveryContext: { isRedelivery: false },
      unsend: { messageId: id },
    };
    await desk.line.deliver([event] as never);
    await desk.line.redeliver([event] as never);
    await desk.tenko.quiet();
    const answer = await show(desk, 1);
    expect(answer).toContain('there is no memo 1');
    expect(answer.match(/was taken back/g)).toHaveLength(1);
  });

  test('before it came: it never runs', async () => {
    const desk = await openDesk();
    const common = {
      mode: 'active',
      timestamp: Date.now(),
      source: { type: 'group', groupId: desk.chat, userId: desk.yuki },
      deliveryContext: { isRedelivery: false },
    };
    await desk.line.deliver([
      { type: 'unsend', ...common, webhookEventId: newUlid(Date.now()), unsend: { messageId: '4711' } },
      {
        type: 'message',
        ...common,
        webhookEventId: newUlid(Date.now()),
        replyToken: desk.line.issueReplyToken(desk.chat),
        message: { type: 'text', id: '4711', quoteToken: 'q', text: '/memo secret' },
      },
    ] as never);
    await desk.tenko.quiet();
    expect(desk.tenko.fromBot(desk.chat)).toEqual([]);
    expect(await show(desk, 1)).toContain('there is no memo 1');
  });

  test('while it waits behind others: it never runs, and what is behind it does', async () => {
    const desk = await openDesk();
    const { world, chat, yuki, tenko } = desk;
    const ids = ['a', 'secret', 'b'].map((text) => world.say(chat, yuki, `/memo ${text}`));
    world.unsend(chat, yuki, ids[1]!);
    await tenko.quiet();
    // Whether it had run by then is chance; that nothing is left of it is not.
    const all = (await Promise.all([1, 2, 3].map((number) => show(desk, number)))).join('\n');
    expect(all).not.toContain('secret');
    expect(all).toContain('a');
    expect(all).toContain('b');
  });

  test('after it failed: the operator finds nothing of it any more', async () => {
    const desk = await openDesk();
    const id = await said(desk, '/memo stumble over a secret');
    expect(await desk.tenko.failures()).toHaveLength(1);
    await unsend(desk, id);
    expect(await desk.tenko.failures()).toEqual([]);
  });

  test('while its answer waits for a reply token: the answer is never sent', async () => {
    const desk = await openDesk();
    const { line, chat, yuki, tenko } = desk;
    await tenko.quiet();
    desk.passTheTimeOfTokens();
    const now = Date.now();
    const id = '4711';
    await line.deliver([
      {
        type: 'message',
        mode: 'active',
        timestamp: now,
        source: { type: 'group', groupId: chat, userId: yuki },
        webhookEventId: newUlid(now),
        deliveryContext: { isRedelivery: false },
        message: { type: 'text', id, quoteToken: 'q', text: '/memo secret' },
      },
    ] as never);
    await tenko.quiet();
    const waiting = () => tenko.root.resolve(STORE).outbox();
    expect(JSON.stringify(await waiting())).toContain('secret');
    await line.deliver([
      {
        type: 'unsend',
        mode: 'active',
        timestamp: now,
        source: { type: 'group', groupId: chat, userId: yuki },
        webhookEventId: newUlid(now),
        deliveryContext: { isRedelivery: false },
        unsend: { messageId: id },
      },
    ] as never);
    await tenko.quiet();
    expect(JSON.stringify(await waiting())).not.toContain('secret');
    const answer = words(await tenko.say(chat, yuki, '/memo show 1'));
    expect(answer).toContain('there is no memo 1');
    expect(answer).not.toContain('secret');
  });

  test('after the host asked for the rest of it: a button that stands for its line has nothing to run any more', async () => {
    const desk = await openDesk();
    const { world, tenko, chat, ken } = desk;
    const id = await said(desk, `/book --note "${'a secret '.repeat(50)}"`);
    const asked = tenko.fromBot(chat).at(-1)!;
    await unsend(desk, id);
    const before = tenko.fromBot(chat).length;
    const picker = world.actions(asked.id).find(({ type }) => type === 'datetimepicker')!;
    world.tap(chat, ken, asked.id, picker, '2027-01-01T09:00');
    await tenko.quiet();
    const answer = words(tenko.fromBot(chat).slice(before));
    expect(answer).toContain('too old to count');
    expect(answer).not.toContain('secret');
  });

  test('of which nothing is known changes nothing and writes nothing', async () => {
    const desk = await openDesk();
    const chatter = await said(desk, 'what a day');
    const note = await said(desk, '/note hello');
    const before = desk.tenko.line.requests.length;
    await unsend(desk, chatter);
    await unsend(desk, note);
    expect(desk.tenko.line.requests).toHaveLength(before);
    expect(await desk.tenko.failures()).toEqual([]);
  });
});

describe('a message that is edited', () => {
  test('never runs a command: not again, not another one, and not for the first time', async () => {
    const desk = await openDesk();
    const { world, chat, yuki, tenko } = desk;
    const ran = await said(desk, '/memo milk');
    const chatter = await said(desk, 'what a day');
    const mistake = await said(desk, '/memo show');
    const before = tenko.fromBot(chat).length;
    for (const [id, text] of [
      [ran, '/memo milk and eggs'],
      [ran, '/note hello'],
      [chatter, '/memo a day'],
      [mistake, '/memo show 1'],
    ] as const) {
      world.edit(chat, yuki, id, text);
      await tenko.quiet();
    }
    expect(tenko.fromBot(chat)).toHaveLength(before);
    expect(await show(desk, 1)).toMatch(/milk$/);
    expect(await show(desk, 2)).toContain('there is no memo 2');
  });

  test('and then unsent is taken back all the same', async () => {
    const desk = await openDesk();
    const id = await said(desk, '/memo secret');
    desk.world.edit(desk.chat, desk.yuki, id, 'nothing to see here');
    await unsend(desk, id);
    expect(await show(desk, 1)).toContain('there is no memo 1');
  });
});
