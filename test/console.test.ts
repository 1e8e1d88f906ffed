import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { noChromium, openChromium } from './support/chromium.ts';
import axe from 'axe-core';
import { en } from '../core/console/page/texts/en.ts';
import { ja } from '../core/console/page/texts/ja.ts';
import { CONSOLE_TOKEN, openConsole } from './support/console.ts';
import { isThere, newSchema, NOT_THERE } from './support/postgres.ts';
import { wayTo } from './support/way.ts';

/** What axe finds wrong with the page: rule, and the elements. Run in the browser's own world, for the page's policy lets no script in. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** Something in the tree of a screen reader that can be used and has no name. */
const NAMELESS = /- (?:button|link|textbox|searchbox|combobox|checkbox|meter|region|dialog)(?: \[[^\]]*\])*:?$/m;

/** What is there to be read and cannot be: it goes beyond the window, or beyond a box that hides the rest. */
const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const isShown = element.checkVisibility({ opacityProperty: true }) && width > 1;
      // What is only for screen readers and password managers, or comes with the focus.
      if (!isShown || element.closest('svg, .skip, .for-managers')) return [];
      const hides = ['hidden', 'clip'].includes(getComputedStyle(element).overflowX);
      const isCut = (hides && element.scrollWidth > element.clientWidth + 1) || left < -1 || right > innerWidth + 1;
      return isCut ? [element.outerHTML.slice(0, 120)] : [];
    }),
  );

const SECTIONS = ['overview', 'chats', 'plugins', 'failures', 'notices', 'log'] as const;

