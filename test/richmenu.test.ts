import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pictureOf } from '../core/line/rules/rich-menu.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { openapi } from './support/openapi.ts';
import { operatorTool } from './support/operator-tool.ts';

const { available, reason, request, response } = openapi();

let line: VirtualLine;
let folder: string;

beforeEach(async () => {
  line = await VirtualLine.start();
  folder = mkdtempSync(join(tmpdir(), 'tenko-richmenu-'));
  const settings = {
    LINE_CHANNEL_SECRET: line.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
    LINE_API_BASE_URL: line.apiUrl,
    LINE_DATA_API_BASE_URL: line.apiUrl,
  };
  writeFileSync(
    join(folder, '.env'),
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
});
afterEach(async () => {
  await line.stop();
  rmSync(folder, { recursive: true });
});

const menu = (...args: readonly string[]) => operatorTool('richmenu', folder, args);

/** A black picture. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [data.length, crc32(typed)].map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    });
    return Buffer.concat([length!, typed, check!]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * height));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

const MENU = {
  size: { width: 800, height: 270 },
  selected: false,
  name: 'Commands',
  chatBarText: 'コマンド',
  areas: [
    { bounds: { x: 0, y: 0, width: 400, height: 270 }, action: { type: 'message', text: '/help' } },
    {
      bounds: { x: 400, y: 0, width: 400, height: 270 },
      action: { type: 'richmenuswitch', richMenuAliasId: 'more', data: 'more' },
    },
  ],
};

function file(changes: object = {}, picture = png(800, 270)): string {
  writeFileSync(join(folder, 'menu.png'), picture);
  writeFileSync(join(folder, 'menu.json'), JSON.stringify({ ...MENU, image: 'menu.png', ...changes }));
  return 'menu.json';
}

const made = async (...flags: readonly string[]): Promise<string> => {
  const { out, err } = await menu('set', file(), ...flags);
  expect(err).toBe('');
  return /richmenu-[0-9a-f]{32}/.exec(out)![0];
};

/** What the virtual LINE was asked and answered. */
const calls = (): string[] => line.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

describe('a menu from a file', () => {
  test('is checked, made, given its picture and an alias, and is everybody’s', async () => {
    const id = await made('--alias', 'more', '--default');
    expect(calls()).toEqual([
      'POST /v2/bot/richmenu/validate 200',
      'POST /v2/bot/richmenu 200',
      `POST /v2/bot/richmenu/${id}/content 200`,
      'GET /v2/bot/richmenu/alias/list 200',
      'POST /v2/bot/richmenu/alias 200',
      `POST /v2/bot/user/all/richmenu/${id} 200`,
    ]);
    const { out, code } = await menu();
    expect(code).toBe(0);
    expect(out).toContain(`${id}  Commands  (the default, alias more)`);
    expect(out).toContain('800 × 270, bar “コマンド”, closed at first, areas: 2');
    expect(out).toContain('0,0 400 × 270  {"type":"message","text":"/help"}');
  });

  test('takes the alias of the one before it', async () => {
    await made('--alias', 'more');
    const second = await made('--alias', 'more');
    expect((await menu('list')).out).toContain(`${second}  Commands  (alias more)`);
  });

  test.each([
    ['a size that LINE does not take', { size: { width: 100, height: 270 } }, 'size: The width must be between 800'],
    [
      'too flat a size',
      { size: { width: 800, height: 800 } },
      'size: The width must be at least 1.45 times the height',
    ],
    ['a long bar', { chatBarText: 'ก'.repeat(15) }, 'chatBarText: Length must be between 0 and 14'],
    ['an unknown field', { colour: 'red' }, 'colour: unknown field'],
    ['no picture', { image: undefined }, 'image: Must be the path of a PNG or JPEG picture'],
    [
      'an area that lies outside',
      { areas: [{ ...MENU.areas[0], bounds: { x: 700, y: 0, width: 200, height: 10 } }] },
      'areas[0].bounds: Must lie within 800 × 270',
    ],
    [
      'an alias that cannot be one',
      { areas: [{ ...MENU.areas[1], action: { type: 'richmenuswitch', richMenuAliasId: 'A B', data: 'x' } }] },
      'areas[0].action.richMenuAliasId: Invalid value',
    ],
  ])('with %s is told what would be right, and LINE is not asked', async (_, changes, why) => {
    const { code, err } = await menu('set', file(changes));
    expect(err).toContain('LINE would not take the menu in menu.json:');
    expect(err).toContain(why);
    expect(code).toBe(1);
    expect(calls()).toEqual([]);
  });

  test.each([
    ['measures something else', png(900, 270), 'it measures 900 × 270, the menu 800 × 270'],
    ['is no picture', Buffer.from('GIF89a'), 'is no PNG or JPEG picture'],
    ['is too large', Buffer.concat([png(800, 270), Buffer.alloc(1_000_000)]), 'LINE takes 1000000'],
  ])('with a picture that %s is refused before LINE is asked', async (_, picture, why) => {
    const { code, err } = await menu('set', file({}, picture));
    expect(err).toContain(why);
    expect(code).toBe(1);
    expect(calls()).toEqual([]);
  });

  test('whose picture is not taken leaves nothing behind', async () => {
    line.faults.nextOther.push({}, {}, { status: 500 });
    const { code, err } = await menu('set', file(), '--default');
    expect(err).toContain('LINE did not take the picture');
    expect(err).toContain('the menu was taken away again');
    expect(code).toBe(1);
    expect((await menu()).out).toBe('The bot has no rich menu.\n');
  });
});

describe('menus that are there', () => {
  test('are linked to a person and unlinked, by id and by alias', async () => {
    const id = await made('--alias', 'more');
    const aki = line.world.createMember('Aki');
    expect((await menu('link', 'more', `line:${aki}`)).out).toBe(`${aki} sees it from now on.\n`);
    const ofAki = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${line.channelAccessToken}` };
      return (await fetch(`${line.apiUrl}/v2/bot/user/${aki}/richmenu`, { headers })).json();
    };
    expect(await ofAki()).toEqual({ richMenuId: id });
    expect((await menu('unlink', aki)).code).toBe(0);
    expect(await ofAki()).toMatchObject({ message: 'the user has no richmenu' });
  });

  test('become the default, stop to be it, and go', async () => {
    const id = await made();
    expect((await menu('default', id)).code).toBe(0);
    expect((await menu()).out).toContain('(the default)');
    expect((await menu('default', 'none')).code).toBe(0);
    expect((await menu()).out).not.toContain('(the default)');
    expect((await menu('delete', id)).code).toBe(0);
    expect((await menu()).out).toBe('The bot has no rich menu.\n');
  });

  test('LINE’s refusals are told in its words', async () => {
    const { code, err } = await menu('delete', 'richmenu-0');
    expect(err).toBe('tenko: LINE has no such menu, or no such person\n');
    expect(code).toBe(1);
    expect((await menu('link', 'nothing', `U${'0'.repeat(32)}`)).err).toContain(
      'neither an id (richmenu-…) nor an alias',
    );
  });
});

test.each([
  [['set']],
  [['link', 'x']],
  [['unlink', 'Aki']],
  [['paint']],
  [['list', '--default']],
  [['set', 'menu.json', '--alias', 'A B']],
])('%j is used wrongly, and told how it is used', async (args) => {
  const { code, err } = await menu(...args);
  expect(code).toBe(64);
  expect(err).toContain('npm run richmenu -- set <file>');
});

test('without LINE it says what comes first', async () => {
  writeFileSync(join(folder, '.env'), '');
  expect(await menu()).toMatchObject({ code: 78, err: 'tenko: LINE is not set up: npm run setup\n' });
});

test('the size of a JPEG stands in its frame header', () => {
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc2000b08010e03200101110000', 'hex');
  expect(pictureOf(jpeg)).toEqual({ type: 'image/jpeg', width: 800, height: 270 });
  expect(pictureOf(jpeg.subarray(0, 20))).toBeUndefined();
});

test('all that goes over the wire is right by LINE’s OpenAPI', async ({ skip }) => {
  skip(!available, reason);
  const id = await made('--alias', 'more', '--default');
  const aki = line.world.createMember('Aki');
  await menu();
  await menu('link', id, aki);
  await menu('unlink', aki);
  await menu('delete', id);
  const json = line.requests.filter(({ path }) => !path.endsWith('/content'));
  expect(json.length).toBeGreaterThan(8);
  const mistakes = json.flatMap(({ method, path, body, status, answer }) =>
    request(method, path, body).concat(response(method, path, status, answer)),
  );
  expect(mistakes).toEqual([]);
});
