import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { filesFor } from '../scripts/plugin/template.ts';
import { install } from '../scripts/plugin/install.ts';
import { startRegistry } from './support/npm-registry.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { plugin } from './support/plugin-tool.ts';
import { tgz, type TarEntry } from './support/tar.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let place: string;
let installed: string;
let environment: Record<string, string>;
beforeEach(() => {
  place = newFolder();
  installed = join(place, 'installed');
  environment = {
    PLUGINS_DIR: installed,
    npm_config_cache: join(place, 'npm-cache'),
    npm_config_userconfig: join(place, 'npmrc'),
  };
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
});

const CODE = (words: string, head = '') => `import { injectable } from 'tsyringe';
${head}
@injectable()
export default class Hail { hail() { return ${words}; } }`;

const hail = (parts: object = {}, files: Record<string, string> = {}): string =>
  writePlugin(
    join(place, 'source'),
    { name: 'hail', commands: { hail: command() }, ...parts },
    { 'index.ts': CODE("'hail'"), ...files },
  );

const pins = (): Record<string, { hash: string; permissions: string[]; version: string; source: string }> =>
  JSON.parse(readFileSync(join(installed, 'pins.json'), 'utf8')) as never;
const left = (): string[] => (existsSync(installed) ? readdirSync(installed).sort() : []);

