import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bridge, isolates } from '../../../test/support/isolates.ts';
import { command, newFolder, writePlugin } from '../../../test/support/plugin-folder.ts';

const parent = newFolder();
const place = isolates(parent);
afterAll(async () => {
  await place.stop();
  rmSync(parent, { recursive: true });
});

const IMPORTS =
  "import { Chat, Caller, Storage, Texts, Clock, Random, Refusal, Log } from 'tenko';\nimport { inject, injectable } from 'tsyringe';\n";

describe('a plugin in an isolate is written like any other', () => {
  test('it gets its tokens, its texts and its argument, and answers', async () => {
    const folder = writePlugin(
      parent,
      { name: 'good', permissions: ['storage'], commands: { roll: command() } },
      {
        'index.ts': `${IMPORTS}
import { twice } from './rules.ts';
@injectable() class Shelf { constructor(@inject(Storage) readonly storage: Storage) {} }
@injectable()
export default class Good {
  constructor(@inject(Texts) private readonly texts: Texts, @inject(Shelf) private readonly shelf: Shelf, @inject(Caller) private readonly caller: Caller) {}
  async roll({ sides }: { sides: number }) {
    const before = await this.shelf.storage.get<number>('last');
    await this.shelf.storage.set('last', twice(sides));
    return this.texts.t('rolled', { value: twice(sides), before: before ?? 0, who: this.caller.id ?? '' });
  }
}`,
        'rules.ts': 'export const twice = (n: number): number => n * 2;',
        'locales/en.json': '{ "rolled": "{who} rolled {value, number}, before it was {before}" }',
      },
    );
    const plugin = await place.ready(folder);
    const kept = new Map<string, unknown>();
    const calls = {
      'storage.get': (key: string) => kept.get(key),
      'storage.set': (key: string, value: unknown) => void kept.set(key, value),
    };
    expect(plugin.trust).toBe('foreign');
    expect(plugin.scope.has('roll')).toBe(true);
    expect(plugin.scope.has('rock')).toBe(false);
    expect(await plugin.scope.run('roll', { sides: 3 }, bridge(calls))).toBe('U1 rolled 6, before it was 0');
    expect(await plugin.scope.run('roll', { sides: 600 }, bridge(calls))).toBe('U1 rolled 1,200, before it was 6');
  });
});
