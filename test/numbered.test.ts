import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KEN, openPlainHost, YUKI } from './support/plain-host.ts';
import { wordsOf } from './support/plain-platform.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

const HOUR = 3_600_000;
const rest = { options: { rest: { text: {}, description: { en: 'x' } } } };

let folder: string;
/** How far ahead of ours the host's clock is. */
let clock: { ahead: number };

/** `/ask a` puts up a card about `a` with two choices; `/ask a done` closes it; `/menu` is a card about nothing. */
beforeEach(() => {
  folder = newFolder();
  clock = { ahead: 0 };
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['storage'],
      commands: {
        ask: command(rest),
        menu: command(),
        pick: command({ hidden: true, ...rest }),
        words: command(),
        vote: command(rest),
        sure: command({ confirm: true }),
      },
    },
    {
      'index.ts': `import { Caller, Chat, Storage, type Card } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Desk {
  constructor(@inject(Chat) private readonly chat: Chat, @inject(Caller) private readonly caller: Caller) {}
  ask({ rest = '' }: { rest?: string }): Card {
    const [about, done] = rest.split(' ');
    const buttons = ['Sushi', 'Ramen'].map((label) => ({ label, command: '/pick ' + about + ' ' + label }));
    if (done === 'settled') return { type: 'card', title: about!, subject: '#' + about, buttons, settled: true };
    return { type: 'card', title: about!, subject: '#' + about, ...(done ? {} : { buttons }) };
  }
  vote({ rest = '' }: { rest?: string }): Card {
    const line = (how: string) => '/pick ' + rest + ' ' + how;
    const button = (how: string, reaction: 'like' | 'dislike') => ({ label: how, command: line(how), reaction });
    const bar = (how: string, reaction: 'like' | 'dislike') => ({ label: how, share: 0, value: '0', button: button(how, reaction) });
    return { type: 'card', title: rest, takeBack: line('back'), bars: [bar('yes', 'like'), bar('no', 'dislike')] };
  }
  menu(): Card {
    return { type: 'card', title: 'Menu', buttons: [{ label: 'Ask', command: '/ask lunch' }] };
  }
  pick({ rest = '' }: { rest?: string }) { return rest + ' by ' + this.caller.id + ' with a ' + this.caller.by; }
  words() {
    const buttons = [{ label: 'Ask', command: '/ask x' }, { label: 'Again', command: '/words' }];
    return { type: 'text' as const, text: 'Try /words', buttons };
  }
  sure() { return 'done'; }
}`,
    },
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openPlainHost(folder, { settings: { now: () => Date.now() + clock.ahead } });
const lastId = ({ platform }: Awaited<ReturnType<typeof open>>): string => platform.sent.at(-1)!.id;

describe('a card where there are no buttons', () => {
  test('has a number for each choice, and whoever answers with it runs that line', async () => {
    const { say } = await open();
    expect(await say('/ask lunch')).toEqual(['lunch\n1. Sushi\n2. Ramen\nAnswer with a number.']);
    for (const number of ['2', '２', '2.', ' 2! ', '2️⃣'])
      expect(await say(number, KEN)).toEqual([`lunch Ramen by ${KEN} with a button`]);
    expect(await say('1', YUKI)).toEqual([`lunch Sushi by ${YUKI} with a button`]);
  });

  test('leaves alone what is no number of its own, and every number before and after it', async () => {
    const { say, store } = await open();
    expect(await say('2')).toEqual([]);
    await say('/ask lunch');
    for (const text of ['3', '0', '12', '2 people', 'two', '1/2', '2?']) expect(await say(text)).toEqual([]);
    await say('/ask lunch done');
    expect(await say('2')).toEqual([]);
    expect(await store.failures()).toEqual([]);
  });

  test('is answered by its hidden commands, which nobody can type', async () => {
    const { say } = await open();
    expect(await say('/pick lunch Ramen')).toEqual([]);
    await say('/ask lunch');
    expect(await say('2')).toHaveLength(1);
  });

  test('is told what to type where a text has buttons, unless it says so itself', async () => {
    const { say } = await open();
    expect(await say('/words')).toEqual(['Try /words\nAsk: /ask x']);
    expect(await say('1')).toEqual([]);
  });
});

describe('with several cards open', () => {
  test('a bare number means nothing, and one that answers a card counts for that card', async () => {
    const host = await open();
    await host.say('/ask lunch');
    const lunch = lastId(host);
    expect(await host.say('/ask trip')).toEqual(['trip\n1. Sushi\n2. Ramen\nReply to this message with a number.']);
    const trip = lastId(host);
    expect(await host.say('2')).toEqual([]);
    expect(await host.say('2', KEN, lunch)).toEqual([`lunch Ramen by ${KEN} with a button`]);
    expect(await host.say('1', KEN, trip)).toEqual([`trip Sushi by ${KEN} with a button`]);
    expect(await host.say('1', KEN, 'a message of a member')).toEqual([]);
    await host.say('/ask trip done');
    expect(await host.say('2')).toEqual([`lunch Ramen by ${YUKI} with a button`]);
  });

  test('where nobody can answer one message, the second says what to type', async () => {
    const host = await open();
    host.platform.capabilities.delete('quote');
    await host.say('/ask lunch');
    expect(await host.say('/ask trip')).toEqual(['trip\nSushi: /pick trip Sushi\nRamen: /pick trip Ramen']);
    expect(await host.say('2')).toEqual([`lunch Ramen by ${YUKI} with a button`]);
  });

  test('a newer card of the same subject takes the place of the older, which can still be answered by itself', async () => {
    const host = await open();
    await host.say('/ask lunch');
    const first = lastId(host);
    expect(await host.say('/ask lunch')).toEqual([expect.stringContaining('Answer with a number.')]);
    expect(await host.say('1')).toHaveLength(1);
    expect(await host.say('1', KEN, first)).toEqual([`lunch Sushi by ${KEN} with a button`]);
  });

  test('a settled card tells its lines, and leaves the numbers to the others', async () => {
    const { say } = await open();
    await say('/ask lunch');
    expect(await say('/ask lunch settled')).toEqual(['lunch\nSushi: /pick lunch Sushi\nRamen: /pick lunch Ramen']);
    expect(await say('1')).toEqual([]);
    expect(await say('/ask trip')).toEqual(['trip\n1. Sushi\n2. Ramen\nAnswer with a number.']);
    expect(await say('1')).toEqual([`trip Sushi by ${YUKI} with a button`]);
  });

  test('a card about nothing gives way to any newer one', async () => {
    const host = await open();
    await host.say('/menu');
    expect(await host.say('/ask lunch')).toEqual([expect.stringContaining('Answer with a number.')]);
    expect(await host.say('1')).toEqual([`lunch Sushi by ${YUKI} with a button`]);
  });
});

describe('what a number means', () => {
  test('is known after a restart, for a day, and in its own chat', async () => {
    const host = await open();
    await host.say('/ask lunch');
    await host.end();
    await host.start();
    expect(await host.say('2')).toEqual([`lunch Ramen by ${YUKI} with a button`]);
    clock.ahead += 25 * HOUR;
    expect(await host.say('2')).toEqual([]);
    await host.end();
    await host.start();
    expect(await host.say('2')).toEqual([]);
  });

  test('is asked for once: a line that is delivered again runs nothing', async () => {
    const host = await open();
    await host.say('/ask lunch');
    const message = { type: 'text' as const, id: 'm', text: '2', mentions: [] };
    const twice = { type: 'message' as const, id: 'again', memberId: KEN, message };
    expect(await host.happens(twice)).toHaveLength(1);
    expect(await host.happens({ ...twice, redelivered: true })).toEqual([]);
  });

  test('is what a member confirms with, and nothing any more once they have', async () => {
    const { say } = await open();
    expect(await say('/sure')).toEqual([expect.stringMatching(/\n1\. .*\n[^]*Answer with a number\.$/)]);
    expect(await say('1', KEN)).toEqual([expect.stringContaining('2000')]);
    expect(await say('1')).toEqual(['done']);
    expect(await say('1')).toEqual([]);
  });

  test('is not held up for long by a card that asked for a moment', async () => {
    const host = await open();
    await host.say('/sure');
    await host.say('/ask lunch');
    expect(await host.say('1')).toEqual([]);
    clock.ahead += HOUR / 5;
    await host.engine.tick();
    expect(await host.say('1')).toEqual([`lunch Sushi by ${YUKI} with a button`]);
  });

  test('costs an ordinary line nothing: the store is not asked', async () => {
    const host = await open();
    await host.say('/ask lunch');
    const asked: unknown[] = [];
    const { store } = host;
    for (const name of ['numbered', 'react', 'accept', 'read'] as const) {
      const whole = store[name].bind(store) as (...of: unknown[]) => never;
      store[name] = (...of: unknown[]) => {
        asked.push(name);
        return whole(...of);
      };
    }
    for (const text of ['hello', '2 people', 'see you at 18:00', '🍣']) await host.say(text);
    expect(asked).toEqual([]);
    await host.say('2');
    expect(asked.slice(0, 2)).toEqual(['numbered', 'accept']);
  });
});

describe('a reaction', () => {
  const react = (host: Awaited<ReturnType<typeof open>>, reaction: string, more: object = {}) =>
    host.happens({
      type: 'reaction',
      memberId: KEN,
      messageId: lastCard(host),
      reaction: reaction as never,
      added: true,
      at: Date.now() + clock.ahead,
      ...more,
    });
  const lastCard = ({ platform }: Awaited<ReturnType<typeof open>>): string =>
    platform.sent.findLast(({ message }) => wordsOf(message).includes('number'))!.id;

  test('runs the line that stands for it, as whoever reacts, and a heart is as good as a thumb', async () => {
    const host = await open();
    await host.say('/vote lunch');
    expect(await react(host, 'like')).toEqual([`lunch yes by ${KEN} with a button`]);
    expect(await react(host, 'love', { memberId: YUKI })).toEqual([`lunch yes by ${YUKI} with a button`]);
    expect(await react(host, 'like', { memberId: YUKI })).toEqual([]);
    expect(await react(host, 'dislike')).toEqual([`lunch no by ${KEN} with a button`]);
    expect(await react(host, 'laugh', { memberId: YUKI })).toEqual([`lunch back by ${YUKI} with a button`]);
  });

  test('says nothing where no line stands for it', async () => {
    const host = await open();
    await host.say('/ask lunch');
    for (const reaction of ['like', 'dislike', 'love', 'other']) expect(await react(host, reaction)).toEqual([]);
    expect(await react(host, 'like', { messageId: 'a message of a member' })).toEqual([]);
    expect(await react(host, 'like', { memberId: undefined })).toEqual([]);
  });

  test('that is taken back runs the line for that, if it was the newest of that member', async () => {
    const host = await open();
    await host.say('/vote lunch');
    const now = Date.now();
    await react(host, 'like', { at: now });
    expect(await react(host, 'dislike', { at: now + 2 })).toEqual([`lunch no by ${KEN} with a button`]);
    // The end of the first comes late: it was replaced before.
    expect(await react(host, 'like', { added: false, at: now + 3 })).toEqual([]);
    expect(await react(host, 'like', { at: now + 1 })).toEqual([]);
    expect(await react(host, 'dislike', { added: false, at: now + 4 })).toEqual([`lunch back by ${KEN} with a button`]);
    expect(await react(host, 'dislike', { added: false, at: now + 5 })).toEqual([]);
    expect(await react(host, 'laugh', { at: now + 6 })).toEqual([]);
    expect(await react(host, 'laugh', { added: false, at: now + 7 })).toEqual([]);
  });

  test('counts after a restart as it did before, and for a day', async () => {
    const host = await open();
    await host.say('/vote lunch');
    const now = Date.now();
    await react(host, 'like', { at: now });
    await host.end();
    await host.start();
    expect(await react(host, 'dislike', { at: now - 1 })).toEqual([]);
    expect(await react(host, 'like', { added: false, at: now + 1 })).toEqual([`lunch back by ${KEN} with a button`]);
    clock.ahead += 25 * HOUR;
    expect(await react(host, 'like')).toEqual([]);
  });
});
