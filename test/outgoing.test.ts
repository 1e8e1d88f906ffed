import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTenko, type Tenko } from './support/tenko.ts';

const PLUGINS = fileURLToPath(new URL('./fixtures/plugins', import.meta.url));

let tenko: Tenko;
let yuki: string;
let ken: string;
let chat: string;
beforeEach(async () => {
  tenko = await startTenko({ plugins: PLUGINS });
  yuki = tenko.world.createMember('Yuki {0}');
  ken = tenko.world.createMember('Ken');
  chat = tenko.world.createGroup('Lunch', [yuki, ken]);
  await tenko.quiet();
});
afterEach(() => tenko.stop());

/** What the bot shows when a plugin sends `message`. */
const sent = async (message: unknown, where = chat) =>
  (await tenko.say(where, yuki, `/parrot ${JSON.stringify(message)}`)).map(({ content }) => content);

describe('a mention', () => {
  const message = () => ({ type: 'text', text: ['{waiting} for ', { mention: ken, name: 'Ken' }] });

  test('reaches the member', async () => {
    expect(await sent(message())).toEqual([
      {
        type: 'textV2',
        text: '{{waiting}} for {m0}',
        substitution: { m0: { type: 'mention', mentionee: { type: 'user', userId: ken } } },
      },
    ]);
  });

  test('is a name where the member has left, or there are two in the chat', async () => {
    tenko.world.removeMember(chat, ken);
    const plain = [{ type: 'text', text: '{waiting} for @Ken' }];
    expect(await sent(message())).toEqual(plain);
    expect(tenko.log.filter(({ msg }) => msg === 'LINE took no mention or quote: sent as plain text')).toHaveLength(1);
    expect(await sent(message(), tenko.world.createUserChat(yuki))).toEqual(plain);
    expect(await tenko.failures()).toEqual([]);
  });

  test('that is none is the plugin’s mistake, and is named', async () => {
    await sent({ type: 'text', text: ['a', { mention: '', name: 'Ken' }] });
    const [failure] = await tenko.failures();
    expect(failure?.error).toContain('a message is wrong: text[1].mention should be a member id');
  });
});

test('a button that copies does so under a text and on a card, and is the plugin’s mistake when LINE cannot carry it', async () => {
  const button = { label: 'Copy it', command: '/parrot x', copy: 'Lunch?\n1. 寿司' };
  const action = { type: 'clipboard', label: 'Copy it', clipboardText: 'Lunch?\n1. 寿司' };
  for (const message of [
    { type: 'text', text: 'a', buttons: [button] },
    { type: 'card', title: 'a', buttons: [button] },
  ]) {
    await sent(message);
    expect(tenko.world.actions(tenko.fromBot(chat).at(-1)!.id)).toEqual([action]);
  }
  expect(await tenko.failures()).toEqual([]);
  await sent({ type: 'text', text: 'a', buttons: [{ ...button, copy: 'x'.repeat(1_001) }] });
  expect((await tenko.failures())[0]?.error).toContain('buttons[0].copy should have 1 to 1000 characters');
});

describe('a reply that quotes', () => {
  test('shows the message that it answers', async () => {
    const [reply] = await tenko.say(chat, yuki, '/parrot {"type":"text","text":"Got it","quote":true}');
    const asked = tenko.world.messages(chat).find(({ content }) => String(content['text']).startsWith('/parrot'));
    expect(reply?.quotedMessageId).toBe(asked?.id);
  });

  test('goes out without when there is nothing to quote', async () => {
    const [reply] = await tenko.say(chat, yuki, '/parrot {"type":"text","text":"Got it"}');
    expect(reply).not.toHaveProperty('quotedMessageId');
  });
});

describe("a message of LINE's own", () => {
  const asking = (data: string) => ({
    type: 'native',
    text: 'Shall I?',
    line: {
      type: 'template',
      altText: 'Shall I?',
      template: {
        type: 'confirm',
        text: 'Shall I {really}?',
        actions: [
          { type: 'postback', label: 'Yes', data },
          { type: 'message', label: 'No', text: 'no' },
        ],
      },
    },
  });

  test('has buttons that run what is written on them, with a tag of the host’s', async () => {
    const [content] = await sent(asking('/parrot ["as you wish"]'));
    expect(JSON.stringify(content)).toMatch(/"data":"t\w+\.[\w-]{12} \/parrot /);
    const answer = await tenko.tap(chat, ken, 'Yes');
    expect(answer.map((message) => message.content['text'])).toEqual(['as you wish']);
  });

  test('carries a line of any length, which the host keeps', async () => {
    const long = 'long '.repeat(200).trim();
    await sent(asking(`/parrot ["${long}"]`));
    const answer = await tenko.tap(chat, ken, 'Yes');
    expect(answer.map((message) => message.content['text'])).toEqual([long]);
  });

  test('that LINE would refuse is never sent, and the command says so', async () => {
    const asked = tenko.line.requests.length;
    const [content] = await sent(asking('tk1.abcdefghijkl /ledger 1'));
    expect(content?.['text']).toMatch(/^Something went wrong/);
    expect((await tenko.failures())[0]?.error).toContain(
      'line.template.actions[0].data should be a command line that starts with /',
    );
    expect(tenko.line.requests.slice(asked).filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('is sent as a notice as well', async () => {
    await tenko.say(chat, yuki, `/parrot notice ${JSON.stringify(asking('/parrot ["yes"]'))}`);
    await tenko.beat();
    expect(tenko.fromBot(chat).at(-1)?.content).toMatchObject({ type: 'template' });
  });
});

test('every other kind of message reaches the chat', async () => {
  const url = 'https://example.com/a.png';
  const messages = [
    { type: 'image', url, alt: 'A cat' },
    { type: 'video', url: 'https://example.com/v.mp4', previewUrl: url },
    { type: 'audio', url: 'https://example.com/a.m4a', duration: 61_000 },
    { type: 'location', title: 'Shibuya', address: 'Tokyo {0}', latitude: 35.658, longitude: 139.7016 },
    { type: 'sticker', packageId: '446', stickerId: '1988', alt: 'Hello!', quote: true },
  ];
  const contents = await sent(messages);
  expect(contents.map(({ type }) => type)).toEqual(['image', 'video', 'audio', 'location', 'sticker']);
  expect(tenko.fromBot(chat).at(-1)).toHaveProperty('quotedMessageId');
  expect(await sent({ type: 'card', title: 'Lunch', image: { url, aspect: '16:9' } })).toMatchObject([
    { type: 'flex', altText: 'Lunch', contents: { hero: { url, aspectRatio: '16:9' } } },
  ]);
});
