import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mkdtempSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChat, type TestChat } from 'tenko/testing';
import { CODES } from '../core/errors.ts';
import { PERMISSIONS } from '../core/plugin/grants.ts';
import { checkTypes } from '../scripts/plugin/check-types.ts';
import { filesFor } from '../scripts/plugin/template.ts';
import { plugin } from './support/plugin-tool.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const GUIDE = readFileSync(join(root, 'plugins', 'README.md'), 'utf8');

interface Section {
  readonly title: string;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly chats: readonly string[];
}

/** What stands in fences under each heading: files by their names, and talks. */
function sections(): Section[] {
  return GUIDE.split(/^## /m)
    .slice(1)
    .map((text) => {
      const title = text.slice(0, text.indexOf('\n'));
      const files: Record<string, string> = {};
      const chats: string[] = [];
      for (const [, kind, file, body] of text.matchAll(/^```(\w+) ?([\w./-]*)\n([\s\S]*?)^```$/gm)) {
        if (kind === 'chat') chats.push(body!);
        else if (file) files[file] = body!;
      }
      return { title, name: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'), files, chats };
    });
}

const examples = sections().filter(({ files }) => files['plugin.json'] !== undefined);
const place = mkdtempSync(join(tmpdir(), 'tenko-guide-'));
const folderOf = ({ name }: Section): string => join(place, name);

beforeAll(() => {
  for (const example of examples) {
    const given = JSON.parse(example.files['plugin.json']!) as object;
    const whole = { name: example.name, version: '1.0.0', api: 1, description: { en: example.title }, ...given };
    for (const [path, text] of Object.entries({ ...example.files, 'plugin.json': JSON.stringify(whole) })) {
      mkdirSync(join(folderOf(example), path, '..'), { recursive: true });
      writeFileSync(join(folderOf(example), path), text);
    }
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What is wrong with what the bot said, by a line of the guide about it. */
function unlike(line: string, words: string): string | undefined {
  const [, not, wanted = ''] = /^bot( not)?> (.*)$/.exec(line) ?? [];
  const isSo = line === 'bot silent' ? words === '' : words.includes(wanted) === (not === undefined);
  return isSo ? undefined : `the guide says ${JSON.stringify(line)}, and the bot said ${JSON.stringify(words)}`;
}

async function act(chat: TestChat, line: string): Promise<void> {
  const [, who, said] = /^(\w+)> (.*)$/.exec(line) ?? [];
  const [, tapper, label] = /^(\w+) taps (.*)$/.exec(line) ?? [];
  const [, guest] = /^(\w+) joins$/.exec(line) ?? [];
  if (line.startsWith('+')) await chat.pass(line.slice(1));
  else if (who !== undefined) await chat.say(who, said!);
  else if (tapper !== undefined) await chat.tap(tapper, label!);
  else if (guest !== undefined) await chat.join(guest);
  else throw new Error(`the guide says ${JSON.stringify(line)}, and nobody knows what that means`);
}

describe('plugins/README.md', () => {
  test('has an example on every page that is about code', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
    for (const { chats, files } of examples)
      expect(chats.length + Object.keys(files).filter((path) => path.endsWith('.test.ts')).length).toBeGreaterThan(0);
  });

  test('shows in its first ten minutes what `new` writes', () => {
    const [first] = sections();
    expect(first!.files['index.ts']).toBe(filesFor('hello', { root: '../..', alone: false })['index.ts']);
  });

  test('has no example that does not compile', async () => {
    expect(await checkTypes({ root }, place)).toEqual([]);
  }, 60_000);

  test.each(examples.flatMap((example) => example.chats.map((chat) => [example.title, example, chat] as const)))(
    'the talk under %s goes as it says',
    async (_title, example, talk) => {
      // As it will run where somebody adds it.
      const chat = await openChat(folderOf(example), { isolated: true });
      const wrong: (string | undefined)[] = [];
      for (const line of talk.trim().split('\n'))
        if (line.startsWith('bot')) wrong.push(unlike(line, chat.words));
        else await act(chat, line);
      expect(wrong.filter((one) => one !== undefined)).toEqual([]);
      expect(wrong).not.toHaveLength(0);
      expect(chat.failures).toEqual([]);
    },
  );

  const tested = examples.filter(({ files }) => Object.keys(files).some((path) => path.endsWith('.test.ts')));
  test.each(tested.map((example) => [example.title, example] as const))(
    'the test under %s passes',
    async (_title, example) => {
      expect(await plugin(['test', folderOf(example)])).toMatchObject({ code: 0 });
    },
    60_000,
  );

  test('names every permission, no code that is not there, and no place of its own that is not there', () => {
    for (const permission of PERMISSIONS) expect(GUIDE).toContain(permission);
    for (const [, code] of GUIDE.matchAll(/^\| `([A-Z_]+)`/gm)) expect(Object.keys(CODES)).toContain(code);
    const anchors = sections().map(({ title }) => `#${title.toLowerCase().replaceAll(' ', '-')}`);
    for (const [, link] of GUIDE.matchAll(/\]\((#[^)]+)\)/g)) expect(anchors).toContain(link);
  });
});
