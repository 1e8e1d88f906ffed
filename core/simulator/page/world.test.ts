import { describe, expect, it } from 'vitest';
import type { MessageView, WorldView } from '../view.ts';
import { emptyWorld, messagesOf, notYetIn, offering, step, TRAFFIC_KEPT, type World } from './world.ts';

const message = (id: string, more: Partial<MessageView> = {}): MessageView => ({
  id,
  chatId: 'C1',
  at: 1_000,
  from: 'U1',
  content: { type: 'text', text: id },
  ...more,
});

const state: WorldView = {
  bot: { id: 'Ubot', name: 'Tenko' },
  members: [{ platform: 'line', id: 'U1', name: 'Yuki', identified: true }],
  chats: [{ platform: 'line', id: 'C1', kind: 'group', name: 'Lunch', memberIds: ['U1'], botIn: true }],
  messages: [message('1'), message('2', { chatId: 'C2' })],
  quota: { limit: 200, used: 3 },
  settings: { verified: false, redelivery: false, quota: 200 },
  troubles: [],
  traffic: [{ platform: 'line', at: 5, direction: 'webhook', summary: 'message', status: 200 }],
};

const loaded = (): World => step(step(emptyWorld, { type: 'loaded', state }), { type: 'open', chatId: 'C1' });
const ids = (world: World, chatId: string): readonly string[] => messagesOf(world, chatId).map(({ id }) => id);

describe('the world of the page', () => {
  it('sorts the messages of the first state by chat', () => {
    expect(ids(loaded(), 'C1')).toEqual(['1']);
    expect(ids(loaded(), 'C2')).toEqual(['2']);
    expect(ids(loaded(), 'C3')).toEqual([]);
  });

  it('replaces a message that is known already, where it stands', () => {
    const later = step(loaded(), { type: 'message', message: message('3') });
    const edited = step(later, { type: 'message', message: message('1', { edited: true }) });
    expect(ids(edited, 'C1')).toEqual(['1', '3']);
    expect(messagesOf(edited, 'C1')[0]?.edited).toBe(true);
  });

  it('counts what comes into other chats as unread until they are opened', () => {
    let world = step(loaded(), { type: 'message', message: message('3', { chatId: 'C2' }) });
    world = step(world, { type: 'message', message: message('3', { chatId: 'C2', edited: true }) });
    world = step(world, { type: 'message', message: message('4', { chatId: 'C2', from: 'system' }) });
    world = step(world, { type: 'message', message: message('5') });
    expect([...world.unread]).toEqual([['C2', 1]]);
    expect(step(world, { type: 'open', chatId: 'C2' }).unread.size).toBe(0);
  });

  it('forgets what is not in a newer state', () => {
    const world = step(step(loaded(), { type: 'message', message: message('9') }), { type: 'loaded', state });
    expect(ids(world, 'C1')).toEqual(['1']);
  });

  it('keeps only the newest of the traffic', () => {
    let world = loaded();
    for (let at = 0; at < TRAFFIC_KEPT + 5; at++)
      world = step(world, {
        type: 'traffic',
        entry: { platform: 'line', at, direction: 'api', summary: 'x', status: 200 },
      });
    expect(world.traffic).toHaveLength(TRAFFIC_KEPT);
    expect(world.traffic.at(-1)?.at).toBe(TRAFFIC_KEPT + 4);
  });

  it('takes quota, settings, chats and members as they come', () => {
    let world = step(loaded(), { type: 'quota', quota: { limit: null, used: 4 } });
    world = step(world, { type: 'settings', settings: { verified: true, redelivery: true, quota: null } });
    world = step(world, { type: 'chats', chats: [], members: [] });
    expect(world).toMatchObject({
      quota: { limit: null, used: 4 },
      settings: { verified: true },
      chats: [],
      members: [],
    });
  });

  it('stays as it is at a change that it does not know', () => {
    const world = loaded();
    expect(step(world, { type: 'weather' } as never)).toBe(world);
  });
});

it('a log entry that came both in the state and as a change is shown once', () => {
  const known = { type: 'traffic', entry: state.traffic[0]! } as const;
  const fresh = {
    type: 'traffic',
    entry: { platform: 'line', at: 6, direction: 'api', summary: 'reply', status: 200 },
  } as const;
  const said = { type: 'message', message: message('1') } as const;
  expect(notYetIn(state, [known, fresh, said])).toEqual([fresh, said]);
});

describe('quick replies', () => {
  const asking = message('7', { from: 'bot', quickReply: [{ type: 'action' }] });

  it('are on offer while their message is the newest, whoever joins', () => {
    expect(offering([message('1'), asking, message('8', { from: 'system' })])).toBe(asking);
  });

  it('are gone when anyone has posted', () => {
    expect(offering([asking, message('8')])).toBeUndefined();
    expect(offering([])).toBeUndefined();
  });
});
