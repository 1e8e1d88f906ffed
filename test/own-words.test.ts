import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PlainPlatform } from './support/plain-platform.ts';
import { openPlainHost } from './support/plain-host.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { ownWords } = new PlainPlatform();

describe('a word that a platform has itself', () => {
  test('is no command there, is not offered, and the log says so', async () => {
    const folder = newFolder();
    const commands = { stop: command(), halt: command({ aliases: ['end'] }) };
    writePlugin(
      folder,
      { name: 'desk', commands },
      {
        'index.ts': `export default class Desk { stop() { return 'stopped'; } halt() { return 'halted'; } }`,
      },
    );
    const { say, warnings } = await openPlainHost(folder);
    expect(await say('/stop')).toEqual([]);
    expect(await say('/END')).toEqual([]);
    expect(await say('stop')).toEqual([]);
    expect(await say('/halt')).toEqual(['halted']);
    expect(await say('/stopp')).toEqual([]);
    expect(warnings.filter((line) => line.includes('is no command on linq'))).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });

  test('is taught by no text that ships: not as all of it, nor in quotes, nor as something to type', () => {
    const words = [...ownWords].join('|');
    const taught = new RegExp(
      `^\\W*(?:${words})\\W*$|[“"'「『«‘]\\s*(?:${words})\\s*[”"'」』»’]|/(?:${words})\\b`,
      'iu',
    );
    const found: string[] = [];
    const look = (where: string, value: unknown): void => {
      if (typeof value === 'string' && taught.test(value)) found.push(`${where}: ${value}`);
      if (typeof value !== 'object' || value === null) return;
      // What stands behind a command word is never all of a message.
      for (const [key, inner] of Object.entries(value)) if (key !== 'aliases') look(`${where} ${key}`, inner);
    };
    const plugins = readdirSync(`${root}plugins`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const files = [
      ...['en', 'ja', 'th', 'zh-TW'].map((language) => `core/host/locales/${language}.json`),
      ...plugins.flatMap(({ name }) =>
        readdirSync(`${root}plugins/${name}`, { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.json'))
          .map((file) => `plugins/${name}/${file}`),
      ),
    ];
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) look(file, JSON.parse(readFileSync(root + file, 'utf8')));
    expect(found).toEqual([]);
    for (const entry of files.filter((file) => file.endsWith('plugin.json'))) {
      const { commands } = JSON.parse(readFileSync(root + entry, 'utf8')) as {
        commands?: Record<string, { aliases?: string[] }>;
      };
      for (const [name, { aliases = [] }] of Object.entries(commands ?? {}))
        expect([name, ...aliases].filter((word) => ownWords.has(word))).toEqual([]);
    }
  });
});
