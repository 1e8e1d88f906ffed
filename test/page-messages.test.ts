import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf } from '../core/line/rules/message.ts';
import { simulatorRoutes } from '../core/simulator/routes.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { picture } from '../core/simulator/world/picture.ts';
import { noChromium, openChromium } from './support/chromium.ts';

const PAGE = fileURLToPath(new URL('../dist/page', import.meta.url));
const PICTURE = 'https://pictures.example/a.png';
const SAY = { type: 'message', label: 'Yes', text: '/yes please' };

describe('the page of the virtual LINE draws', () => {
  beforeEach(({ skip }) => skip(noChromium !== undefined, noChromium));

  let line: VirtualLine;
  let browser: Browser;
  let page: Page;
  let chat: string;
  let yuki: string;
  const app = fastify();

  beforeAll(async () => {
    if (noChromium !== undefined) return;
    line = await VirtualLine.start();
    yuki = line.world.createMember('Yuki {0} ゆき');
    chat = line.world.createGroup('Gallery', [yuki, line.world.createMember('Ken')]);
    await app.register(simulatorRoutes(line, { pageDir: PAGE }));
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
    page = await browser.newPage({ locale: 'en-US', viewport: { width: 900, height: 900 } });
    await page.route('https://pictures.example/**', (route) =>
      route.fulfill({ body: picture(), contentType: 'image/png' }),
    );
    await page.goto(url);
  });
  afterAll(async () => {
    await browser?.close();
    await app.close();
    await line?.stop();
  });

  /** The newest message on the page, once the bot has sent this one. */
  async function shown(message: Record<string, unknown> & { readonly type: string }): Promise<Locator> {
    expect(problemsOf([message])).toEqual([]);
    const [sent] = line.world.botSays(chat, [message], 'reply');
    const row = page.locator(`#m-${sent!.id}`);
    await row.waitFor();
    const cut = await row.evaluate((node) => node.scrollWidth - node.clientWidth);
    expect(cut).toBeLessThanOrEqual(0);
    return row;
  }
  const loaded = (row: Locator) =>
    row
      .locator('img')
      .evaluateAll((images) =>
        Promise.all((images as HTMLImageElement[]).map((image) => image.decode().then(() => image.naturalWidth > 0))),
      );
  const text = (row: Locator) => row.locator('.row-content').innerText();

  test('a text with mentions and braces', async () => {
    const row = await shown({
      type: 'textV2',
      text: 'Late: {m0} {{really}}',
      substitution: { m0: { type: 'mention', mentionee: { type: 'user', userId: yuki } } },
    });
    expect(await text(row)).toBe('Late: @Yuki {0} ゆき {really}');
    expect(await row.locator('.mention').count()).toBe(1);
  });

  test('a reply that quotes', async () => {
    const [asked] = line.world.botSays(chat, [{ type: 'text', text: 'Who is late?' }], 'reply');
    const row = await shown({ type: 'text', text: 'Nobody', quoteToken: asked!.quoteToken });
    expect(await row.locator('.quote').innerText()).toContain('Who is late?');
  });

  test('a picture and a video', async () => {
    const image = await shown({ type: 'image', originalContentUrl: PICTURE, previewImageUrl: PICTURE });
    const video = await shown({ type: 'video', originalContentUrl: PICTURE, previewImageUrl: PICTURE });
    expect([await loaded(image), await loaded(video)]).toEqual([[true], [true]]);
    expect(await video.locator('a').getAttribute('aria-label')).toBe('Video');
  });

  test('a sound, a place and a sticker', async () => {
    const audio = await shown({
      type: 'audio',
      originalContentUrl: 'https://pictures.example/a.m4a',
      duration: 61_000,
    });
    expect(await text(audio)).toBe('Audio\n1:01');
    const place = { title: 'Shibuya <b>', address: 'Tokyo', latitude: 35.658, longitude: 139.7016 };
    expect(await text(await shown({ type: 'location', ...place }))).toBe('Shibuya <b>\nTokyo');
    const sticker = await shown({ type: 'sticker', packageId: '446', stickerId: '1988' });
    expect(await sticker.getByRole('img', { name: 'Sticker 446/1988' }).count()).toBe(1);
  });

  test('an imagemap, whose places can be tapped', async () => {
    const row = await shown({
      type: 'imagemap',
      baseUrl: 'https://pictures.example/map',
      altText: 'Where?',
      baseSize: { width: 1040, height: 520 },
      actions: [
        { type: 'message', text: 'the left one', area: { x: 0, y: 0, width: 520, height: 520 } },
        { type: 'uri', linkUri: 'https://pictures.example/right', area: { x: 520, y: 0, width: 520, height: 520 } },
      ],
    });
    expect(await loaded(row)).toEqual([true]);
    expect(await row.getByRole('link').getAttribute('href')).toBe('https://pictures.example/right');
    const [map, left] = await Promise.all(
      [row.locator('.imagemap'), row.getByRole('button', { name: 'the left one' })].map((one) => one.boundingBox()),
    );
    expect(left!.width / map!.width).toBeCloseTo(0.5, 1);
    await row.getByRole('button', { name: 'the left one' }).click();
    await page.getByRole('log').getByText('the left one').waitFor();
  });

  test('templates of every kind', async () => {
    const column = (title: string) => ({ title, text: 'from {here}', thumbnailImageUrl: PICTURE, actions: [SAY] });
    const kinds = [
      {
        type: 'buttons',
        title: 'Lunch',
        text: 'Where?',
        thumbnailImageUrl: PICTURE,
        actions: [SAY, { ...SAY, label: 'No' }],
      },
      { type: 'confirm', text: 'Sure?', actions: [SAY, { ...SAY, label: 'No' }] },
      { type: 'carousel', columns: [column('Sushi'), column('Ramen')] },
      { type: 'image_carousel', columns: [{ imageUrl: PICTURE, action: SAY }] },
    ];
    const said: string[] = [];
    for (const template of kinds) {
      const row = await shown({ type: 'template', altText: 'Lunch', template });
      expect((await loaded(row)).every(Boolean)).toBe(true);
      said.push((await text(row)).replaceAll(/\s+/g, ' '));
    }
    expect(said).toEqual(['Lunch Where? Yes No', 'Sure? Yes No', 'Sushi from {here} Yes Ramen from {here} Yes', 'Yes']);
  });

  test('a slip that stands for a coupon', async () => {
    expect(await text(await shown({ type: 'coupon', couponId: '01JYNW8JMQ' }))).toBe('Coupon\n01JYNW8JMQ');
  });

  test('a card with a picture, a video and a carousel', async () => {
    const words = { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Lunch', wrap: true }] };
    const hero = { type: 'image', url: PICTURE, size: 'full', aspectRatio: '20:13', aspectMode: 'cover' };
    const bubble = { type: 'bubble', hero, body: words };
    const row = await shown({ type: 'flex', altText: 'Lunch', contents: bubble });
    expect(await loaded(row)).toEqual([true]);
    const { width, height } = (await row.locator('.flex-hero').boundingBox())!;
    expect(width / height).toBeCloseTo(20 / 13, 1);
    const carousel = await shown({
      type: 'flex',
      altText: 'Lunch',
      contents: { type: 'carousel', contents: [bubble, bubble] },
    });
    expect(await carousel.locator('.flex-bubble').count()).toBe(2);
    const altContent = { ...hero };
    const video = {
      type: 'video',
      url: 'https://pictures.example/v.mp4',
      previewUrl: PICTURE,
      altContent,
      aspectRatio: '20:13',
    };
    const moving = await shown({
      type: 'flex',
      altText: 'Lunch',
      contents: { type: 'bubble', size: 'mega', hero: video },
    });
    expect(await loaded(moving)).toEqual([true]);
  });
});
