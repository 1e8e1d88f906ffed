import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { populate } from '../core/simulator/demo.ts';
import { simulatorRoutes } from '../core/simulator/routes.ts';
import { Simulator } from '../core/simulator/simulator.ts';
import { noChromium, openChromium } from './support/chromium.ts';

const PAGE = fileURLToPath(new URL('../dist/page', import.meta.url));

describe('the page of the simulator plays Linq', () => {
  beforeEach(({ skip }) => skip(noChromium !== undefined, noChromium));

  let simulator: Simulator;
  let browser: Browser;
  let url: string;
  let page: Page;
  const app = fastify();
  const complaints: string[] = [];

  beforeAll(async () => {
    if (noChromium !== undefined) return;
    simulator = await Simulator.start({ linq: { delay: 1 } });
    populate(simulator);
    await app.register(simulatorRoutes(simulator, { pageDir: PAGE }));
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
    page = await open();
  });
  afterEach(() => {
    if (complaints.length > 0) throw new Error(`the browser complains: ${complaints.splice(0).join('; ')}`);
  });
  afterAll(async () => {
    await browser?.close();
    await app.close();
    await simulator?.stop();
  });

  async function open(width = 1280, locale = 'en-US'): Promise<Page> {
    const opened = await browser.newPage({ locale, viewport: { width, height: 844 }, reducedMotion: 'reduce' });
    opened.on('pageerror', (error) => complaints.push(String(error)));
    opened.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    await opened.goto(`${url}/#${idOf(camp)}`);
    await opened.getByRole('log').waitFor();
    return opened;
  }

  const goTo = (name: string): Promise<void> =>
    page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name }).click();

  async function sendTo(chatId: string, ...parts: readonly object[]): Promise<string> {
    const { apiKey, apiUrl } = simulator.linq;
    const response = await fetch(`${apiUrl}/v3/chats/${chatId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: { parts } }),
    });
    expect(response.status).toBe(202);
    return ((await response.json()) as { readonly message: { readonly id: string } }).message.id;
  }
  const idOf = (chat: string): string => simulator.linq.chats().find(({ name }) => name === chat)!.id;
  const camp = 'キャンプ Camp crew';

  test('beside LINE, in one list with the names of both', async () => {
    await goTo(camp);
    const chats = page.getByRole('navigation', { name: 'Chats' });
    expect(await chats.getByRole('region', { name: 'LINE' }).getByRole('button').count()).toBe(3);
    expect(await chats.getByRole('region', { name: 'iMessage' }).getByRole('button').count()).toBe(2);
    await chats.getByRole('button', { name: 'ランチ部' }).click();
    await page.getByText('Paid messages this month').waitFor();
    await chats.getByRole('button', { name: camp }).click();
    await page.getByText('Nothing here is paid by the message').waitFor();
  });

  test('a text with its decorations and links, a picture and a link of its own', async () => {
    await goTo(camp);
    const bold = { range: [0, 5], style: 'bold' };
    const text = { type: 'text', value: 'Lunch <b>{x}</b>\nhttps://a.example/menu', text_decorations: [bold] };
    const row = page.locator(`#m-${await sendTo(idOf(camp), text)}`);
    await row.waitFor();
    expect(await row.locator('.text-bold').innerText()).toBe('Lunch');
    expect(await row.locator('.words').innerText()).toBe('Lunch <b>{x}</b>\nhttps://a.example/menu');
    expect(await row.getByRole('link').getAttribute('href')).toBe('https://a.example/menu');
    const link = page.locator(`#m-${await sendTo(idOf(camp), { type: 'link', value: 'https://a.example/map' })}`);
    expect(await link.getByRole('link').innerText()).toBe('a.example\nhttps://a.example/map');
    simulator.linq.world.sendImage(idOf(camp), simulator.linq.members()[1]!.id);
    const picture = page.getByRole('img', { name: 'Photo' }).last();
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as HTMLImageElement).decode().then(() => true))).toBe(true);
  });

  test('a tapback from the menu, by the keyboard alone, and taken off again', async () => {
    await goTo(camp);
    const id = await sendTo(idOf(camp), { type: 'text', value: 'Who drives?' });
    const row = page.locator(`#m-${id}`);
    const menu = row.getByRole('button', { name: 'Message actions' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Like');
    await page.keyboard.press('Enter');
    await row.getByRole('img', { name: 'Tapbacks: Emma: Like' }).waitFor();
    expect(simulator.linq.world.messages(idOf(camp)).at(-1)?.reactions).toMatchObject([{ type: 'like' }]);
    await menu.click();
    expect(await page.getByRole('menuitemcheckbox', { name: 'Like', exact: true }).getAttribute('aria-checked')).toBe(
      'true',
    );
    await page.getByRole('menuitemcheckbox', { name: 'Like', exact: true }).click();
    await expect.poll(() => row.locator('.tapbacks').count()).toBe(0);
  });

  test('a reply that points at a message, an edit and an unsent one', async () => {
    await goTo(camp);
    const id = await sendTo(idOf(camp), { type: 'text', value: 'Lake or forest?' });
    await page.locator(`#m-${id}`).getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Reply' }).click();
    await page.keyboard.type('Lake');
    await page.keyboard.press('Enter');
    const own = page.locator('.row-own').last();
    await own.getByText('Lake', { exact: true }).waitFor();
    expect(await own.locator('.quote').innerText()).toContain('Lake or forest?');
    await own.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.keyboard.type('!');
    await page.keyboard.press('Enter');
    await own.getByText('edited').waitFor();
    expect(await own.locator('.words').innerText()).toBe('Lake!');
    await own.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Unsend' }).click();
    await page.getByRole('log').getByText('Emma unsent a message').waitFor();
  });

  test('SMS without tapbacks, replies, edits, names and new members', async () => {
    await goTo('Emma, Noah');
    await page.getByRole('textbox').first().fill('Running late');
    await page.keyboard.press('Enter');
    const own = page.locator('.row-own').last();
    await own.getByText('Running late').waitFor();
    await own.getByRole('button', { name: 'Message actions' }).click();
    expect(await page.getByRole('menu').getByRole('button').count()).toBe(0);
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Copy text']);
    await page.keyboard.press('Escape');
    for (const name of ['Rename the group', 'Add member', 'Remove the bot'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
  });

  test('a group that is made, named, joined and left on the page', async () => {
    await goTo(camp);
    await page.getByRole('button', { name: 'New chat' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'iMessage' }).check({ force: true });
    expect(await dialog.getByRole('radio', { name: 'Room' }).count()).toBe(0);
    await dialog.getByRole('checkbox', { name: 'Emma' }).check();
    expect(await dialog.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: 'Leo' }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Emma, Leo' }).waitFor();
    await page.getByRole('button', { name: 'Rename the group' }).click();
    await dialog.getByRole('textbox').fill('Trip');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Trip' }).waitFor();
    await page.getByRole('button', { name: 'Add member' }).click();
    await dialog.getByRole('button', { name: 'Add: Noah' }).click();
    await page.getByRole('log').getByText('Noah joined').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove the bot' }).click();
    await page.getByText('The bot is not in this chat.').waitFor();
  });

  test.each(['ja-JP', 'th-TH'])('on a phone, in %s, with nothing cut off', async (locale) => {
    const phone = await open(390, locale);
    await sendTo(idOf(camp), { type: 'text', value: `${'とても長い一行'.repeat(20)}\n${'x'.repeat(200)}` });
    await phone.getByText('x'.repeat(200)).last().waitFor();
    const overflow = await phone.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const cut = [...document.querySelectorAll('.row')].filter((row) => row.scrollWidth > row.clientWidth);
      return { page: scrollWidth - clientWidth, rows: cut.length };
    });
    expect(overflow).toEqual({ page: 0, rows: 0 });
    await phone.close();
  });
});
