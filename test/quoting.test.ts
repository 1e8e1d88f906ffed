import { describe, expect, test } from 'vitest';
import { openDesk } from './support/desk.ts';
import { words } from './support/tenko.ts';

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Says a line; its own id, and those of the messages that answer it. */
async function said({ world, tenko, chat, yuki }: Desk, line: string) {
  const before = tenko.fromBot(chat).length;
  const id = world.say(chat, yuki, line);
  await tenko.quiet();
  return {
    id,
    cards: tenko
      .fromBot(chat)
      .slice(before)
      .map((message) => message.id),
  };
}

const asked = async ({ tenko, chat, ken }: Desk, line: string, quotedMessageId: string): Promise<string> =>
  words(await tenko.say(chat, ken, line, { quotedMessageId }));

describe('a line that quotes a message', () => {
  test('is about what the quoted card is about, and what is typed wins', async () => {
    const desk = await openDesk();
    const milk = await said(desk, '/memo milk');
    await said(desk, '/memo eggs');
    expect(await asked(desk, '/memo show', milk.cards[0]!)).toContain('milk');
    expect(await asked(desk, '/memo show 2', milk.cards[0]!)).toContain('eggs');
  });

  test('is about the card that the quoted command line made', async () => {
    const desk = await openDesk();
    const milk = await said(desk, '/memo milk');
    await said(desk, '/memo eggs');
    expect(await asked(desk, '/memo show', milk.id)).toContain('milk');
  });

  test('is asked what it means when the quoted message is anything else', async () => {
    const desk = await openDesk();
    await said(desk, '/memo milk');
    const chatter = await said(desk, 'what a day');
    expect(await asked(desk, '/memo show', chatter.id)).toContain('“number” is missing');
    const note = await said(desk, '/note hello');
    expect(await asked(desk, '/memo show', note.id)).toContain('“number” is missing');
    expect(await asked(desk, '/memo show', note.cards[0]!)).toContain('“number” is missing');
  });

  test('finds cards that another run of the host has sent', async () => {
    const desk = await openDesk();
    const milk = await said(desk, '/memo milk');
    await desk.restart();
    expect(await asked(desk, '/メモ 見る', milk.cards[0]!)).toContain('milk');
    expect(await asked(desk, '/便條 看', milk.id)).toContain('milk');
    expect(await asked(desk, '/โน้ต ดู', milk.id)).toContain('milk');
  });

  test('means nothing in another chat', async () => {
    const desk = await openDesk();
    const milk = await said(desk, '/memo milk');
    const { line, world, ken, tenko } = desk;
    const other = world.createGroup('Other', [ken]);
    await line.deliver([
      {
        type: 'message',
        mode: 'active',
        timestamp: Date.now(),
        source: { type: 'group', groupId: other, userId: ken },
        webhookEventId: '01HQQQQQQQQQQQQQQQQQQQQQQQ',
        deliveryContext: { isRedelivery: false },
        replyToken: line.issueReplyToken(other),
        message: { type: 'text', id: '4711', quoteToken: 'q', text: '/memo show', quotedMessageId: milk.cards[0] },
      },
    ] as never);
    await tenko.quiet();
    expect(words(tenko.fromBot(other))).toContain('“number” is missing');
  });
});
