import { describe, expect, test } from 'vitest';
import { openDesk } from './support/desk.ts';
import { words } from './support/tenko.ts';

type Desk = Awaited<ReturnType<typeof openDesk>>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A card with buttons, at a host whose clock can be set ahead. */
async function withCard() {
  const clock = { now: Date.UTC(2026, 10, 22, 3) };
  const now = (): number => clock.now;
  const desk = await openDesk({ line: { now }, settings: { now } });
  const [card] = await desk.tenko.say(desk.chat, desk.yuki, '/door');
  return { clock, desk, card: card!.id };
}

async function tap({ world, tenko, chat, ken }: Desk, messageId: string, label: string): Promise<string> {
  const before = tenko.fromBot(chat).length;
  const action = world.actions(messageId).find((one) => one['label'] === label)!;
  world.tap(chat, ken, messageId, action);
  await tenko.quiet();
  return words(tenko.fromBot(chat).slice(before));
}

describe('a button', () => {
  test('whose line is too long for it runs that line for a day, and says then that it is too old', async () => {
    const { clock, desk, card } = await withCard();
    clock.now += 23 * HOUR;
    await desk.restart();
    await desk.tenko.beat();
    expect(await tap(desk, card, 'Leave a note')).toBe('A note of 359 characters');
    clock.now += 2 * HOUR;
    await desk.tenko.beat();
    expect(await tap(desk, card, 'Leave a note')).toContain('too old to count');
    expect(await tap(desk, card, 'Open')).toBe('Open');
  });

  test('counts as long as its card is there, though a new key signs by then', async () => {
    const { clock, desk, card } = await withCard();
    const dataOf = (messageId: string): string =>
      String(desk.world.actions(messageId).find(({ label }) => label === 'Open')?.['data']);
    for (const year of [1, 2, 3]) {
      clock.now += 366 * DAY;
      await desk.restart();
      expect(await tap(desk, card, 'Open')).toBe('Open');
      // Where hosts share a store, the others have learned the key by then.
      clock.now += 10 * MINUTE;
      await desk.tenko.beat();
      const [fresh] = await desk.tenko.say(desk.chat, desk.yuki, '/door');
      expect(dataOf(fresh!.id).slice(0, 2)).toBe(`t${year + 1}`);
      expect(await tap(desk, fresh!.id, 'Open')).toBe('Open');
    }
    expect(dataOf(card).slice(0, 2)).toBe('t1');
  });
});
