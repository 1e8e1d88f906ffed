import { readFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import { EVENTS } from '../../scripts/setup/linq.ts';
import { command, newFolder, writePlugin } from '../support/plugin-folder.ts';
import { startLinq } from './stage.ts';

const ASK = `import { Caller } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Ask {
  constructor(@inject(Caller) private readonly caller: Caller) {}
  ask() {
    const buttons = [{ label: 'Yes', command: '/ask yes', reaction: 'like' }, { label: 'No', command: '/ask no', reaction: 'dislike' }];
    return { type: 'card', title: 'Sure?', subject: '#1', takeBack: '/ask back', buttons };
  }
  async askYes() { return 'yes of ' + (await this.caller.displayName()); }
  async askNo() { return 'no of ' + (await this.caller.displayName()); }
  async askBack() { return 'nothing of ' + (await this.caller.displayName()); }
}`;

async function group() {
  const folder = newFolder();
  const subcommands = Object.fromEntries(['yes', 'no', 'back'].map((name) => [name, command()]));
  writePlugin(folder, { name: 'ask', commands: { ask: command({ subcommands }) } }, { 'index.ts': ASK });
  const virtual = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
  const { world } = virtual;
  const [aki, ben] = [world.createMember('Aki'), world.createMember('Ben')];
  const stage = await startLinq({ virtual, plugins: folder });
  onTestFinished(async () => {
    await stage.stop();
    await virtual.stop();
    rmSync(folder, { recursive: true });
  });
  const chat = world.createGroup('Camp', [aki, ben]);
  const fromBot = () => world.messages(chat).filter(({ from }) => from === 'bot');
  /** What the bot says to what somebody does. */
  async function after(deed: () => void): Promise<string> {
    const before = fromBot().length;
    deed();
    for (let round = 0; round < 2; round++) {
      await virtual.settled();
      await stage.idle();
    }
    const said = fromBot().slice(before);
    return said
      .flatMap(({ content }) => (content['parts'] as { value?: string }[]).map(({ value }) => value))
      .join('\n');
  }
  return { world, chat, aki, ben, fromBot, after };
}

test('a tapback on a card answers it, another one changes the answer, and taking it back takes it back', async () => {
  const { world, chat, aki, ben, fromBot, after } = await group();
  expect(await after(() => world.say(chat, aki, '/ask'))).toMatch(/^Sure\?\n1\. Yes\n2\. No/);
  const { id } = fromBot().at(-1)!;
  expect(await after(() => world.react(chat, ben, id, 'like'))).toMatch(/^yes of …\d{4}$/);
  expect(await after(() => world.react(chat, aki, id, 'laugh'))).toBe('');
  expect(await after(() => world.react(chat, ben, id, 'dislike'))).toMatch(/^no of …\d{4}$/);
  expect(await after(() => world.unreact(chat, ben, id))).toMatch(/^nothing of …\d{4}$/);
});

test('a number that answers a card by quoting it counts for that card', async () => {
  const { world, chat, aki, ben, fromBot, after } = await group();
  await after(() => world.say(chat, aki, '/ask'));
  const { id } = fromBot().at(-1)!;
  expect(await after(() => world.say(chat, ben, '2', { quotedMessageId: id }))).toMatch(/^no of …\d{4}$/);
  expect(await after(() => world.say(chat, ben, '7', { quotedMessageId: id }))).not.toMatch(/^(yes|no) of/);
});

test('what npm run setup subscribes to is all that the host listens to', () => {
  const read = readFileSync(new URL('../../core/linq/events.ts', import.meta.url), 'utf8');
  const heard = [...read.matchAll(/case '([a-z_]+\.[a-z_]+)':/g)].map(([, type]) => type);
  expect(heard).toContain('message.received');
  expect(EVENTS).toEqual(expect.arrayContaining(heard));
});
