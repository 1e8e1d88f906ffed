import { describe, expect, it } from 'vitest';
import { base, options, problems, roll, words, wrong } from '../../test/support/manifest-problems.ts';
import { readManifest, type Manifest } from './manifest.ts';

const read = (parts: object): Manifest =>
  readManifest({ commands: { roll: { description: words } }, ...base, ...parts }, 'plugin.json');

describe('a manifest that is right', () => {
  it('is filled up with what may be left out, and frozen', () => {
    const manifest = read({});
    expect(manifest).toMatchObject({ entry: 'index.ts', permissions: [], events: [], name: 'dice', api: 1 });
    expect(Object.isFrozen(manifest.commands['roll']!.description)).toBe(true);
    expect(() => Object.assign(manifest.commands, { more: {} })).toThrow(TypeError);
  });

  it('is a copy: what the caller does to the JSON later changes nothing', () => {
    const json = { ...base, commands: { roll: { description: { en: 'Roll' } } } };
    const manifest = readManifest(json, 'plugin.json');
    json.commands.roll.description.en = 'changed';
    expect(manifest.commands['roll']!.description.en).toBe('Roll');
  });

  it('may have events alone', () => {
    expect(readManifest({ ...base, events: ['memberJoined'] }, 'plugin.json').commands).toEqual({});
  });

  it('may use every key that there is', () => {
    const manifest = read({
      $schema: '../../plugin.schema.json',
      entry: './src/main.mts',
      permissions: ['members', 'storage', 'commands', 'fetch:write', 'chat:leave'],
      fetch: ['api.example.com', 'xn--eckwd4c7c.example'],
      events: ['join', 'memberLeft'],
      commands: {
        roll: {
          names: { ja: 'サイコロ', 'zh-TW': '骰子', th: 'ลูกเต๋า' },
          aliases: ['ダイス', 'd'],
          description: { en: 'Roll', ja: '振る', 'zh-TW': '擲', th: 'ทอย' },
          chats: ['group', 'room'],
          options: {
            sides: { integer: { min: 2, max: 1000 }, default: 6, description: words },
            how: { choice: { fast: { en: 'Fast' }, '24': { en: 'A day' } }, default: 'fast', description: words },
            for: { member: {}, description: words },
            'by-hand': { boolean: {}, default: false, description: words },
            wait: { duration: { max: 60_000 }, default: 0, named: true, description: words },
            until: { time: {}, named: true, names: { ja: '期限' }, description: words },
            names: { string: { max: 20 }, list: { min: 1, max: 10 }, description: words },
          },
          subcommands: {
            again: { description: words, hidden: true, aliases: ['もう一度'], names: { ja: '再' } },
            note: { description: words, options: { words: { text: {}, required: true, description: words } } },
          },
        },
      },
    });
    expect(manifest.entry).toBe('src/main.mts');
    expect(Object.keys(manifest.commands['roll']!.options ?? {})[0]).toBe('sides');
  });

  it('is granted fetch by the hosts that it names', () => {
    expect(read({})).toMatchObject({ permissions: [], fetch: [] });
    expect(read({ permissions: ['storage'], fetch: ['api.example.com'] })).toMatchObject({
      permissions: ['storage', 'fetch'],
      fetch: ['api.example.com'],
    });
  });

  it('may give a command the same name in two languages', () => {
    expect(wrong(roll({ names: { ja: '投票', 'zh-TW': '投票', th: 'roll' } }))).toEqual([]);
  });
});

