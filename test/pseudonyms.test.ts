import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';

let folder: string;
let tenko: Tenko;

const KEY = { options: { key: { string: {}, required: true, description: { en: 'x' } } } };

beforeEach(async () => {
  folder = newFolder();
  for (const name of ['urn', 'box'])
    writePlugin(
      folder,
      {
        name,
        permissions: ['storage'],
        commands: {
          [name]: command(KEY),
          [`${name}-end`]: command(KEY),
          [`${name}-keys`]: command(),
          [`${name}-boom`]: command(KEY),
        },
      },
      {
        'index.ts': `import { Caller, Pseudonyms, Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Urn {
  constructor(
    @inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
    @inject(Storage) private readonly storage: Storage,
    @inject(Caller) private readonly caller: Caller,
  ) {}
  ${name}({ key }: { key: string }) { return this.pseudonyms.of(key, this.caller.id!); }
  async ${name}End({ key }: { key: string }) { await this.pseudonyms.destroy(key); return 'gone'; }
  async ${name}Keys() { return JSON.stringify(await this.storage.list('')); }
  async ${name}Boom({ key }: { key: string }) { await this.pseudonyms.of(key, this.caller.id!); throw new Error('boom'); }
}`,
      },
    );
  tenko = await startTenko({ plugins: folder });
});

afterEach(async () => {
  await tenko.stop();
  rmSync(folder, { recursive: true });
});

function group() {
  const [yuki, ken] = [tenko.world.createMember('Yuki'), tenko.world.createMember('Ken')];
  const chat = tenko.world.createGroup('Kyudo', [yuki, ken]);
  return { chat, yuki, ken, say: async (who: string, line: string) => words(await tenko.say(chat, who, line)) };
}

test('a member has one name under a key, and others under other keys, in other plugins and in other chats', async () => {
  const one = group();
  const name = await one.say(one.yuki, '/urn a');
  expect(name).toMatch(/^[0-9a-f]{32}$/);
  expect(await one.say(one.yuki, '/urn a')).toBe(name);
  const two = tenko.world.createGroup('Other', [one.yuki]);
  const others = [
    await one.say(one.ken, '/urn a'),
    await one.say(one.yuki, '/urn b'),
    await one.say(one.yuki, '/box a'),
    words(await tenko.say(two, one.yuki, '/urn a')),
  ];
  expect(new Set([name, ...others]).size).toBe(5);
});

test('the plugin never sees the key, and a destroyed one does not come back', async () => {
  const { yuki, say } = group();
  const before = await say(yuki, '/urn a');
  expect(await say(yuki, '/urn-keys')).toBe('[]');
  expect(await say(yuki, '/urn-end a')).toBe('gone');
  expect(await say(yuki, '/urn a')).not.toBe(before);
});

test('a command that failed makes no key, and what its members typed goes with a key that is destroyed', async () => {
  const { yuki, say } = group();
  await say(yuki, '/urn-boom secret');
  await say(yuki, '/box-boom other');
  expect((await tenko.failures()).map(({ body }) => body.includes('-boom '))).toEqual([true, true]);
  await say(yuki, '/urn-end a');
  expect((await tenko.failures()).map(({ body }) => body === '{}')).toEqual([true, false]);
});
