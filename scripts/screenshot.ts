/**
 * `npm run screenshot`: makes README.png, the page of the simulator with a poll that three members voted in, from the built host in
 * Chromium. It does what people do, and fails rather than leave a picture with something cut or missing.
 */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startBuiltHost } from '../test/support/built-host.ts';
import { noChromium, openChromium } from '../test/support/chromium.ts';

const PICTURE = fileURLToPath(new URL('../README.png', import.meta.url));
const MOST_BYTES = 400_000;

const play = (page: Page, member: string) => page.getByRole('radio', { name: member }).check({ force: true });

async function say(page: Page, member: string, line: string): Promise<void> {
  await play(page, member);
  await page.getByRole('textbox').first().fill(line);
  await page.keyboard.press('Enter');
}

async function vote(page: Page, member: string, choice: string, voters: string): Promise<void> {
  await play(page, member);
  await page.getByRole('log').getByRole('button', { name: choice, exact: true }).last().click();
  await page.getByRole('log').getByText(voters).last().waitFor();
}

/** Scrolls to the end, with a message and nothing of the one before it at the upper edge. False when that cannot be. */
const frame = (page: Page): Promise<boolean> =>
  page.getByRole('log').evaluate((log) => {
    log.scrollTop = log.scrollHeight;
    const edge = log.getBoundingClientRect().top;
    return [...log.querySelectorAll('.row')].every((shown) => {
      const { top, bottom } = shown.getBoundingClientRect();
      return bottom <= edge || top >= edge;
    });
  });

async function take(url: string): Promise<void> {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({
      locale: 'en-US',
      timezoneId: 'Asia/Tokyo',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
    });
    await page.goto(url);
    // Its list of traffic would end in the middle of a line.
    await page.locator('#world').getByRole('button', { name: 'Close' }).click();
    await say(page, '佐藤 はな', '/poll "Lunch?" sushi ramen');
    await page.getByRole('log').getByText('no votes yet').last().waitFor();
    await vote(page, 'Yuki ゆき', 'ramen', '1 person voted');
    await vote(page, 'Somchai', 'sushi', '2 people voted');
    await say(page, '佐藤 はな', 'One more vote to go! 🍜\nWhatever wins: 12:30, in front of the station.');
    await vote(page, 'Mei 美玲', 'ramen', '3 people voted');
    // Away from the message, which otherwise shows its menu.
    await page.mouse.move(0, 0);
    // The fonts for what has come last are asked for when it is drawn.
    await page.waitForTimeout(1_000);
    await page.evaluate(() => document.fonts.ready);
    if (!(await frame(page))) throw new Error('a message is cut at the upper edge of the chat');
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}

if (noChromium !== undefined) throw new Error(noChromium);
const host = startBuiltHost({});
try {
  await take(await host.ready);
} finally {
  host.child.kill('SIGTERM');
  await host.ended;
}
const { size } = statSync(PICTURE);
if (size > MOST_BYTES) throw new Error(`README.png has ${size} bytes, and should have at most ${MOST_BYTES}`);
