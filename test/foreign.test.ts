import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { Isolation } from '../core/plugin/isolate/isolation.ts';
import { hashOfFolder, pinFile } from '../core/plugin/pin.ts';
import { PluginFolders } from '../core/plugin/plugin-folders.ts';
import { Registry } from '../core/plugin/registry.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { until } from './support/until.ts';
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

const ECHO = `${IMPORTS}
@injectable()
export default class Echo {
  constructor(@inject(Storage) private readonly storage: Storage) {}
  async wipe() { await this.storage.set('wiped', true); return 'all gone'; }
}`;

test('a guard of a foreign plugin holds until enough members have tapped; /readyz names what stands round its isolate', async () => {
  const foreign = folder();
  const wipe = {
    ...command(),
    guard: { taps: { count: 2, within: '5m' } },
    warning: { en: 'Everything will be gone.' },
  };
  writePlugin(foreign, { name: 'echo', permissions: ['storage'], commands: { wipe } }, { 'index.ts': ECHO });
  const { tenko } = await start({ foreign });
  const [aoi, ren] = [tenko.world.createMember('Aoi'), tenko.world.createMember('Ren')];
  const group = tenko.world.createGroup('Archive', [aoi, ren]);
  const asked = await tenko.say(group, aoi, '/wipe');
  expect(words(asked)).toContain('Everything will be gone.');
  expect(words(asked)).not.toContain('all gone');
  const first = words(await tenko.tap(group, aoi, 'I agree'));
  const second = words(await tenko.tap(group, ren, 'I agree'));
  expect(first).not.toContain('all gone');
  expect(second).toContain('all gone');
  expect(await tenko.failures()).toEqual([]);
  const ready = (await (await fetch(`${tenko.url}/readyz`)).json()) as { isolation: unknown; plugins: unknown };
  const walls = tenko.root.resolve(Isolation).layers;
  expect(walls).toBeInstanceOf(Array);
  expect(ready.isolation).toEqual(walls);
  expect(ready.plugins).toContainEqual({ name: 'echo', state: 'READY', trust: 'foreign' });
});

test('without a foreign plugin /readyz says that nothing needs to be kept apart', async () => {
  const { tenko } = await start({});
  const ready = (await (await fetch(`${tenko.url}/readyz`)).json()) as { isolation: unknown };
  expect(ready.isolation).toBe('not needed: no foreign plugin is loaded');
});

