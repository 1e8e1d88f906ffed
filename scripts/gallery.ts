/**
 * `npm run gallery`: pictures of what the shipped plugins show, each card in each language, as the page of the virtual LINE draws it. They
 * go to `dist/gallery/<language>/`. It fails when anything on one is cut off or runs over an edge. `npm run gallery -- ja` makes those of
 * one language; `--readme` also renews the few that the README shows.
 */
import { copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { startBuiltHost } from '../test/support/built-host.ts';
import { noChromium, openChromium } from '../test/support/chromium.ts';
import { scenes, type Language } from './gallery/scenes.ts';
import { Stage } from './gallery/stage.ts';

const OUT = fileURLToPath(new URL('../dist/gallery', import.meta.url));
const README = fileURLToPath(new URL('../core/simulator/gallery', import.meta.url));
const LANGUAGES: readonly Language[] = ['en', 'ja', 'zh-TW', 'th'];
/** What the README shows, and how large a picture in the repository may be. */
const SHOWN: readonly (readonly [Language, string])[] = [
  ['en', 'poll'],
  ['ja', 'rollcall'],
  ['zh-TW', 'poll-closed'],
  ['th', 'members'],
];
const MOST_BYTES = 150_000;

/** What cannot be read whole: words that run over their box, or a box that runs over the card. */
const cutOff = (row: Locator): Promise<string[]> =>
  row.evaluate((node) => {
    const edge = node.getBoundingClientRect();
    return [...node.querySelectorAll('.row-content *')].flatMap((part) => {
      if (part.closest('svg') || part.closest('.flex-carousel')?.isSameNode(part)) return [];
      const box = part.getBoundingClientRect();
      const runsOver = !part.closest('.flex-carousel') && (box.right > edge.right + 1 || box.left < edge.left - 1);
      const overflow = getComputedStyle(part).overflowX !== 'visible' || part.children.length === 0;
      const isCut = overflow && (part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 2);
      const shown = getComputedStyle(part).display !== 'inline' && box.width > 0;
      return shown && (runsOver || isCut) ? [`${part.className}: ${part.textContent.slice(0, 60)}`] : [];
    });
  });

async function pictures(browser: Browser, language: Language): Promise<readonly string[]> {
  const folder = join(OUT, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const host = startBuiltHost({ DEFAULT_LANGUAGE: language });
  const found: string[] = [];
  try {
    const url = await host.ready;
    const stage = new Stage(url);
    const { chats } = await stage.state();
    const context = await browser.newContext({
      locale: language,
      timezoneId: 'Asia/Tokyo',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: { width: 760, height: 4_200 },
      deviceScaleFactor: 1.5,
    });
    const page = await context.newPage();
    await page.goto(`${url}/#${chats[0]!.id}/${chats[0]!.memberIds[0]}`);
    for (const [number, scene] of scenes(language).entries()) {
      const answers = await stage.play(scene);
      for (const [part, { id }] of answers.entries()) {
        const row = page.locator(`#m-${id}`);
        await show(page, row);
        for (const what of await cutOff(row)) found.push(`${language} ${scene.name}: ${what}`);
        const name = `${String(number + 1).padStart(2, '0')}-${scene.name}${part === 0 ? '' : `-${part + 1}`}.png`;
        await row.locator('.row-content').screenshot({ path: join(folder, name) });
        const inReadme = part === 0 && SHOWN.some(([shown, of]) => shown === language && of === scene.name);
        if (inReadme && argv.includes('--readme')) keep(join(folder, name), `${scene.name}-${language}.png`);
      }
    }
    await context.close();
  } finally {
    host.child.kill('SIGTERM');
    await host.ended;
  }
  return found;
}

async function show(page: Page, row: Locator): Promise<void> {
  await row.waitFor();
  await row.scrollIntoViewIfNeeded();
  await page.mouse.move(0, 0);
  // The fonts for what has just come are asked for when it is drawn.
  await page.waitForTimeout(300);
  await page.evaluate(() => document.fonts.ready);
}

function keep(file: string, name: string): void {
  const place = join(README, name);
  mkdirSync(README, { recursive: true });
  copyFileSync(file, place);
  const { size } = statSync(place);
  if (size > MOST_BYTES) throw new Error(`${place} has ${size} bytes, and should have at most ${MOST_BYTES}`);
}

if (noChromium !== undefined) throw new Error(noChromium);
const asked = LANGUAGES.filter((language) => argv.includes(language));
const browser = await openChromium();
const found: string[] = [];
try {
  for (const language of asked.length > 0 ? asked : LANGUAGES) found.push(...(await pictures(browser, language)));
} finally {
  await browser.close();
}
console.log(`gallery: ${OUT}`);
for (const line of found) console.error(`cut off: ${line}`);
if (found.length > 0) process.exitCode = 1;
