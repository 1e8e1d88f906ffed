import { expect, test } from 'vitest';
import type { NumberedCard } from '../../../core/host/numbered-card.ts';
import { CHAT, OTHER, opened, accepted, type NewPlace } from '../place.ts';

const NOTHING = { seenBefore: 0, linesBefore: 0, leftBefore: 0, messagesBefore: 0 };
const card = (about: string, more: Partial<NumberedCard> = {}): NumberedCard => ({
  chat: CHAT,
  messageId: `m ${about}`,
  plugin: 'poll',
  about,
  lines: [`/poll vote 1 ${about}`, '', '/poll results'],
  ...more,
});
const reacted = (sign: string, at: number, more: object = {}) => ({
  chat: CHAT,
  messageId: 'm #1',
  memberId: 'U1',
  sign,
  added: true,
  at,
  ...more,
});

export function numberedContract(newPlace: NewPlace): void {
  test('a card with numbers is known at once and after a restart, in its chat, with all it said', async () => {
    const host = await opened(newPlace);
    const signs = { like: '/poll vote 1', dislike: '/poll vote 2', takeBack: '/poll unvote' };
    const { messageId: _, ...unnamed } = card('#2', { chat: OTHER });
    host.store.settled([], [], [card('#1', { signs }), unnamed]);
    expect(await host.store.numbered(CHAT, 0)).toEqual([card('#1', { signs })]);
    const store = await host.reopen();
    expect(await store.numbered(CHAT, 0)).toEqual([card('#1', { signs })]);
    expect(await store.numbered(OTHER, 0)).toEqual([unnamed]);
    expect((await store.numberedChats(0)).map(({ chat }) => chat).sort()).toEqual([CHAT, OTHER].sort());
  });

  test('one of the same subject takes the place of an older one, and one about nothing gives way to any', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [], [card('#1'), card('', { messageId: 'menu' }), card('#1', { messageId: 'newer' })]);
    store.settled([], [], [card('#1', { plugin: 'rollcall', messageId: 'other' })]);
    expect((await store.numbered(CHAT, 0)).map(({ messageId }) => messageId)).toEqual(['newer', 'other']);
    store.settled([], [], [card('#1', { lines: [], messageId: 'closed' })]);
    expect((await store.numbered(CHAT, 0)).map(({ messageId }) => messageId)).toEqual(['other']);
    store.closeNumbered(CHAT, 'rollcall', '#1');
    expect(await store.numbered(CHAT, 0)).toEqual([]);
    expect(await store.numbered(CHAT, 0, 'm #1')).toMatchObject([{ about: '#1', lines: card('#1').lines }]);
    expect(await store.numbered(CHAT, 0, 'menu')).toHaveLength(1);
    expect(await store.numbered(CHAT, 0, 'closed')).toEqual([]);
    expect(await store.numbered(OTHER, 0, 'm #1')).toEqual([]);
  });

  test('a card that is told of twice is one', async () => {
    const { store } = await opened(newPlace);
    for (const _ of [1, 2]) store.settled([], [], [card('#1')]);
    expect(await store.numbered(CHAT, 0)).toHaveLength(1);
    expect(await store.numbered(CHAT, 0, 'm #1')).toHaveLength(1);
  });

  test('cards that are too old do not count, and are swept', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [], [card('#1')]);
    await store.numbered(CHAT, 0);
    const { at } = (await store.numberedChats(0))[0]!;
    await store.react(reacted('like', 5), 0);
    expect(await store.numbered(CHAT, at)).toHaveLength(1);
    expect(await store.numbered(CHAT, at + 1)).toEqual([]);
    expect(await store.numbered(CHAT, at + 1, 'm #1')).toEqual([]);
    expect(await store.numberedChats(at + 1)).toEqual([]);
    expect(await store.react(reacted('like', 6), at + 1)).toBeUndefined();
    await store.sweep({ ...NOTHING, linesBefore: at });
    expect(await store.numbered(CHAT, 0)).toHaveLength(1);
    await store.sweep({ ...NOTHING, linesBefore: at + 1 });
    expect(await store.numberedChats(0)).toEqual([]);
  });

  test('the newest reaction of each member counts, and tells which of theirs it ended', async () => {
    const host = await opened(newPlace);
    host.store.settled([], [], [card('#1'), card('#2')]);
    const before = async (...of: Parameters<typeof reacted>) => {
      const told = await host.store.react(reacted(...of), 0);
      return told ? (told.before ?? 'none') : undefined;
    };
    expect(await before('like', 10)).toBe('none');
    expect(await before('like', 10)).toBe('none');
    expect(await before('like', 10, { memberId: 'U2' })).toBe('none');
    expect(await before('like', 10, { messageId: 'm #2' })).toBe('none');
    expect(await before('dislike', 12)).toBe('like');
    expect(await before('love', 11)).toBeUndefined();
    const store = await host.reopen();
    expect(await store.react(reacted('like', 13, { added: false }), 0)).toBeUndefined();
  });

  test('a reaction that is taken back has ended once', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [], [card('#1')]);
    const end = (at: number) => store.react(reacted('like', at, { added: false }), 0);
    expect(await end(9)).toBeUndefined();
    await store.react(reacted('like', 10), 0);
    expect(await end(11)).toMatchObject({ card: { about: '#1' }, before: 'like' });
    expect(await end(11)).toMatchObject({ before: 'like' });
    expect(await end(12)).toBeUndefined();
    expect(await store.react(reacted('like', 13), 0)).toEqual({ card: card('#1') });
    expect(await store.react(reacted('like', 13, { messageId: 'nothing of ours' }), 0)).toBeUndefined();
  });

  test('a member who is forgotten leaves no reaction, and no card with a line that names them', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [], [card('#1'), card('#2', { lines: ['/rollcall for <@U1> yes'] })]);
    await store.react(reacted('like', 10), 0);
    const forgotten = [{ memberId: 'U1', at: 20, rows: [], prefix: 'tenko:' }];
    const unit = { writes: new Map(), outbox: [], timers: [], cancelled: [], lines: new Map(), forgotten };
    await store.commit({ ...unit, row: await accepted(store, 'forget') });
    expect((await store.numbered(CHAT, 0)).map(({ about }) => about)).toEqual(['#1']);
    expect(await store.react(reacted('like', 21, { added: false }), 0)).toBeUndefined();
  });

  test('all of it goes with the chat', async () => {
    const { store } = await opened(newPlace);
    store.settled([], [], [card('#1'), card('#1', { chat: OTHER })]);
    await store.react(reacted('like', 10), 0);
    const unit = { writes: new Map(), outbox: [], timers: [], cancelled: [], lines: new Map(), forgetsChat: true };
    await store.commit({ ...unit, row: await accepted(store, 'forget') });
    expect(await store.numbered(CHAT, 0)).toEqual([]);
    expect(await store.numbered(CHAT, 0, 'm #1')).toEqual([]);
    expect((await store.numberedChats(0)).map(({ chat }) => chat)).toEqual([OTHER]);
  });
}
