import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { hashOfFolder, pinFile } from '../core/plugin/pin.ts';
import { PluginFolders } from '../core/plugin/plugin-folders.ts';
import { Registry } from '../core/plugin/registry.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

const IMPORTS =
  "import { Caller, Chat, Refusal, Storage } from 'tenko';\nimport { inject, injectable } from 'tsyringe';\n";

let tenko: Tenko | undefined;
afterEach(async () => {
  await tenko?.stop();
  tenko = undefined;
});

function folder(): string {
  const made = newFolder();
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

async function start(options: TenkoOptions): Promise<{ tenko: Tenko; say: (text: string) => Promise<string> }> {
  const started = await startTenko({ language: 'en', ...options });
  tenko = started;
  const member = started.world.createMember('Aoi');
  const group = started.world.createGroup('Kyudo club', [member]);
  return { tenko: started, say: async (text) => words(await started.say(group, member, text)) };
}

describe('a foreign plugin', () => {
  test('answers in a chat like a shipped one, and keeps what it is told', async () => {
    const foreign = folder();
    writePlugin(
      foreign,
      { name: 'counter', permissions: ['storage'], commands: { count: command() } },
      {
        'index.ts': `${IMPORTS}
@injectable()
export default class Counter {
  constructor(@inject(Storage) private readonly storage: Storage, @inject(Chat) private readonly chat: Chat) {}
  async count() {
    const n = ((await this.storage.get<number>('n')) ?? 0) + 1;
    await this.storage.set('n', n);
    this.chat.reply({ type: 'text', text: 'counting' });
    if (n === 3) throw new Refusal('three is enough');
    return 'that makes ' + n;
  }
}`,
      },
    );
    const { say } = await start({ foreign });
    expect(await say('/count')).toBe('counting\nthat makes 1');
    expect(await say('/count')).toBe('counting\nthat makes 2');
    expect(await say('/count')).toBe('three is enough');
    expect(await say('/count')).toBe('three is enough');
  });
});

const HELLO = { name: 'hello', commands: { hello: command() } };
const saying = (text: string) => ({ 'index.ts': `export default class Hello { hello() { return '${text}'; } }` });

async function pin(foreign: string, name: string): Promise<string> {
  const hash = await hashOfFolder(join(foreign, name));
  const pinned = { hash, version: '1.0.0', permissions: [], source: 'a test', at: '2026-11-22T03:00:00Z' };
  writeFileSync(pinFile(foreign), JSON.stringify({ [name]: pinned }));
  return hash;
}

describe('where a plugin may run', () => {
  const states = ({ root }: Tenko) =>
    root
      .resolve(Registry)
      .all()
      .filter(({ name }) => name === 'hello')
      .map((plugin) => (plugin.state === 'READY' ? plugin.trust : plugin.reason.message));

  test('one that nobody has added does not run, and the operator reads what to do', async () => {
    const foreign = folder();
    writePlugin(foreign, HELLO, saying('hi'));
    const { tenko } = await start({ foreign, pinned: true });
    expect(states(tenko)).toEqual([
      `nobody has added it: see what it asks for and run npm run plugin -- add ${join(foreign, 'hello')}`,
    ]);
  });

  test('one that was added runs in an isolate; changed afterwards, it does not run at all', async () => {
    const foreign = folder();
    writePlugin(foreign, HELLO, { ...saying('hi'), 'node_modules/greeting/index.js': 'module.exports = 1;' });
    await pin(foreign, 'hello');
    const { tenko, say } = await start({ foreign, pinned: true });
    expect(states(tenko)).toEqual(['foreign']);
    expect(await say('/hello')).toBe('hi');
    writePlugin(foreign, HELLO, { 'node_modules/greeting/index.js': 'module.exports = 2;' });
    await tenko.root.resolve(PluginFolders).reload(join(foreign, 'hello'));
    expect(tenko.log.at(-1)?.['msg']).toContain('it is not what it was when it was added');
  });

  test('what is trusted is a hash: another plugin of the same name is not', async () => {
    const foreign = folder();
    writePlugin(foreign, HELLO, saying('hi'));
    const hash = await pin(foreign, 'hello');
    const first = await start({ foreign, pinned: true, trusted: [`hello@${hash}`] });
    expect(states(first.tenko)).toEqual(['trusted']);
    await first.tenko.stop();
    writePlugin(foreign, HELLO, saying('I am another'));
    await pin(foreign, 'hello');
    expect(states((await start({ foreign, pinned: true, trusted: [`hello@${hash}`] })).tenko)).toEqual(['foreign']);
  });

  test('a foreign plugin has no say in it, whatever its manifest lists', async () => {
    const foreign = folder();
    writePlugin(foreign, { ...HELLO, name: 'other' }, saying('hi'));
    writePlugin(foreign, { ...HELLO, trusted: true }, saying('hi'));
    rmSync(join(foreign, 'other', 'plugin.json'));
    const { tenko } = await start({ foreign });
    expect(states(tenko)[0]).toContain('plugin.json is not right');
  });
});
