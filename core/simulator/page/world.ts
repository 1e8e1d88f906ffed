import type {
  Change,
  ChatView,
  MemberView,
  MessageView,
  QuotaView,
  SettingsView,
  TrafficView,
  TroubleView,
  WorldView,
} from '../view.ts';

/** What the page knows of the virtual platforms, in the shape that it is shown in. */
export interface World {
  /** False until the first state has come. */
  readonly loaded: boolean;
  /** False while the stream of changes is broken and what is shown may be old. */
  readonly connected: boolean;
  readonly bot: WorldView['bot'];
  readonly members: readonly MemberView[];
  readonly chats: readonly ChatView[];
  /** By chat, oldest first. */
  readonly messages: ReadonlyMap<string, readonly MessageView[]>;
  readonly quota: QuotaView;
  readonly settings: SettingsView;
  /** Newest last, at most `TRAFFIC_KEPT`. */
  readonly traffic: readonly TrafficView[];
  /** What is wrong with the plugins, on a developer's host. */
  readonly troubles: readonly TroubleView[];
  /** By chat: how many messages came in while another chat was open. */
  readonly unread: ReadonlyMap<string, number>;
  readonly openChatId: string | undefined;
}

export type WorldStep =
  | Change
  | { readonly type: 'loaded'; readonly state: WorldView }
  | { readonly type: 'connection'; readonly connected: boolean }
  | { readonly type: 'open'; readonly chatId: string };

export const TRAFFIC_KEPT = 200;
const NO_MESSAGES: readonly MessageView[] = [];

export const emptyWorld: World = {
  loaded: false,
  connected: true,
  bot: { id: '', name: '' },
  members: [],
  chats: [],
  messages: new Map(),
  quota: { limit: null, used: 0 },
  settings: { verified: false, redelivery: false, quota: null },
  traffic: [],
  troubles: [],
  unread: new Map(),
  openChatId: undefined,
};

export const messagesOf = (world: World, chatId: string): readonly MessageView[] =>
  world.messages.get(chatId) ?? NO_MESSAGES;

/** The message whose quick replies are on offer: the newest one, for as long as nobody has posted after it. */
export function offering(messages: readonly MessageView[]): MessageView | undefined {
  const newest = messages.findLast((message) => message.from !== 'system');
  return newest && !newest.unsent && (newest.quickReply?.length ?? 0) > 0 ? newest : undefined;
}

const byChat = (messages: readonly MessageView[]): Map<string, MessageView[]> =>
  Map.groupBy(messages, (message) => message.chatId);

const sameEntry = (a: TrafficView, b: TrafficView): boolean =>
  a.at === b.at && a.direction === b.direction && a.summary === b.summary && a.status === b.status;

function withMessage(world: World, message: MessageView): World {
  const known = messagesOf(world, message.chatId);
  const place = known.findIndex((other) => other.id === message.id);
  const messages = new Map(world.messages);
  messages.set(message.chatId, place < 0 ? [...known, message] : known.with(place, message));
  if (place >= 0 || message.chatId === world.openChatId || message.from === 'system') return { ...world, messages };
  const unread = new Map(world.unread).set(message.chatId, (world.unread.get(message.chatId) ?? 0) + 1);
  return { ...world, messages, unread };
}

/** One step of the world. Pure: a change that comes twice, or before the state that holds it, does no harm. */
export function step(world: World, next: WorldStep): World {
  switch (next.type) {
    case 'loaded': {
      const { bot, members, chats, messages, quota, settings, traffic, troubles } = next.state;
      return {
        ...world,
        loaded: true,
        bot,
        members,
        chats,
        messages: byChat(messages),
        quota,
        settings,
        traffic: traffic.slice(-TRAFFIC_KEPT),
        troubles,
      };
    }
    case 'message':
      return withMessage(world, next.message);
    case 'chats':
      return { ...world, chats: next.chats, members: next.members };
    case 'quota':
      return { ...world, quota: next.quota };
    case 'settings':
      return { ...world, settings: next.settings };
    case 'traffic':
      return { ...world, traffic: [...world.traffic, next.entry].slice(-TRAFFIC_KEPT) };
    case 'troubles':
      return { ...world, troubles: next.troubles };
    case 'connection':
      return { ...world, connected: next.connected };
    case 'open': {
      const unread = new Map(world.unread);
      unread.delete(next.chatId);
      return { ...world, openChatId: next.chatId, unread };
    }
    default:
      // A newer host may send changes that this page does not know.
      return world;
  }
}

/** Leaves out the log entries that the state holds already: they came by both ways while the state was fetched. */
export const notYetIn = (state: WorldView, changes: readonly Change[]): readonly Change[] =>
  changes.filter(
    (change) => change.type !== 'traffic' || !state.traffic.some((entry) => sameEntry(entry, change.entry)),
  );