// A browser on a machine that is busy with other tests takes its time.
describe('the page of the console', { timeout: 90_000 }, () => {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (noChromium === undefined) browser = await openChromium();
  });
  afterAll(() => browser?.close());

  /** A browser of its own, with every complaint noted; logged in unless it is to do that itself. */
  async function open(
    skip: (reason: string) => never,
    options: Parameters<Browser['newContext']>[0] & { readonly isIn?: boolean; readonly databaseUrl?: string } = {},
  ) {
    if (!browser) return skip(noChromium ?? 'the browser did not start');
    const { databaseUrl } = options;
    const host = await openConsole(databaseUrl === undefined ? {} : { databaseUrl });
    const context: BrowserContext = await browser.newContext({ locale: 'en-US', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // That nobody has logged in, or that the store is away, is told by a status.
      if (message.type() === 'error' && !/401|429|503/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${host.tenko.url}/console`);
    if (options.isIn ?? true) await logIn(page);
    return { ...host, page, complaints, close: () => context.close() };
  }

  async function logIn(page: Page): Promise<void> {
    await page.locator('#token').fill(CONSOLE_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
  }

  /** For tests that are skipped as a whole without a browser. */
  const absent = (reason: string): never => {
    throw new Error(reason);
  };

  const to = (page: Page, section: string): Promise<void> =>
    page.getByRole('navigation').getByRole('link', { name: section }).click();

  test('asks for the token, says when it is wrong, and stays open when it is loaded again', async ({ skip }) => {
    const { page, complaints, close } = await open(skip, { isIn: false });
    await page.getByLabel('Token').fill('not the right token');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('not the token of this host').waitFor();
    await logIn(page);
    await page.getByRole('heading', { name: 'A' }).first().waitFor();
    await page.reload();
    await page.getByRole('navigation').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await page.reload();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(complaints).toEqual([]);
    await close();
  });

  test('shows a failure as text, runs it again, and drops one only when asked twice', async ({ skip }) => {
    const { page, complaints, say, tenko, close } = await open(skip);
    await say('/boom <img src=x onerror="document.title=1">');
    await say('/boom again');
    await to(page, 'Failures');
    const failures = page.getByRole('article');
    await expect.poll(() => failures.count(), { timeout: 15_000 }).toBe(2);
    await failures.last().getByText('What was to be done').click();
    await failures.last().getByText('onerror=').waitFor();
    await failures.last().getByText('<b>no</b> luck').waitFor();
    await failures.first().getByRole('button', { name: /^Drop/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await failures.count()).toBe(2);
    await failures.first().getByRole('button', { name: /^Drop/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
    await page.getByText('It is dropped.').waitFor();
    await expect.poll(() => failures.count(), { timeout: 15_000 }).toBe(1);
    await failures
      .first()
      .getByRole('button', { name: /^Run again/ })
      .click();
    await page.getByText('It is in the inbox again.').waitFor();
    // It fails again, and is there again.
    const again = async () => (await tenko.failures()).filter(({ kind }) => kind === 'event').map(({ id }) => id);
    await expect.poll(again, { timeout: 15_000 }).toEqual([3]);
    expect(await page.title()).not.toBe('1');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('says that the database is away, wherever something of it was to be shown, and shows it when it is back', async ({
    skip,
  }) => {
    if (!isThere) return skip(NOT_THERE);
    const { url, drop } = await newSchema();
    onTestFinished(drop);
    const middle = await wayTo(url);
    const { page, complaints, say, close } = await open(skip, { databaseUrl: middle.url });
    await say('/boom');
    for (const state of ['cut', 'deaf'] as const) {
      middle.set(state);
      for (const section of ['Chats', 'Failures']) {
        await to(page, section);
        await page.getByText('The database cannot be read right now.').first().waitFor();
        await expect.poll(() => page.locator('main > .loading').count(), { timeout: 15_000 }).toBe(0);
      }
      if (state === 'deaf') middle.set('cut');
      middle.set('open');
      await to(page, 'Chats');
      await page.getByText('ランチ部').first().waitFor();
      await page.getByText('The database cannot be read right now.').waitFor({ state: 'detached' });
      expect(await page.getByText('The database cannot be read right now.').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
    return close();
  });

  test('is used by the keyboard alone, and gives a screen reader a name for everything', async ({ skip }) => {
    const { page, complaints, say, close } = await open(skip, { isIn: false });
    const focused = () =>
      page.evaluate(() =>
        (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim(),
      );
    /** Tab until something with this name has the focus. */
    async function tabTo(name: RegExp): Promise<void> {
      const passed: string[] = [];
      while (!name.test(passed.at(-1) ?? '')) {
        if (passed.length > 30) throw new Error(`Tab never comes to ${name}: ${passed.join(' | ')}`);
        await page.keyboard.press('Tab');
        passed.push(await focused());
      }
    }
    await page.locator('#token:focus').waitFor();
    await page.keyboard.type(CONSOLE_TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    await say('/boom one');
    await say('/boom two');
    await tabTo(/^Skip/);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.reload();
    await page.getByRole('navigation').waitFor();
    for (const section of ['chats', 'plugins', 'notices', 'log', 'failures'] as const) {
      await tabTo(new RegExp(String.raw`^${en[section]}\s*\d*$`));
      await page.keyboard.press('Enter');
      await page.locator('h1:focus', { hasText: en[section] }).waitFor();
    }
    await expect.poll(() => page.getByRole('article').count(), { timeout: 15_000 }).toBe(2);
    await tabTo(/^Drop/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await focused()).toMatch(/^Drop/);
    await page.keyboard.press('Enter');
    await tabTo(/^Drop$/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('It is dropped.').waitFor();
    await expect.poll(() => page.getByRole('article').count(), { timeout: 15_000 }).toBe(1);
    await tabTo(/^Run again/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('It is in the inbox again.').waitFor();
    const tree = await page.locator('body').ariaSnapshot();
    for (const one of ['banner', 'navigation "Sections"', 'main', 'heading "Failures" [level=1]', 'status'])
      expect(tree).toContain(one);
    // Nothing that can be pressed is without a name.
    expect(tree).not.toMatch(NAMELESS);
    await tabTo(/^Log out/);
    await page.keyboard.press('Enter');
    await page.getByText('You are logged out.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('the log comes as it is written, and is narrowed to a level or an event', async ({ skip }) => {
    const { page, complaints, say, tenko, close } = await open(skip);
    await to(page, 'Log');
    const log = page.getByRole('region', { name: 'Log' });
    await log.getByText('somebody logged in').first().waitFor();
    await say('/boom');
    await say('/mend');
    await log.getByText('mend', { exact: false }).first().waitFor();
    const errors = (): number => tenko.log.filter(({ level }) => Number(level) >= 50).length;
    expect(errors()).toBeGreaterThan(0);
    await page.getByLabel('From level').selectOption('error');
    await expect.poll(() => log.getByRole('listitem').count()).toBe(errors());
    await page.getByLabel('From level').selectOption('trace');
    const mended = tenko.log.find(({ command }) => command === '/mend');
    const { event } = mended!;
    await page.getByLabel('Find').fill(String(event));
    const about = (): number => tenko.log.filter((line) => line['event'] === event).length;
    await expect.poll(async () => (await log.getByRole('listitem').count()) - about()).toBe(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Find').fill('');
    const before = await log.getByRole('listitem').count();
    await say('/mend');
    expect(await log.getByRole('listitem').count()).toBe(before);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => log.getByRole('listitem').count()).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
    await close();
  });

  test.skipIf(noChromium !== undefined).each([
    ['en-US', 1280, 'light'],
    ['en-US', 390, 'dark'],
    ['ja-JP', 390, 'dark'],
    ['ja-JP', 1280, 'dark'],
    ['en-US', 320, 'light'],
  ] as const)(
    'in %s, %i wide, %s: every section fits, is named in that language, and axe finds nothing wrong with it',
    async (locale, width, scheme) => {
      const options = { locale, viewport: { width, height: 844 }, colorScheme: scheme };
      const { page, complaints, say, leaveNotice, close } = await open(absent, options);
      await say('/boom');
      await leaveNotice();
      const texts = locale === 'ja-JP' ? ja : en;
      const named = { name: texts.sections };
      expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
      for (const section of SECTIONS) {
        await page.goto(`${page.url().split('#')[0]}#${section}`);
        await page.locator('h1').waitFor();
        await expect.poll(() => page.locator('.loading').count(), { timeout: 15_000 }).toBe(0);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([section, wide]).toEqual([section, 0]);
        expect([section, ...(await cutOff(page))]).toEqual([section]);
        // One after the other: the log goes on meanwhile.
        const closed = page.locator('details:not([open]) > summary');
        while ((await closed.count()) > 0) await closed.first().click();
        expect([section, ...(await cutOff(page))]).toEqual([section]);
        // What a screen reader goes by: where it is, what this place is called, and which link leads here.
        const heading = page.getByRole('main').getByRole('heading', { level: 1, name: texts[section], exact: true });
        expect([section, await heading.count()]).toEqual([section, 1]);
        const links = page.getByRole('navigation', named).getByRole('link');
        const words = SECTIONS.map((one) => expect.stringMatching(new RegExp(String.raw`^${texts[one]}\s*\d*$`)));
        expect((await links.allInnerTexts()).map((one) => one.trim())).toEqual(words);
        expect(await page.getByRole('navigation', named).locator('[aria-current=page]').innerText()).toContain(
          texts[section],
        );
        expect(await page.getByRole('banner').getByRole('button', { name: texts.logOut, exact: true }).count()).toBe(1);
        expect(await page.locator('body').ariaSnapshot()).not.toMatch(NAMELESS);
        expect([section, ...(await faults(page))]).toEqual([section]);
      }
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
