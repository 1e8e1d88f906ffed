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
