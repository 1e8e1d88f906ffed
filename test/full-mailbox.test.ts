import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STORE } from '../core/host/tokens.ts';
import { writeWork } from '../core/host/work.ts';
import { chatRef } from '../core/chat/chat.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words } from './support/tenko.ts';

const text = { options: { text: { text: {}, description: { en: 'x' } } } };

let folder: string;
let dataDir: string;
let line: VirtualLine;
beforeEach(async () => {
  folder = newFolder();
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-data-'));
  line = await VirtualLine.start();
  writePlugin(
    folder,
    { name: 'list', permissions: ['storage'], commands: { add: command(text), show: command(text) } },
    {
      'index.ts': `import { Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class List {
  constructor(@inject(Storage) private readonly storage: Storage) {}
  async add({ text = '' }: { text?: string }) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await this.storage.set('list', ((await this.storage.get<string>('list')) ?? '') + text);
  }
  async show() { return (await this.storage.get<string>('list')) ?? 'empty'; }
}`,
    },
  );
});
afterEach(async () => {
  await line.stop();
  rmSync(folder, { recursive: true });
  rmSync(dataDir, { recursive: true });
});

describe('a mailbox with more than its limit', () => {
  test('what is over it is refused with an honest line, before it counts as accepted; the rest runs in order', async () => {
    const tenko = await startTenko({ on: line, dataDir, plugins: folder, settings: { mailboxLimit: 2 } });
    const yuki = line.world.createMember('Yuki');
    const chat = line.world.createGroup('Desk', [yuki]);
    for (const letter of 'abcdefgh') {
      line.world.say(chat, yuki, `/add ${letter}`);
      await line.settled();
    }
    await tenko.quiet();
    const refused = tenko.fromBot(chat).filter((message) => words([message]).includes('Too many commands are waiting'));
    const kept = words(await tenko.say(chat, yuki, '/show'));
    expect(refused.length).toBeGreaterThan(0);
    expect(kept.length + refused.length).toBe(8);
    expect(kept).toBe(kept.split('').sort().join(''));
    await tenko.stop();
  });

  test('what was accepted before a restart runs, all of it', async () => {
    const yuki = line.world.createMember('Yuki');
    const id = line.world.createGroup('Desk', [yuki]);
    const chat = chatRef('line', line.botId, 'group', id);
    const before = await startTenko({ on: line, dataDir, plugins: folder });
    for (const letter of 'abcdefgh') {
      const body = writeWork({ by: 'message', chat, memberId: yuki, line: `/add ${letter}` });
      await before.root
        .resolve(STORE)
        .accept({ chat: chat.key, eventId: letter, at: 1, rows: [{ plugin: 'list', body }] });
    }
    await before.stop();
    const after = await startTenko({ on: line, dataDir, plugins: folder, settings: { mailboxLimit: 2 } });
    await after.quiet();
    expect(words(await after.say(id, yuki, '/show'))).toBe('abcdefgh');
    await after.stop();
  });
});
