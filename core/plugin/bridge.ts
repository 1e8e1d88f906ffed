import type { ChatKind, PlatformName } from '../chat/chat.ts';
import type { HeardView } from '../chat/heard.ts';
import type { MemberProfile, RosterView } from '../chat/member.ts';
import type { Message } from '../chat/message.ts';
import type { Capability, LinkToken, MediaState } from '../chat/platform.ts';
import type { Language } from '../command/definition.ts';
import type { Administration } from './administration.ts';
import type { SettingValues } from './setting.ts';
import type { Caller, Chart, CommandEntry, DownloadFile, Json, NoticeOptions, PushCost, Timer } from './tokens.ts';

/** What is known when an invocation starts, sent along with it. Plain JSON. */
export interface Snapshot {
  readonly chat: { readonly kind: ChatKind; readonly platform: PlatformName; readonly can: readonly Capability[] };
  readonly caller: {
    readonly id?: string;
    readonly by: Caller['by'];
    readonly isModerator: boolean;
    readonly invocation: string;
  };
  readonly language: Language;
  readonly timeZone: string;
  /** The chat's values of the plugin's settings. */
  readonly settings: SettingValues;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What `Random` is seeded with. */
  readonly seed: string;
}

/** What a plugin asks of a public service. */
export interface FetchCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FetchAnswer {
  readonly status: number;
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A piece of what a member sent: bytes cross the border as text. */
export interface MediaPart {
  readonly type: string;
  /** Bytes of the whole. */
  readonly size: number;
  readonly base64: string;
}

/**
 * Everything that a plugin's tokens can ask of the host, by name. One table for plugins in process and in isolates: arguments and
 * answers are plain JSON. The host checks every argument; a call after the handler's end is answered INVOCATION_OVER.
 */
export interface Calls {
  'chat.name'(): Promise<string | undefined>;
  'chat.reply'(message: Message, key?: string): void;
  'chat.notice'(message: Message, options: NoticeOptions): void;
  'chat.pushCost'(): Promise<PushCost>;
  'chat.leave'(): void;
  'chat.rename'(name: string): void;
  'chat.setIcon'(url: string): void;
  'chat.addMember'(address: string): void;
  'chat.removeMember'(memberId: string): void;
  'chat.createGroup'(addresses: readonly string[], text: string): void;
  'chat.linkToken'(): Promise<LinkToken>;
  'chat.showLoading'(seconds?: number): Promise<void>;
  'chat.markRead'(): void;
  'media.quoted'(): string | undefined;
  /** Parts come in order, from 0 on. */
  'media.part'(messageId: string, preview: boolean, part: number): Promise<MediaPart>;
  'media.state'(messageId: string): Promise<MediaState>;
  'caller.displayName'(): Promise<string>;
  'members.profile'(memberId: string): Promise<MemberProfile | undefined>;
  'members.roster'(): Promise<RosterView>;
  'members.count'(): Promise<number>;
  'members.heard'(since: number): Promise<HeardView>;
  'storage.get'(key: string): Promise<Json | undefined>;
  'storage.set'(key: string, value: Json): Promise<void>;
  'storage.delete'(key: string): Promise<void>;
  'storage.list'(prefix: string): Promise<readonly { readonly key: string; readonly value: Json }[]>;
  'schedule.at'(time: number, line: string, id?: string): Promise<void>;
  'schedule.every'(pattern: string, line: string, id?: string): Promise<void>;
  'schedule.cancel'(id: string): Promise<boolean>;
  'schedule.list'(): Promise<readonly Timer[]>;
  'pseudonyms.of'(key: string, memberId: string): Promise<string>;
  'pseudonyms.destroy'(key: string): Promise<void>;
  'downloads.publish'(file: DownloadFile): Promise<string | undefined>;
  'downloads.chart'(chart: Chart): Promise<string | undefined>;
  'fetch.request'(call: FetchCall): Promise<FetchAnswer>;
  'commands.all'(): readonly CommandEntry[];
  'log.write'(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    details?: Readonly<Record<string, Json>>,
  ): void;
}

/** One invocation's way to the host. */
export interface Bridge {
  readonly snapshot: Snapshot;
  readonly calls: Calls;
  /** Only in process: a plugin with the permission `host` ships with Tenko. */
  administration(): Administration;
}