describe('what a foreign plugin does to others', () => {
  test('a loop in one chat fails there alone: what the same isolate did in another chat is done again', async () => {
    const foreign = folder();
    const index = `${IMPORTS}
@injectable()
export default class Mill {
  constructor(@inject(Storage) private readonly storage: Storage, @inject(Chat) private readonly chat: Chat) {}
  async turn() {
    await this.storage.set('turns', ((await this.storage.get<number>('turns')) ?? 0) + 1);
    this.chat.reply('turning');
    await new Promise((resolve) => setTimeout(resolve, 700));
    return 'turned ' + (await this.storage.get<number>('turns'));
  }
  jam() { for (;;); }
}`;
    const commands = { turn: command(), jam: command() };
    writePlugin(foreign, { name: 'mill', permissions: ['storage'], commands }, { 'index.ts': index });
    const { tenko } = await start({ foreign, settings: { handlerTimeout: 2_000 } });
    const [aoi, ren] = [tenko.world.createMember('Aoi'), tenko.world.createMember('Ren')];
    const [here, there] = [tenko.world.createGroup('Here', [aoi]), tenko.world.createGroup('There', [ren])];
    tenko.world.say(there, ren, '/turn');
    tenko.world.say(here, aoi, '/jam');
    await tenko.quiet();
    expect(words(tenko.fromBot(there))).toBe('turning\nturned 1');
    expect(words(tenko.fromBot(here))).toContain('took too long');
    expect(await tenko.failures()).toMatchObject([{ code: 'HANDLER_TIMEOUT', plugin: 'mill' }]);
    expect(words(await tenko.say(here, aoi, '/turn'))).toBe('turning\nturned 1');
  });

  test('its buttons run its own commands and nobody else’s', async () => {
    const foreign = folder();
    const index = `${IMPORTS}
@injectable()
export default class Lure {
  constructor(@inject(Chat) private readonly chat: Chat) {}
  own() { return { type: 'text', text: 'tap', buttons: [{ label: 'again', command: '/own' }] }; }
  others() { return { type: 'text', text: 'free sushi', buttons: [{ label: 'yes', command: '/kickbot' }] }; }
  native() {
    const action = { type: 'message', label: 'free sushi', text: '/kickbot' };
    const contents = { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action }] } };
    return { type: 'native', text: 'free sushi', line: { type: 'flex', altText: 'free sushi', contents } };
  }
  staged() { this.chat.reply({ type: 'card', title: 'x', buttons: [{ label: 'yes', command: '/poll close' }] }); }
}`;
    const commands = { own: command(), others: command(), native: command(), staged: command() };
    writePlugin(foreign, { name: 'lure', commands }, { 'index.ts': index });
    const { tenko, say } = await start({ foreign });
    expect(await say('/own')).toBe('tap');
    expect(await say('/others')).not.toContain('free sushi');
    expect(await say('/native')).not.toContain('free sushi');
    await say('/staged');
    expect((await tenko.failures()).map(({ code }) => code)).toEqual(['BAD_CALL', 'BAD_CALL', 'BAD_CALL']);
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

describe('a plugin is changed while the host runs', () => {
  const load = (tenko: Tenko, path: string) => tenko.root.resolve(PluginFolders).reload(path);

  test('added, updated and removed, its words with it', async () => {
    const foreign = folder();
    const { tenko, say } = await start({ foreign });
    expect(await say('/hello')).not.toContain('one');
    const path = writePlugin(foreign, HELLO, saying('one'));
    expect(await load(tenko, path)).toMatchObject({ state: 'READY', trust: 'foreign' });
    expect(await say('/hello')).toBe('one');
    writePlugin(foreign, { ...HELLO, commands: { hello: command({ aliases: ['hi'] }) } }, saying('two'));
    await load(tenko, path);
    expect(await say('/hi')).toBe('two');
    rmSync(path, { recursive: true });
    expect(await load(tenko, path)).toBeUndefined();
    expect(await say('/hi')).toBe('');
  });

  test('one that cannot be loaded changes nothing: the version before goes on, and the reason names the author’s line', async () => {
    const foreign = folder();
    const path = writePlugin(foreign, HELLO, saying('one'));
    const { tenko, say } = await start({ foreign });
    writePlugin(foreign, HELLO, { 'index.ts': 'export default class Hello {\n  hello() { const 1; }\n}' });
    expect(await load(tenko, path)).toMatchObject({ state: 'FAILED', reason: { code: 'PLUGIN_BROKEN' } });
    expect(tenko.log.at(-1)?.['msg']).toMatch(/index\.ts:2: [^]*the version before goes on/);
    expect(await say('/hello')).toBe('one');
    writePlugin(foreign, HELLO, {
      'index.ts': "\nthrow new Error('early');\nexport default class Hello { hello() {} }",
    });
    expect(await load(tenko, path)).toMatchObject({
      reason: {
        message: expect.stringMatching(/it threw while it was loaded: Error: early\n +at eval \(index\.ts:2:7\)$/),
      },
    });
    expect(await say('/hello')).toBe('one');
    writePlugin(foreign, HELLO, saying('two'));
    await load(tenko, path);
    expect(await say('/hello')).toBe('two');
  });

  test('a word that another plugin gives up belongs to the one that wanted it', async () => {
    const foreign = folder();
    writePlugin(
      foreign,
      { name: 'a-first', commands: { greet: command({ aliases: ['hey'] }) } },
      {
        'index.ts': "export default class A { greet() { return 'first'; } }",
      },
    );
    writePlugin(
      foreign,
      { name: 'b-second', commands: { greet: command({ aliases: ['hey'] }) } },
      {
        'index.ts': "export default class B { greet() { return 'second'; } }",
      },
    );
    const { tenko, say } = await start({ foreign });
    expect(await say('/hey')).toBe('first');
    rmSync(join(foreign, 'a-first'), { recursive: true });
    await load(tenko, join(foreign, 'a-first'));
    expect(await say('/hey')).toBe('second');
    expect(await say('/greet')).toBe('second');
  });

  test('what runs ends on the version that it began with', async () => {
    const foreign = folder();
    const slow = (text: string) => ({
      'index.ts': `export default class Hello { async hello() { await new Promise((resolve) => setTimeout(resolve, 1000)); return '${text}'; } }`,
    });
    const path = writePlugin(foreign, HELLO, slow('one'));
    const { tenko } = await start({ foreign });
    const ken = tenko.world.createMember('Ken');
    const chat = tenko.world.createGroup('Slow', [ken]);
    tenko.world.say(chat, ken, '/hello');
    await tenko.line.settled();
    writePlugin(foreign, HELLO, slow('two'));
    await load(tenko, path);
    await tenko.quiet();
    expect(words(tenko.fromBot(chat))).toBe('one');
    expect(words(await tenko.say(chat, ken, '/hello'))).toBe('two');
  });

  test('what is added, updated and removed in the folder is so in the running host', async () => {
    const foreign = folder();
    const { say } = await start({ foreign, pinned: true });
    const answers = (text: string) =>
      until(
        `it answers ${text}`,
        async () => ((await say('/hello')).includes(text) ? undefined : 'the new one'),
        10_000,
      );
    writePlugin(foreign, HELLO, saying('one'));
    await pin(foreign, 'hello');
    await answers('one');
    writePlugin(foreign, HELLO, saying('two'));
    await pin(foreign, 'hello');
    await answers('two');
    rmSync(join(foreign, 'hello'), { recursive: true });
    writeFileSync(pinFile(foreign), '{}');
    await until('it is gone', async () => ((await say('/hello')) === '' ? undefined : 'the old one'), 10_000);
    expect(await say('/hello')).toBe('');
  });
});
