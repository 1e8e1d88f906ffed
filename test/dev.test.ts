import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { placeIn } from '../core/dev/troubles.ts';
import type { WorldView } from '../core/simulator/view.ts';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { noChromium, openChromium } from './support/chromium.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { databaseVariables } from './support/test-store.ts';

let host: BuiltHost | undefined;
afterEach(async () => {
  host?.child.kill();
  await host?.ended;
  host = undefined;
});

const CODE = (body: string) => `import { injectable } from 'tsyringe';

@injectable()
export default class Hail {
  hail() {
    ${body}
  }
}
`;

/** `npm run dev` with a plugin that lies outside of the house. */
async function start(code: string) {
  const place = newFolder();
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const folder = writePlugin(place, { name: 'hail', commands: { hail: command() } }, { 'index.ts': code });
  host = startBuiltHost({ DATA_DIR: join(place, 'data'), ...(await databaseVariables()) }, undefined, undefined, [
    '--dev',
    folder,
  ]);
  const url = await host.ready;
  const state = async () => (await (await fetch(`${url}/simulator/state`)).json()) as WorldView;
  const say = async (text: string) => {
    const { chats } = await state();
    const chat = chats.find(({ kind }) => kind === 'group')!;
    const deed = { do: 'say', chatId: chat.id, as: chat.memberIds[0], text };
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/simulator/do`, { method: 'POST', headers, body: JSON.stringify(deed) });
    return chat.id;
  };
  return {
    url,
    say,
    save: (text: string) => writeFileSync(join(folder, 'index.ts'), text),
    troubles: async () => (await state()).troubles,
    answered: async (words: string) =>
      vi.waitFor(
        async () => {
          const { messages } = await state();
          expect(messages.filter(({ from }) => from === 'bot').map(({ content }) => content['text'])).toContain(words);
        },
        { timeout: 15_000, interval: 100 },
      ),
  };
}

const soon = { timeout: 15_000, interval: 100 };

test('a plugin is loaded again when it is saved, and the page tells what is wrong with it until it is mended', async () => {
  const { say, save, troubles, answered } = await start(CODE("return 'one';"));
  expect(await troubles()).toEqual([]);
  await say('/hail');
  await answered('one');

  save(CODE("return 'one"));
  await vi.waitFor(async () => {
    expect(await troubles()).toEqual([{ plugin: 'hail', text: 'index.ts:6: Unterminated string literal' }]);
  }, soon);
  await say('/hail');
  save(CODE("throw new Error('out of ink');"));
  await vi.waitFor(async () => expect(await troubles()).toEqual([]), soon);

  await say('/hail');
  await vi.waitFor(async () => {
    expect(await troubles()).toEqual([{ plugin: 'hail', place: 'index.ts:6', text: 'Error: out of ink' }]);
  }, soon);
  save(CODE("return 'two';"));
  await vi.waitFor(async () => expect(await troubles()).toEqual([]), soon);
  await say('/hail');
  await answered('two');
});

test('the page shows what is wrong, and no more when it is put away or mended', async ({ skip }) => {
  if (noChromium !== undefined) return skip(noChromium);
  const { url, save } = await start(CODE("return 'one"));
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 844 } });
  await page.goto(url);
  const banner = page.getByRole('alert').filter({ hasText: 'hail' });
  await banner.getByText('index.ts:6: Unterminated string literal').waitFor();
  await banner.getByRole('button', { name: 'Close' }).click();
  await banner.waitFor({ state: 'detached' });
  save(CODE('return (;'));
  await banner.getByText('index.ts:6: Unexpected ";"').waitFor();
  save(CODE("return 'one';"));
  await banner.waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').filter({ hasText: 'hail' }).count()).toBe(0);
  return undefined;
}, 60_000);

test('a plugin that lies in the house is loaded once', async () => {
  const ping = fileURLToPath(new URL('../plugins/ping', import.meta.url));
  host = startBuiltHost(await databaseVariables(), undefined, undefined, ['--dev', ping]);
  const { plugins } = (await (await fetch(`${await host.ready}/readyz`)).json()) as {
    plugins: readonly { readonly name: string; readonly state: string }[];
  };
  expect(plugins.filter(({ name }) => name === 'ping')).toEqual([{ name: 'ping', state: 'READY', trust: 'trusted' }]);
});

test('a folder without a plugin, and a host that is joined to LINE, are told in a line', async () => {
  host = startBuiltHost({}, undefined, undefined, ['--dev', '/nowhere']);
  host.ready.catch(() => undefined);
  expect(await host.ended).toBe(78);
  expect(host.stderr()).toMatch(/there is no plugin\.json in \/nowhere/);
  host = startBuiltHost({ LINE_CHANNEL_SECRET: 'a', LINE_CHANNEL_ACCESS_TOKEN: 'b' }, undefined, undefined, ['--dev']);
  expect(await host.ended).toBe(78);
  expect(host.stderr()).toMatch(/npm run dev plays LINE itself/);
});

test.each([
  ['Error: x\n    at D.fail (index.ts:32:24)\n    at /srv/tenko/core/plugin/scope.ts:92:21', 'index.ts:32'],
  ['Error: x\n    at shout (node_modules/shouting/index.js:1:2)\n    at D.a (lib/a.ts:3:4)', 'lib/a.ts:3'],
  ['Error: x\n    at node:internal/process/task_queues:103:5', undefined],
  ['Error: x', undefined],
])('the author’s own line is found in a stack', (stack, place) => {
  expect(placeIn(stack)).toBe(place);
});