describe('a manifest that breaks the schema', () => {
  it.each([null, undefined, 'text', 4, [], true])('is refused as a whole when it is %j', (json) => {
    expect(problems(json)).toEqual([expect.stringMatching(/^it should be an object, and is /)]);
  });

  it('names its hosts in "fetch", each as a name and nothing more', () => {
    const fetch = (...hosts: unknown[]) => problems({ ...base, ...roll({}), fetch: hosts });
    for (const host of [
      'https://a.example',
      'a.example/x',
      'a.example:443',
      'A.example',
      '127.0.0.1',
      'localhost',
      '*.a.example',
    ])
      expect(fetch(host)).toEqual([expect.stringMatching(/^fetch\[0\]: is ".*" and should be a host's name alone/)]);
    expect(problems({ ...base, ...roll({}), permissions: ['fetch'] })).toEqual([
      'permissions[0]: has "fetch", which names its hosts in a key of its own beside "permissions": "fetch": ["api.example.com"]',
    ]);
    expect(problems({ ...base, ...roll({}), permissions: ['fetch:write'] })).toEqual([
      'permissions: has "fetch:write" without hosts: name them in "fetch"',
    ]);
  });

  it('is told what is missing', () => {
    expect(problems({})).toEqual(['it needs "name"', 'it needs "version"', 'it needs "api"', 'it needs "description"']);
  });

  it('is told the key that was meant, whether mistyped, cut short or spun out', () => {
    expect(wrong(options({ sides: { int: {}, description: words } }))).toEqual([
      'commands.roll.options.sides: has the unknown key "int"; did you mean "integer"?',
    ]);
    expect(wrong(options({ sides: { interger: {}, description: words } }))).toEqual([
      'commands.roll.options.sides: has the unknown key "interger"; did you mean "integer"?',
    ]);
    expect(wrong(options({ sides: { integer: { minimum: 2 }, description: words } }))).toEqual([
      'commands.roll.options.sides.integer: has the unknown key "minimum"; did you mean "min"?',
    ]);
    expect(wrong({ permision: [] })).toEqual(['it has the unknown key "permision"; did you mean "permissions"?']);
  });

  it('is told the keys that there are when none is near', () => {
    expect(wrong(roll({ speed: 5 }))).toEqual([
      'commands.roll: has the unknown key "speed"; it takes "names", "aliases", "description", "options", "subcommands", "chats", "can", "hidden", "guard", "confirm", "cooldown", "warning"',
    ]);
    expect(wrong(options({ who: { time: { min: 1 }, description: words } }))).toEqual([
      'commands.roll.options.who.time: takes no keys here, and has "min"',
    ]);
  });

  it('is told that an option needs one type, and only one', () => {
    expect(wrong(options({ sides: { description: words } }))).toEqual([
      expect.stringMatching(/^commands\.roll\.options\.sides: needs a type, one of "string", "text", "integer"/),
    ]);
    expect(wrong(options({ sides: { integer: {}, string: {}, description: words } }))).toEqual([
      'commands.roll.options.sides: has 2 types, "string", "integer": keep one',
    ]);
  });

  it('is told how to write a text in several languages', () => {
    expect(wrong({ description: 'Dice' })).toEqual([
      'description: should be an object, and is a text: write { "en": "Dice" }',
    ]);
    expect(wrong({ description: { ja: 'サイコロ' } })).toEqual(['description: needs "en"']);
    expect(wrong({ description: { en: 'x', 'zh-CN': 'x' } })).toEqual([
      'description: has the unknown key "zh-CN"; did you mean "zh-TW"?',
    ]);
    expect(wrong({ description: { en: ' ' } })).toEqual(['description.en: is " " and should be one line of text']);
  });

  it('is told the permission or event that was meant', () => {
    expect(wrong({ permissions: ['member'], events: ['memberJoin', 'message'] })).toEqual([
      'permissions[0]: "member" is unknown; did you mean "members"?',
      'events[0]: "memberJoin" is unknown; did you mean "memberJoined"?',
      expect.stringMatching(/^events\[1\]: "message" is unknown; it takes "join", "leave"/),
    ]);
    expect(wrong({ permissions: ['storage', 'storage'] })).toEqual(['permissions: has "storage" twice']);
    expect(wrong({ permissions: 'storage' })).toEqual(['permissions: should be a list, and is a text']);
  });

  it('is told what a name may look like', () => {
    expect(wrong({ name: 'Dice' })).toEqual([expect.stringMatching(/^name: is "Dice" and should be lower-case/)]);
    expect(wrong({ name: 'd'.repeat(41) })).toEqual(['name: should have at most 40 characters']);
    expect(wrong({ commands: { 'roll it': { description: words } } })).toEqual([
      expect.stringMatching(/^commands: a name in it is "roll it" and should be lower-case/),
    ]);
    expect(wrong(options({ 投票: { string: {}, description: words } }))).toEqual([
      expect.stringMatching(/^commands\.roll\.options: a name in it is "投票".*go into "names"$/),
    ]);
  });

  it.each([
    'a b',
    'a　b',
    '/roll',
    '／roll',
    '-x',
    '－x',
    '@x',
    'a=b',
    'a:b',
    'a：b',
    '「a',
    "it's",
    '',
    'a\u200bb',
    '\ufe0f',
  ])('is told that %j cannot be typed as a name', (name) => {
    expect(wrong(roll({ names: { ja: name } }))).toEqual([
      expect.stringMatching(/^commands\.roll\.names\.ja: is .* should be one word/),
    ]);
    expect(wrong(roll({ aliases: [name] }))).toEqual([
      expect.stringMatching(/^commands\.roll\.aliases\[0\]: is .* should be one word/),
    ]);
  });

  it.each(['点呼', 'ลูกเต๋า', '1d6', 'Ｄｉｃｅ', '🎲', 'kick-bot', '出欠！'])('may be called %s', (name) => {
    expect(wrong(roll({ aliases: [name] }))).toEqual([]);
  });

  it.each([
    '../index.ts',
    '/etc/passwd.js',
    'a/../../b.ts',
    '..\\x.ts',
    'C:\\x.ts',
    'index',
    'a//b.ts',
    '.hidden.ts',
    'https://x.y/z.js',
  ])('is told that %j is no entry inside the folder', (entry) => {
    expect(wrong({ entry })).toEqual([expect.stringContaining("inside the plugin's folder")]);
  });

  it.each(['1', '1.0', 'v1.0.0', '1.0.0.0', '01.0.0', 'latest'])('is told that %j is no version', (version) => {
    expect(wrong({ version })).toEqual([expect.stringContaining("should be a version such as '1.0.0'")]);
  });

  it('is told the constants', () => {
    expect(wrong({ api: 2 })).toEqual(['api: should be 1']);
    expect(wrong(roll({ hidden: false }))).toEqual(['commands.roll.hidden: should be true, or be left out']);
    expect(wrong(options({ a: { string: {}, required: 'yes', description: words } }))).toEqual([
      'commands.roll.options.a.required: should be true, or be left out',
    ]);
    expect(wrong(options({ a: { string: {}, default: null, description: words } }))).toEqual([
      'commands.roll.options.a.default: should be a text, a number, or true or false, and is null',
    ]);
    expect(wrong(roll({ chats: [] }))).toEqual(['commands.roll.chats: should not be empty, or be left out']);
  });

  it('is told ten problems at most, and how many more there are', () => {
    const lines = wrong(options(Object.fromEntries(Array.from('abcdefghijklmn', (name) => [name, {}]))));
    expect(lines).toHaveLength(11);
    expect(lines[10]).toBe('and 18 more');
  });

  it('is refused for an own __proto__ key, wherever it stands', () => {
    const proto = '"__proto__": { "description": { "en": "x" } }';
    const at = (text: string): string[] => problems(JSON.parse(text.replace('PROTO', proto)));
    const rest = '"name": "dice", "version": "1.0.0", "api": 1, "description": { "en": "x" }';
    expect(at(`{ ${rest}, PROTO, "commands": { "a": { "description": { "en": "x" } } } }`)).toEqual([
      expect.stringContaining('"__proto__"'),
    ]);
    expect(at(`{ ${rest}, "commands": { PROTO } }`)).toEqual([expect.stringContaining('"__proto__"')]);
    expect(at(`{ ${rest}, "commands": { "a": { "description": { "en": "x" }, "options": { PROTO } } } }`)).not.toEqual(
      [],
    );
    expect(at(`{ ${rest}, "commands": { "a": { PROTO } } }`)).not.toEqual([]);
    expect(
      at(
        `{ ${rest}, "commands": { "a": { "description": { "en": "x" }, "options": { "c": { "choice": { PROTO }, "description": { "en": "x" } } } } } }`,
      ),
    ).not.toEqual([]);
  });

  it('is read in no time, however long its texts are', () => {
    const line = `${'a'.repeat(200_000)}\n`;
    expect(
      wrong({ description: { en: line }, version: `1.0.0-${'-'.repeat(100_000)}!`, entry: `${'a/'.repeat(100_000)}!` })
        .length,
    ).toBeGreaterThan(3);
  });
});

it('a plugin that nothing would ever run is refused', () => {
  expect(problems({ ...base, commands: {} })).toEqual([
    'it has neither "commands" nor "events", so nothing would ever run it',
  ]);
});
