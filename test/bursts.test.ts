import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOST_DEFAULTS } from '../core/host/tokens.ts';
import type { MessageView } from '../core/simulator/view.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { Chance } from './crash/chance.ts';
import { Post } from './crash/post.ts';
import { shownVotes } from './support/poll-card.ts';
import { startTenko, words, type Tenko } from './support/tenko.ts';

const MEMBERS = 200;
/** More than a handful of cards would be a nuisance: a group reads them on its lock screens. */
const HANDFUL = 8;

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let line: VirtualLine;
let tenko: Tenko;
let plugins: string;
beforeEach(async () => {
  plugins = mkdtempSync(join(tmpdir(), 'tenko-bursts-'));
  cpSync(at('../plugins/poll'), join(plugins, 'poll'), { recursive: true });
  cpSync(at('./fixtures/plugins/ledger'), join(plugins, 'ledger'), { recursive: true });
  line = await VirtualLine.start();
  tenko = await startTenko({ on: line, plugins, settings: HOST_DEFAULTS });
});
afterEach(async () => {
  await tenko.stop();
  await line.stop();
  rmSync(plugins, { recursive: true });
});

/** A group with an open poll, and what the buttons of its card carry. */
async function poll(name: string, members: number) {
  const { world } = tenko;
  const memberIds = Array.from({ length: members }, (_, member) => world.createMember(`${name} ${member}`));
  // Somebody never answers: else the poll would be over when all others have.
  const chat = world.createGroup(name, [...memberIds, world.createMember('silent')]);
  const [card] = await tenko.say(chat, memberIds[0]!, '/poll Lunch? sushi ramen');
  const button = (label: string): string =>
    String(world.actions(card!.id).find((action) => action['label'] === label)?.['data']);
  return { chat, memberIds, sushi: button('sushi'), ramen: button('ramen') };
}

interface Tap {
  readonly memberId: string;
  readonly data: string;
}

/** Every tap in a POST of its own, all on their way at once. */
const tapAll = (chat: string, taps: readonly Tap[]) => {
  const post = new Post(line, new Chance(1), 0);
  return Promise.all(
    taps.map(({ memberId, data }) => post.send([{ chatId: chat, memberId, line: data, tapped: data }])),
  );
};
/** How many stand behind each choice of a card. */
const countsOn = (card: MessageView | undefined) =>
  Object.fromEntries(((card && shownVotes(card)) ?? []).map(({ choice, count }) => [choice, count]));

const cardsIn = (chat: string) => tenko.fromBot(chat).filter((message) => shownVotes(message) !== undefined);

describe('taps on one poll', () => {
  test('two hundred at once all count, and make a handful of fresh cards, the last of which shows them all', async () => {
    const { chat, memberIds, sushi, ramen } = await poll('Everyone', MEMBERS);
    const opened = cardsIn(chat).length;
    await tapAll(
      chat,
      memberIds.map((memberId, index) => ({ memberId, data: index % 4 === 0 ? ramen : sushi })),
    );
    await tenko.quiet();

    const fresh = cardsIn(chat).slice(opened);
    expect(fresh.length).toBeGreaterThan(0);
    expect(fresh.length).toBeLessThanOrEqual(HANDFUL);
    expect(fresh.every(({ sentBy }) => sentBy === 'reply')).toBe(true);
    expect(countsOn(fresh.at(-1))).toEqual({ sushi: 150, ramen: 50 });
    await tenko.say(chat, memberIds[0]!, '/poll results');
    expect(countsOn(cardsIn(chat).at(-1))).toEqual({ sushi: 150, ramen: 50 });
  });

  test('a lone tap is answered at once, while taps elsewhere are still being drawn together', async () => {
    const [busy, calm] = [await poll('Busy', 3), await poll('Calm', 3)];
    const opened = cardsIn(busy.chat).length;
    const [first, second] = busy.memberIds as [string, string];
    await tapAll(busy.chat, [{ memberId: first, data: busy.sushi }]);
    await expect.poll(() => cardsIn(busy.chat).length).toBe(opened + 1);
    await tapAll(busy.chat, [{ memberId: second, data: busy.ramen }]);

    const before = cardsIn(calm.chat).length;
    await tapAll(calm.chat, [{ memberId: calm.memberIds[0]!, data: calm.ramen }]);
    await expect.poll(() => cardsIn(calm.chat).length, { interval: 5 }).toBe(before + 1);
    expect(cardsIn(busy.chat)).toHaveLength(opened + 1);

    // And what was drawn together needs no further event to go out.
    await tenko.quiet();
    expect(countsOn(cardsIn(busy.chat).at(-1))).toEqual({ sushi: 1, ramen: 1 });
    expect(cardsIn(busy.chat)).toHaveLength(opened + 2);
  });

  test('a tap that comes while a fresh card is on its way is on the next card', async () => {
    const { chat, memberIds, sushi } = await poll('Group', 3);
    const [first, second, third] = memberIds.map((memberId) => ({ memberId, data: sushi })) as [Tap, Tap, Tap];
    await tapAll(chat, [first]);
    await tenko.quiet();
    line.faults.nextReply = [{ delayMs: 500 }];
    await tapAll(chat, [second]);
    await expect.poll(() => line.faults.nextReply, { timeout: 10_000 }).toEqual([]);
    await tapAll(chat, [third]);
    await expect.poll(() => countsOn(cardsIn(chat).at(-1)), { timeout: 10_000 }).toEqual({ sushi: 3, ramen: 0 });
  });

  test('a notice does not take the token of a card that waits for quiet', async () => {
    const { chat, memberIds, sushi } = await poll('Group', 2);
    const [first, second] = memberIds as [string, string];
    // The token of the join is one too many for this test: this notice takes it.
    await tenko.say(chat, first, '/someday e1 1');
    await expect.poll(() => words(tenko.fromBot(chat)), { timeout: 10_000 }).toContain('murmuring of e1');
    await tapAll(chat, [{ memberId: first, data: sushi }]);
    await tenko.say(chat, first, '/someday e2 300');
    await tapAll(chat, [{ memberId: second, data: sushi }]);
    await expect.poll(() => countsOn(cardsIn(chat).at(-1)), { timeout: 10_000 }).toEqual({ sushi: 2, ramen: 0 });
    await expect.poll(() => words(tenko.fromBot(chat)), { timeout: 10_000 }).toContain('murmuring of e2');
  });
});
