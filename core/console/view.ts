import type { ChatKind, PlatformName } from '../chat/chat.ts';

/** What the host tells its console's page: all of it plain JSON. Times are milliseconds since 1970. */

export interface StateView {
  readonly host: { readonly id: string; readonly name: string; readonly pid: number; readonly startedAt: number };
  readonly now: number;
  readonly state: string;
  readonly store: string;
  /** Other hosts may work on the same store. */
  readonly isShared: boolean;
  readonly platforms: readonly string[];
  readonly isolation: readonly string[] | string;
  readonly warnings: readonly string[];
  readonly webhooks: { readonly tests: number; readonly refused: number };
  /** When this log-in ends. */
  readonly sessionEnds: number;
}

export interface PluginView {
  readonly name: string;
  readonly state: 'READY' | 'FAILED';
  readonly folder: string;
  /** What follows is known of a plugin that runs. */
  readonly trust?: 'trusted' | 'foreign';
  readonly version?: string;
  readonly description?: string;
  readonly commands?: readonly string[];
  readonly events?: readonly string[];
  readonly permissions?: readonly { readonly name: string; readonly words: string }[];
  readonly fetch?: readonly string[];
  /** Why it does not run. */
  readonly code?: string;
  readonly reason?: string;
}

/** A chat and what it is called, where its platform has told. */
export interface ChatName {
  readonly chat: string;
  readonly platform: PlatformName;
  readonly chatKind: ChatKind;
  /** Nobody has told the kind. */
  readonly isGuessed?: true;
  readonly name?: string;
}

export interface ChatView extends ChatName {
  readonly seenAt?: number;
  readonly leftAt?: number;
}

export interface ChatsView {
  readonly chats: readonly ChatView[];
  /** There are more than these. */
  readonly isCut: boolean;
}

export interface FailureView extends ChatName {
  readonly id: number;
  readonly at: number;
  readonly plugin: string;
  readonly eventId: string;
  readonly kind: string;
  readonly code: string;
  readonly error: string;
  readonly canReplay: boolean;
}

/** What was to be done, for an operator who asks for it. */
export interface FailureInput {
  /** JSON, without tokens, and of telephone numbers and e-mail addresses only the end. */
  readonly input: unknown;
}

export interface NoticeView extends ChatName {
  readonly id: number;
  readonly plugin: string;
  readonly at: number;
  /** From when on it may be pushed; absent: never. */
  readonly by?: number;
  readonly expires: number;
  /** As many messages as a push would cost now; absent where it is never pushed, or where the platform has not told. */
  readonly cost?: number;
  readonly isBeingSent: boolean;
}

export interface NoticesView {
  readonly notices: readonly NoticeView[];
  readonly count: number;
}

export interface AccountView {
  readonly platform: PlatformName;
  /** Absent where the platform did not tell. */
  readonly account?: string;
  readonly name?: string;
  readonly usage?: {
    /** Of the month; absent: there is none. */
    readonly limit?: number;
    readonly used: number;
    readonly forecast: number;
    /** After what is promised to waiting notices; absent without a limit. */
    readonly left?: number;
    readonly sent: { readonly replies: number; readonly notices: number; readonly pushes: number };
  };
  /** Why the platform did not tell. */
  readonly code?: string;
}
