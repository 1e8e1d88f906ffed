/** What the page shows and does: the JSON between the virtual platforms and their page, under `/simulator/`. */
import type { PlatformName } from '../chat/chat.ts';

/** How the messages of a chat on Linq travel. */
export type Service = 'iMessage' | 'RCS' | 'SMS';

export interface MemberView {
  readonly platform: PlatformName;
  /** On Linq the phone number or mail address. */
  readonly id: string;
  /** On Linq what the others have in their address books: the platform never learns it. */
  readonly name: string;
  /** False: this member has not agreed to share an id, so no webhook names them (LINE: no `userId`). */
  readonly identified: boolean;
}

export interface ChatView {
  readonly platform: PlatformName;
  /** On Linq alone. */
  readonly service?: Service;
  readonly id: string;
  readonly kind: 'user' | 'group' | 'room';
  /** Empty where there is none: a room of LINE's, an iMessage group that nobody has named. In a 1:1 chat the member's name. */
  readonly name: string;
  readonly memberIds: readonly string[];
  readonly botIn: boolean;
}

/** A tapback, or an emoji in its place. */
export interface ReactionView {
  /** A member's id, or `bot`. */
  readonly from: string;
  readonly type: ReactionType;
  /** Of a `custom` one. */
  readonly emoji?: string;
}

export type ReactionType = 'love' | 'like' | 'dislike' | 'laugh' | 'emphasize' | 'question' | 'custom';

/** One bubble, or one line in the middle of the chat such as "Yuki joined". */
export interface MessageView {
  readonly id: string;
  readonly chatId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A member's id, `bot`, or `system` for a line in the middle. */
  readonly from: string;
  /**
   * A LINE message object as it was sent (`text`, `textV2`, `flex`, `template`, `image`, `sticker`, …), without `quickReply`; on Linq
   * `parts`, which holds Linq's message parts and, where there is one, the effect.
   */
  readonly content: { readonly type: string } & Record<string, unknown>;
  /** Quick replies of the last message of a send; gone as soon as anyone posts. */
  readonly quickReply?: readonly unknown[];
  readonly quotedMessageId?: string;
  /** `reply` is free, `push` was paid for; absent for what members say. */
  readonly sentBy?: 'reply' | 'push';
  readonly edited?: boolean;
  readonly unsent?: boolean;
  /** On Linq: it reached nobody. */
  readonly failed?: boolean;
  readonly reactions?: readonly ReactionView[];
}

/** One call to a virtual platform or one webhook from it, for the page's log. Never a token or a secret. */
export interface TrafficView {
  readonly platform: PlatformName;
  readonly at: number;
  readonly direction: 'webhook' | 'api';
  readonly summary: string;
  readonly status: number;
}

/** What is wrong with a plugin, on a developer's host. */
export interface TroubleView {
  readonly plugin: string;
  /** `index.ts:32`, where it is known. */
  readonly place?: string;
  readonly text: string;
}

export interface QuotaView {
  readonly limit: number | null;
  readonly used: number;
}

export interface SettingsView {
  /** A verified account may read member lists. */
  readonly verified: boolean;
  /** LINE sends an event again that was not answered with 200. */
  readonly redelivery: boolean;
  readonly quota: number | null;
}

/** `GET /simulator/state`. */
export interface WorldView {
  readonly bot: { readonly id: string; readonly name: string };
  readonly members: readonly MemberView[];
  readonly chats: readonly ChatView[];
  readonly messages: readonly MessageView[];
  readonly quota: QuotaView;
  readonly settings: SettingsView;
  readonly traffic: readonly TrafficView[];
  readonly troubles: readonly TroubleView[];
}

/** Server-sent events of `GET /simulator/events`: `event: change`, `data:` one of these. A message that is known already is replaced. */
export type Change =
  | { readonly type: 'message'; readonly message: MessageView }
  | { readonly type: 'chats'; readonly chats: readonly ChatView[]; readonly members: readonly MemberView[] }
  | { readonly type: 'quota'; readonly quota: QuotaView }
  | { readonly type: 'settings'; readonly settings: SettingsView }
  | { readonly type: 'traffic'; readonly entry: TrafficView }
  | { readonly type: 'troubles'; readonly troubles: readonly TroubleView[] };

/**
 * What a person does on the page: `POST /simulator/do` with one of these as JSON, answered 200 `{}` or 4xx `{ message }`.
 * `as` is the member that the person plays.
 */
export type Deed =
  | {
      readonly do: 'say';
      readonly chatId: string;
      readonly as: string;
      readonly text: string;
      /** UTF-16 spans of `text`; `memberId` of a member, `bot`, or `all`. */
      readonly mentions?: readonly { readonly index: number; readonly length: number; readonly memberId: string }[];
      readonly quotedMessageId?: string;
    }
  | { readonly do: 'sendSticker' | 'sendImage' | 'sendLocation'; readonly chatId: string; readonly as: string }
  | {
      /** Taps an action of a message the bot sent, exactly as the action object stands in it. */
      readonly do: 'tap';
      readonly chatId: string;
      readonly as: string;
      readonly messageId: string;
      readonly action: { readonly type: string } & Record<string, unknown>;
      /** For a date picker: what was picked, in the form of the action's `mode`. */
      readonly picked?: string;
    }
  | {
      readonly do: 'edit';
      readonly chatId: string;
      readonly as: string;
      readonly messageId: string;
      readonly text: string;
    }
  | { readonly do: 'unsend'; readonly chatId: string; readonly as: string; readonly messageId: string }
  | {
      /** Puts a tapback on a message, or takes it off. */
      readonly do: 'react';
      readonly chatId: string;
      readonly as: string;
      readonly messageId: string;
      readonly reaction: ReactionType;
      readonly emoji?: string;
      readonly on: boolean;
    }
  | {
      readonly do: 'createChat';
      /** LINE when it is left out, and iMessage on Linq. */
      readonly platform?: PlatformName;
      readonly service?: Service;
      readonly kind: 'user' | 'group' | 'room';
      readonly name: string;
      readonly memberIds: readonly string[];
    }
  | {
      readonly do: 'createMember';
      readonly platform?: PlatformName;
      readonly name: string;
      readonly identified: boolean;
    }
  | { readonly do: 'renameChat'; readonly chatId: string; readonly as: string; readonly name: string }
  | { readonly do: 'renameMember'; readonly memberId: string; readonly name: string }
  | { readonly do: 'addMember' | 'removeMember'; readonly chatId: string; readonly memberId: string }
  | { readonly do: 'addBot' | 'removeBot'; readonly chatId: string }
  | { readonly do: 'set'; readonly settings: Partial<SettingsView> };
