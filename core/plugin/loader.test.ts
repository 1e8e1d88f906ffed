import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as tsyringe from 'tsyringe';
import { container } from 'tsyringe';
import { afterAll, describe, expect, test } from 'vitest';
import * as tenko from '../index.ts';
import { command, newFolder, writePlugin } from '../../test/support/plugin-folder.ts';
import type { Bridge } from './bridge.ts';
import { Isolation } from './isolate/isolation.ts';
import { loadPlugin, pluginFolders, type LoadedPlugin } from './loader.ts';

const parent = newFolder();
afterAll(() => rmSync(parent, { recursive: true }));

const root = container.createChildContainer();
const load = (folder: string) =>
  loadPlugin(folder, 'trusted', {
    root,
    modules: { tenko, tsyringe },
    cacheDir: join(parent, '.cache'),
    isolation: new Isolation({ guest: '', handlerTimeout: 1_000, tell: () => undefined }),
  });

async function ready(folder: string): Promise<LoadedPlugin> {
  const plugin = await load(folder);
  if (plugin.state === 'FAILED') throw plugin.reason;
  return plugin;
}

async function failure(folder: string): Promise<{ code: string; message: string }> {
  const plugin = await load(folder);
  if (plugin.state === 'READY') throw new Error('it was loaded');
  return plugin.reason;
}

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not throw');
}

const bridge = (overrides: object = {}): Bridge =>
  ({
    snapshot: {
      chat: { kind: 'group', platform: 'line', can: [] },
      caller: { by: 'message', isModerator: false },
      language: 'en',
      timeZone: 'UTC',
      now: 5,
    },
    calls: overrides,
  }) as unknown as Bridge;

const imports =
  "import { Chat, Storage, Texts, Clock, Refusal } from 'tenko';\nimport { inject, injectable } from 'tsyringe';\n";

describe('loading a plugin', () => {
  test('the class is built anew for each invocation, with the tokens it asks for', async () => {
    const folder = writePlugin(
      parent,
      { name: 'good', commands: { roll: command({ subcommands: { history: command() } }) } },
      {
        'index.ts': `${imports}
import { twice } from './rules.ts';
@injectable()
export default class Good {
  private runs = 0;
  constructor(@inject(Texts) private readonly texts: Texts, @inject(Clock) private readonly clock: Clock) {}
  roll({ sides }: { sides: number }) { this.runs++; return this.texts.t('rolled', { value: twice(sides) }) + ' ' + this.runs + ' ' + this.clock.now(); }
  async rollHistory() { return 'history'; }
}`,
        'rules.ts': 'export const twice = (n: number): number => n * 2;',
        'locales/en.json': '{ "rolled": "You rolled {value}" }',
      },
    );
    const plugin = await ready(folder);
    expect(plugin.scope.run('roll', { sides: 3 }, bridge())).toBe('You rolled 6 1 5');
    expect(plugin.scope.run('roll', { sides: 4 }, bridge())).toBe('You rolled 8 1 5');
    expect(await plugin.scope.run('rollHistory', {}, bridge())).toBe('history');
  });

  test('a class of the plugin’s own gets the same tokens as the plugin, within one invocation', async () => {
    const folder = writePlugin(
      parent,
      { name: 'deep', permissions: ['storage'], commands: { deep: command() } },
      {
        'index.ts': `${imports}
@injectable() class Shelf { constructor(@inject(Storage) readonly storage: Storage) {} }
@injectable() export default class Deep {
  constructor(@inject(Shelf) private readonly shelf: Shelf, @inject(Storage) private readonly storage: Storage) {}
  deep() { return this.shelf.storage === this.storage; }
}`,
      },
    );
    expect((await ready(folder)).scope.run('deep', {}, bridge())).toBe(true);
  });

  test('an error names the author’s own file and line', async () => {
    const folder = writePlugin(
      parent,
      { name: 'thrower', commands: { boom: command() } },
      { 'index.ts': `export default class Thrower {\n  boom(): never {\n    throw new Error('boom');\n  }\n}\n` },
    );
    const plugin = await ready(folder);
    const thrown = (): unknown => plugin.scope.run('boom', {}, bridge());
    expect(thrown).toThrow('boom');
    expect(plugin.stackOf(caught(thrown))).toMatch(/index\.ts:3:/);
  });

  test('a bundle of the same files is not built again, and one of changed files is', async () => {
    const manifest = { name: 'changing', commands: { now: command() } };
    const folder = writePlugin(parent, manifest, { 'index.ts': "export default class A { now() { return 'one'; } }" });
    expect((await ready(folder)).scope.run('now', {}, bridge())).toBe('one');
    writePlugin(parent, manifest, { 'index.ts': "export default class A { now() { return 'two'; } }" });
    expect((await ready(folder)).scope.run('now', {}, bridge())).toBe('two');
  });
});