describe('new', () => {
  test('what it writes passes its own test and every check, at once', async () => {
    const made = await plugin(['new', 'lunch-poll', place], environment);
    expect(made).toMatchObject({ code: 0, err: '' });
    const folder = join(place, 'lunch-poll');
    expect(await plugin(['check', folder], environment)).toMatchObject({
      code: 0,
      out: expect.stringContaining('lunch-poll 1.0.0 is in order'),
    });
    const tested = await plugin(['test', folder], environment);
    expect(tested.out).toMatch(/1 passed/);
    expect(tested.code).toBe(0);
    expect(await plugin(['new', 'lunch-poll', place])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is there already/),
    });
  }, 60_000);

  test('what it writes is formatted as everything else here', () => {
    for (const [path, text] of Object.entries(filesFor('lunch-poll', { root: '../..', alone: false }))) {
      mkdirSync(join(place, path, '..'), { recursive: true });
      writeFileSync(join(place, path), text);
    }
    const oxfmt = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
    const args = [oxfmt, '--check', '-c', join(root, '.oxfmtrc.json'), place];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('correct format');
  });

  test.each([
    ['Lunch', 64, /cannot be a plugin's name/],
    ['constructor', 64, /cannot be a plugin's name/],
    ['../lunch', 64, /cannot be a plugin's name/],
    ['poll', 1, /the plugin poll has this name/],
  ])('%s is no name for it', async (name, code, words) => {
    expect(await plugin(['new', name, place])).toMatchObject({ code, err: expect.stringMatching(words) });
    expect(existsSync(join(place, name))).toBe(false);
  });
});

describe('check', () => {
  test('tells every fault, and runs nothing outside of an isolate', async () => {
    const marker = join(place, 'it-ran');
    const folder = hail(
      { permissions: ['storage'], description: { en: 'Hails' } },
      {
        'index.ts': CODE(
          "texts.t('gone')",
          `import { writeFileSync } from 'node:fs';\nwriteFileSync('${marker}', '');`,
        ),
        'locales/en.json': '{ "a": "{n} of", "unused": "x" }',
        'locales/ja.json': '{ "a": "{m}", "more": "{" }',
      },
    );
    const { code, out, err } = await plugin(['check', folder]);
    expect(code).toBe(1);
    for (const words of [
      'keep data of its own for each chat  [storage]',
      '✗ index.ts imports node:fs, which is a part of Node.js that no isolate has',
      'nothing seems to use the permission storage',
      '✗ PLUGIN_BROKEN: ',
      '✗ locales/ja.json lacks "unused"',
      '✗ locales/ja.json: "a" asks for {m}',
      '✗ locales/ja.json: "more" is not an ICU message',
      'there is no locales/th.json',
      'nothing seems to use the text "unused"',
      'plugin.json: description has no ja, zh-TW, th',
      "Cannot find name 'texts'",
    ])
      expect(out).toContain(words);
    expect(err).toMatch(/^tenko: hail has \d+ faults\n$/);
    expect(existsSync(marker)).toBe(false);
  }, 60_000);

  test.each(['plugins/ping', 'test/fixtures/examples/dice', 'test/fixtures/examples/weather'])(
    '%s passes it',
    async (folder) => {
      const { out, err } = await plugin(['check', join(root, folder)]);
      expect(err).toBe('');
      expect(out).toMatch(/ 1\.0\.0 is in order\n$/);
    },
    60_000,
  );

  test.each([
    [['check', '/nowhere'], 1, /there is no plugin\.json in \/nowhere/],
    [['check'], 64, /it takes/],
    [['frob'], 64, /it takes/],
    [['add', '--no'], 64, /Unknown option/],
    [['toString'], 64, /it takes/],
  ])('%j is told in a line', async (args, code, words) => {
    expect(await plugin(args)).toMatchObject({ code, err: expect.stringMatching(words) });
  });
});

describe('add', () => {
  test('shows what is asked for, and with nobody to say yes leaves nothing behind', async () => {
    const folder = hail({ permissions: ['members'], fetch: ['api.example.com'], events: ['memberJoined'] });
    const { code, out, err } = await plugin(['add', folder], environment);
    expect(out).toBe(`hail 1.0.0: hail
Its commands: /hail
Besides answering, it asks to
  - see who is in a chat: names, pictures, how many people  [members]
  - ask api.example.com over the internet, which may then learn what the plugin knows  [fetch:api.example.com]
  - hear when members join  [event:memberJoined]
`);
    expect(err).toBe('tenko: nobody is here to say yes: add --yes once you have read this\n');
    expect(code).toBe(1);
    expect(left()).toEqual([]);
  });

  test('asks the one who sits there, and takes no for an answer', async () => {
    const said: string[] = [];
    const asked: string[] = [];
    const tool = (answer: string) => ({
      root,
      cwd: place,
      pluginsDir: installed,
      yes: false,
      say: (line: string) => void said.push(line),
      terminal: () => ({
        question: async (words: string) => (asked.push(words), answer),
        close: () => undefined,
      }),
    });
    const source = { kind: 'folder', path: hail() } as const;
    await expect(install(tool('n'), source)).rejects.toThrow('nothing was changed');
    expect(asked).toEqual(['Add hail? [y/N] ']);
    expect(said[0]).toBe('hail 1.0.0: hail');
    expect(left()).toEqual([]);
    expect(await install(tool('Y'), source)).toMatchObject({ name: 'hail' });
  });

  test('pins what it installed, knows it again, lists it and takes it away', async () => {
    const folder = hail(
      {},
      { 'node_modules/junk/index.js': 'x', '.git/config': 'x', '.npmrc': 'registry=https://x.example/${SECRET}' },
    );
    const added = await plugin(['add', folder, '--yes'], environment);
    expect(added).toMatchObject({ code: 0, err: '' });
    const { hash, ...pin } = pins()['hail']!;
    expect(pin).toMatchObject({ version: '1.0.0', permissions: [], source: `folder:${folder}` });
    expect(added.out).toContain(`pinned as hail@${hash}`);
    expect(readdirSync(join(installed, 'hail')).sort()).toEqual(['index.ts', 'plugin.json']);
    expect((await plugin(['add', folder, '--yes'], environment)).out).toContain('installed already');
    expect((await plugin(['list'], environment)).out).toContain(`hail@${hash}: asks for nothing`);

    writeFileSync(join(installed, 'hail', 'index.ts'), CODE("'changed'"));
    expect((await plugin(['list'], environment)).out).toContain('it was changed since and does not run');
    expect(await plugin(['add', folder, '--yes'], environment)).toMatchObject({ code: 0 });
    expect(pins()['hail']!.hash).toBe(hash);

    expect(await plugin(['remove', 'hail'], environment)).toMatchObject({ code: 0 });
    expect(left()).toEqual(['pins.json']);
    expect(pins()).toEqual({});
    expect(await plugin(['remove', 'hail'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no plugin "hail" was added/),
    });
  }, 60_000);

  test('one that cannot run is not installed, and the one before stays', async () => {
    await plugin(['add', hail(), '--yes'], environment);
    const { hash } = pins()['hail']!;
    const broken = hail({ version: '2.0.0' }, { 'index.ts': 'export default class Hail {}' });
    expect(await plugin(['add', broken, '--yes'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no method `hail`/),
    });
    expect(pins()['hail']!.hash).toBe(hash);
    expect(left()).toEqual(['hail', 'pins.json']);
    expect(readFileSync(join(installed, 'hail', 'index.ts'), 'utf8')).toContain("'hail'");
  }, 60_000);

  test('takes an archive, with or without a folder in it', async () => {
    const files = (within: string): TarEntry[] =>
      ['plugin.json', 'index.ts'].map((name) => ({
        path: within + name,
        content: readFileSync(join(hail(), name), 'utf8'),
      }));
    const steering = { content: 'registry=https://x.example/${SECRET}' };
    const hashes: string[] = [];
    for (const within of ['', './', 'package/', 'hail/']) {
      const archive = join(place, `archive${hashes.length}.tgz`);
      writeFileSync(archive, tgz([...files(within), { path: `${within}.npmrc`, ...steering }]));
      expect(await plugin(['add', archive, '--yes'], environment)).toMatchObject({ code: 0, err: '' });
      hashes.push(pins()['hail']!.hash);
    }
    expect(new Set(hashes).size).toBe(1);
    expect(readdirSync(join(installed, 'hail')).sort()).toEqual(['index.ts', 'plugin.json']);
  }, 60_000);

  test.each<[string, TarEntry, RegExp]>([
    ['a path that climbs out', { path: 'package/../../evil.ts', content: 'x' }, /leads out of it/],
    ['an absolute path', { path: '/tmp/evil.ts', content: 'x' }, /leads out of it/],
    ['a path of Windows', { path: 'package\\..\\evil.ts', content: 'x' }, /leads out of it/],
    ['a link', { path: 'package/link', type: '2', link: '/etc/passwd' }, /has a link/],
    ['a hard link', { path: 'package/link', type: '1', link: '../../x' }, /has a link/],
    ['a device', { path: 'package/null', type: '3' }, /is no file/],
    ['the same file twice', { path: 'package/plugin.json', content: '{}' }, /twice/],
  ])('an archive with %s is refused, and nothing of it is left', async (_what, entry, words) => {
    const archive = join(place, 'evil.tgz');
    const manifest = readFileSync(join(hail(), 'plugin.json'), 'utf8');
    writeFileSync(archive, tgz([{ path: 'package/plugin.json', content: manifest }, entry]));
    expect(await plugin(['add', archive, '--yes'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(words),
    });
    expect(left()).toEqual([]);
  });

  test('what is no archive, no plugin, or has another’s name is told in a line', async () => {
    const add = (source: string) => plugin(['add', source, '--yes'], environment);
    writeFileSync(join(place, 'no.tgz'), 'hello');
    expect(await add(join(place, 'no.tgz'))).toMatchObject({ code: 1, err: 'tenko: the archive is no .tgz\n' });
    mkdirSync(join(place, 'empty'));
    expect(await add(join(place, 'empty'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there is no plugin\.json/),
    });
    expect(await add(hail({ name: 'poll' }))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/a plugin called poll ships with Tenko/),
    });
    expect(await add('https://example.com/x.tgz')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there is no folder, archive or package/),
    });
    expect(left()).toEqual([]);
  });
});

