import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Registry } from '../core/plugin/registry.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { plugin } from './support/plugin-tool.ts';
import { startTenko, words } from './support/tenko.ts';

test('a running host takes up what is added, updated and removed beside it', async () => {
  const place = newFolder();
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const foreign = join(place, 'installed');
  const hail = (text: string): string =>
    writePlugin(
      place,
      { name: 'hail', commands: { hail: command() } },
      {
        'index.ts': `import { injectable } from 'tsyringe';
@injectable()
export default class Hail { hail() { return '${text}'; } }`,
      },
    );
  const tenko = await startTenko({ foreign, pinned: true });
  onTestFinished(() => tenko.stop());
  const member = tenko.world.createMember('Yuki');
  const chat = tenko.world.createGroup('Town', [member]);
  const run = (...args: string[]) => plugin(args, { PLUGINS_DIR: foreign });
  const registry = tenko.root.resolve(Registry);
  const answers = async (wanted: string) =>
    vi.waitFor(async () => expect(words(await tenko.say(chat, member, '/hail'))).toBe(wanted), {
      timeout: 15_000,
      interval: 200,
    });

  expect(await run('add', hail('one'), '--yes')).toMatchObject({ code: 0 });
  await answers('one');
  hail('two');
  expect(await run('update')).toMatchObject({ code: 0 });
  await answers('two');
  expect(await run('remove', 'hail')).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(registry.ready('hail')).toBeUndefined(), { timeout: 15_000, interval: 200 });
}, 60_000);