describe('a plugin that cannot be loaded is a value with its reason', () => {
  const broken = (name: string, text: string, manifest: Record<string, unknown> = {}) =>
    failure(writePlugin(parent, { name, commands: { go: command() }, ...manifest }, { 'index.ts': text }));

  test('a token that the manifest does not list: which line to add', async () => {
    expect(
      await broken(
        'greedy',
        `${imports}@injectable() export default class Greedy { constructor(@inject(Storage) readonly s: Storage) {} go() {} }`,
      ),
    ).toMatchObject({
      code: 'PERMISSION_MISSING',
      message:
        'parameter 1 of the constructor of Greedy asks for Storage: add "storage" to "permissions" in plugin.json',
    });
  });

  test('a token asked for by a class further down is found too', async () => {
    expect(
      await broken(
        'sly',
        `${imports}@injectable() class Inner { constructor(@inject(Storage) readonly s: Storage) {} }
@injectable() export default class Sly { constructor(@inject(Inner) readonly i: Inner) {} go() {} }`,
      ),
    ).toMatchObject({ code: 'PERMISSION_MISSING', message: expect.stringContaining('constructor of Inner') });
  });

  test('a parameter without @inject', async () => {
    expect(
      await broken(
        'plain',
        `${imports}@injectable() export default class Plain { constructor(readonly s: Storage) {} go() {} }`,
      ),
    ).toMatchObject({ code: 'PLUGIN_BROKEN', message: expect.stringContaining('write @inject(Storage)') });
  });

  test('a name of the host’s own container', async () => {
    expect(
      await broken(
        'prying',
        `${imports}@injectable() export default class Prying { constructor(@inject('Config') readonly c: unknown) {} go() {} }`,
      ),
    ).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: expect.stringContaining('asks for Config, which is not a token of tenko'),
    });
  });

  test('a command without its method', async () => {
    expect(await broken('lazy', 'export default class Lazy {}')).toMatchObject({
      code: 'HANDLER_MISSING',
      message: 'class Lazy has no method `go`, which runs /go: write `go(…) { … }`',
    });
  });

  test('an event without its method', async () => {
    expect(await broken('deaf', 'export default class Deaf { go() {} }', { events: ['memberJoined'] })).toMatchObject({
      code: 'HANDLER_MISSING',
      message: expect.stringContaining('onMemberJoined'),
    });
  });

  test('a plugin that may keep something of a member, and cannot erase it', async () => {
    const text = 'export default class Elephant { go() {} }';
    expect(await broken('elephant', text, { permissions: ['storage', 'members'] })).toMatchObject({
      code: 'HANDLER_MISSING',
      message: expect.stringContaining('write `async onMemberForgotten(memberId: string) { … }`'),
    });
    for (const permission of ['storage', 'members'])
      expect(
        (
          await load(
            writePlugin(
              parent,
              { name: `${permission}-only`, permissions: [permission], commands: { go: command() } },
              { 'index.ts': text },
            ),
          )
        ).state,
      ).toBe('READY');
  });

  test('an import of something that is not the plugin’s', async () => {
    expect(
      await broken(
        'thief',
        "import { readFileSync } from 'node:fs';\nexport default class T { go() { return readFileSync('/etc/passwd'); } }",
      ),
    ).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: expect.stringContaining('node:fs'),
    });
  });

  test('an import of a file outside of its folder', async () => {
    writePlugin(parent, { name: 'neighbour' }, { 'rules.ts': 'export const secret = 1;' });
    expect(
      await broken(
        'nosy',
        "import { secret } from '../neighbour/rules.ts';\nexport default class N { go() { return secret; } }",
      ),
    ).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: "it imports ../neighbour/rules.ts; a plugin imports 'tenko', 'tsyringe' and its own files",
    });
  });

  test('an import of what is not there, and an entry that is not there: what to do', async () => {
    const using = (name: string) => `import { x } from '${name}';\nexport default class U { go() { return x; } }`;
    expect((await broken('hopeful', using('lodash'))).message).toBe(
      "index.ts:1: cannot find \"lodash\": a plugin imports 'tenko', 'tsyringe', its own files, and packages installed in its own folder",
    );
    expect((await broken('forgetful', using('./rules.ts'))).message).toBe(
      'index.ts:1: cannot find "./rules.ts": there is no such file',
    );
    expect((await broken('absent', '', { entry: 'src/main.ts' })).message).toBe(
      'its entry src/main.ts is not there: write it, or name the file that is in "entry" of plugin.json',
    );
  });

  test('a class with parameters that is not injectable', async () => {
    expect(
      await broken(
        'bare',
        `${imports}export default class Bare { constructor(@inject(Chat) readonly c: Chat) {} go() {} }`,
      ),
    ).toMatchObject({ code: 'PLUGIN_BROKEN', message: 'class Bare is not injectable: write @injectable() above it' });
  });

  test('a class that would outlive its invocation', async () => {
    expect(
      await broken(
        'eternal',
        "import { singleton } from 'tsyringe';\n@singleton() export default class Eternal { go() {} }",
      ),
    ).toMatchObject({ code: 'PLUGIN_BROKEN', message: expect.stringContaining('write @injectable()') });
  });

  test('a function where a class should be', async () => {
    expect(await broken('arrow', 'export default () => undefined;')).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: expect.stringContaining('exports no class'),
    });
  });

  test('a syntax error names file and line', async () => {
    expect(await broken('typo', 'export default class {\n  go() { const 1 = 2; }\n}')).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: expect.stringMatching(/^index\.ts:2: /),
    });
  });

  test('an entry that throws while it is loaded', async () => {
    expect(await broken('early', "throw new Error('too early');\nexport default class E { go() {} }")).toMatchObject({
      code: 'PLUGIN_BROKEN',
      message: expect.stringContaining('too early'),
    });
  });

  test('no class, no manifest, a manifest that is no JSON, locales that are no texts', async () => {
    expect(await broken('empty', 'export const x = 1;')).toMatchObject({
      message: expect.stringContaining('exports no class'),
    });
    expect(await failure(join(parent, 'nothing'))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: 'it has no plugin.json',
    });
    expect(await failure(writePlugin(parent, { name: 'json' }, { 'plugin.json': '{' }))).toMatchObject({
      code: 'MANIFEST_INVALID',
    });
    expect(
      await failure(
        writePlugin(
          parent,
          { name: 'words', commands: { go: command() } },
          { 'index.ts': 'export default class W { go() {} }', 'locales/ja.json': '{ "a": 1 }' },
        ),
      ),
    ).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining('locales') });
  });
});

test('a plugin folder may be a link to one elsewhere', async () => {
  const [home, linked] = [newFolder(), newFolder()];
  const folder = writePlugin(
    home,
    { name: 'abroad', commands: { go: command() } },
    {
      'index.ts': "import { word } from './word.ts';\nexport default class A { go() { return word; } }",
      'word.ts': "export const word = 'hi';",
    },
  );
  symlinkSync(folder, join(linked, 'abroad'));
  symlinkSync(join(home, 'gone'), join(linked, 'gone'));
  const folders = await pluginFolders(linked);
  expect(folders).toEqual([join(linked, 'abroad')]);
  expect((await ready(folders[0]!)).scope.run('go', {}, bridge())).toBe('hi');
  for (const path of [home, linked]) rmSync(path, { recursive: true });
});

test('plugin folders come in the order of their names; a missing parent has none', async () => {
  expect(await pluginFolders(join(parent, 'not-there'))).toEqual([]);
  const names = (await pluginFolders(parent)).map((path) => path.slice(parent.length + 1));
  expect(names).toEqual([...names].sort());
  expect(names).not.toContain('.cache');
});