describe('packages', () => {
  async function registry() {
    const marker = join(place, 'a-script-ran');
    const started = await startRegistry([
      {
        name: 'shouting',
        version: '1.2.0',
        files: { 'index.js': "export const shout = (text) => text.toUpperCase() + '!';" },
        scripts: { install: `node -e "require('fs').writeFileSync('${marker}', '')"` },
      },
      {
        name: 'tenko-plugin-hail',
        version: '1.0.0',
        files: {
          'plugin.json': readFileSync(join(hail(), 'plugin.json'), 'utf8'),
          'index.ts': CODE("shout('hail')", "import { shout } from 'shouting';"),
        },
        scripts: { postinstall: `node -e "require('fs').writeFileSync('${marker}', '')"` },
        dependencies: { shouting: '^1.0.0' },
      },
    ]);
    onTestFinished(() => void started.stop());
    environment = { ...environment, npm_config_registry: started.url };
    return { marker, started };
  }

  test('one comes from a registry with the packages that it needs, and no script of theirs runs', async () => {
    const { marker } = await registry();
    expect(await plugin(['add', 'tenko-plugin-hail', '--yes'], environment)).toMatchObject({ code: 0, err: '' });
    expect(pins()['hail']).toMatchObject({ source: 'npm:tenko-plugin-hail' });
    expect(readdirSync(join(installed, 'hail', 'node_modules'))).toContain('shouting');
    expect(existsSync(marker)).toBe(false);
    expect(await plugin(['add', 'tenko-plugin-nothing', '--yes'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^tenko: npm pack: .*404/),
    });
    expect(left()).toEqual(['hail', 'pins.json']);
  }, 60_000);

  test('an update that wants no more comes without a question, one that wants more is asked about', async () => {
    const { started } = await registry();
    await plugin(['add', 'tenko-plugin-hail', '--yes'], environment);
    expect((await plugin(['update'], environment)).out).toBe('hail 1.0.0 is as it was\n');

    const newer = (version: string, parts: object) =>
      started.publish({
        name: 'tenko-plugin-hail',
        version,
        files: {
          'plugin.json': readFileSync(join(hail({ version, ...parts }), 'plugin.json'), 'utf8'),
          'index.ts': CODE(`'${version}'`),
        },
      });
    newer('1.1.0', {});
    expect((await plugin(['update', 'hail'], environment)).out).toContain('hail 1.0.0 → 1.1.0, pinned as hail@');

    newer('2.0.0', { permissions: ['members'] });
    const refused = await plugin(['update'], environment);
    expect(refused).toMatchObject({ code: 1, err: 'tenko: not updated: hail\n' });
    expect(refused.out).toContain('Since version 1.1.0 it wants more:\n  + see who is in a chat');
    expect(pins()['hail']).toMatchObject({ version: '1.1.0', permissions: [] });
    expect(await plugin(['update', '--yes'], environment)).toMatchObject({ code: 0 });
    expect(pins()['hail']).toMatchObject({ version: '2.0.0', permissions: ['members'] });
    expect(await plugin(['update', 'snow'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no plugin snow was added/),
    });
  }, 60_000);

  test('a package that is to come from elsewhere is refused', async () => {
    const folder = hail({}, { 'package.json': '{ "dependencies": { "x": "file:../../secret" } }' });
    expect(await plugin(['add', folder, '--yes'], environment)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/only versions of a registry/),
    });
    expect(left()).toEqual([]);
  });
});
