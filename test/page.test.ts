import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { startBuiltHost, type BuiltHost } from './support/built-host.ts';
import { noChromium, openChromium } from './support/chromium.ts';
import { databaseVariables } from './support/test-store.ts';

describe('the page of the simulator, on the built host', () => {
  let host: BuiltHost;
  let browser: Browser | undefined;
  let url: string;

  beforeAll(async () => {
    host = startBuiltHost(await databaseVariables());
    url = await host.ready;
    if (noChromium === undefined) browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    host.child.kill('SIGTERM');
    await host.ended;
  });

  /** A page in one language, with every complaint of the browser noted. */
  async function open(locale: string, skip: (reason: string) => never, width = 1280) {
    if (!browser) return skip(noChromium ?? 'the browser did not start');
    const page = await browser.newPage({ locale, viewport: { width, height: 844 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    await page.goto(url);
    return { page, complaints };
  }

  async function speak(page: Page, member: string, line: string): Promise<void> {
    await page.getByRole('radio', { name: member }).check({ force: true });
    await page.getByRole('textbox').first().fill(line);
    await page.keyboard.press('Enter');
  }

  async function tap(page: Page, member: string, label: string): Promise<void> {
    await page.getByRole('radio', { name: member }).check({ force: true });
    await page.getByRole('log').getByRole('button', { name: label, exact: true }).last().click();
  }

  test('a poll from the first line to the result', async ({ skip }) => {
    const { page, complaints } = await open('en-US', skip);
    const log = page.getByRole('log');
    await speak(page, '佐藤 はな', '/poll "Lunch?" sushi ramen');
    await log.getByText('no votes yet').last().waitFor();
    await tap(page, 'Yuki ゆき', 'ramen');
    await log.getByText('1 person voted').last().waitFor();
    await tap(page, 'Mei 美玲', 'ramen');
    await log.getByText('2 people voted').last().waitFor();
    await speak(page, '佐藤 はな', '/poll close');
    await log.getByText('ramen wins with 2 votes').last().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a poll in the iMessage group, where choices are numbers', async ({ skip }) => {
    const { page, complaints } = await open('en-US', skip);
    const log = page.getByRole('log');
    await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Camp crew' }).click();
    await speak(page, 'Emma', '/poll "Where?" lake forest');
    await log.getByText('no votes yet').last().waitFor();
    await speak(page, 'Leo', '2');
    await log.getByText('1 person voted').last().waitFor();
    await speak(page, 'Noah', '2');
    await log.getByText('2 people voted').last().waitFor();
    await speak(page, 'Emma', '/poll close');
    await log.getByText('forest wins with 2 votes').last().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('in Japanese, on a phone’s width', async ({ skip }) => {
    const { page, complaints } = await open('ja-JP', skip, 390);
    await speak(page, 'Yuki ゆき', '／点呼　金曜の練習');
    await page.getByRole('log').getByText('金曜の練習').last().waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('emoji are drawn where no font of the system has them', async ({ skip }) => {
    const { page } = await open('en-US', skip);
    const coloured = await page.evaluate(async () => {
      await document.fonts.load('40px "Tenko Emoji"', '🗳');
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d')!;
      pen.font = '40px "Tenko Emoji"';
      pen.fillText('🗳✅🙋', 10, 60);
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray(at, at + 4);
        if (opacity > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) found++;
      }
      return found;
    });
    expect(coloured).toBeGreaterThan(500);
    await page.close();
  });

  test('what a member types is shown as text and never as markup', async ({ skip }) => {
    const { page, complaints } = await open('en-US', skip);
    const nasty = '<img src=x onerror="document.title=1"> {braces} ${x}';
    await speak(page, 'Ken', `/poll "${nasty.replaceAll('"', "'")}" a b`);
    await page.getByRole('log').getByText('{braces}').last().waitFor();
    expect(await page.title()).not.toBe('1');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
