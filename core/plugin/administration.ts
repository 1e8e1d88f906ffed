import type { Language } from '../command/definition.ts';
import type { Permission } from './grants.ts';

/**
 * What the host itself keeps for this chat: its policy, its plugins, what it knows of a member. Permission `host`, which only plugins
 * that ship with Tenko may have. Changes are committed with the command; if the policy has changed meanwhile, the command is run again.
 * Who may change what is the manifest's business (`guard`).
 */
export abstract class Administration {
  /** As it was when the invocation started, with what it has changed since. */
  abstract readonly policy: PolicyView;
  /** Every plugin that runs on this host, on or off in this chat, in the chat's language. */
  abstract plugins(): readonly PluginEntry[];
  /** `undefined`: guessed again, or the operator's default. */
  abstract setLanguage(language: Language | undefined): void;
  /** An IANA name in any case; `undefined`: the operator's default. False, and nothing changed, for a name that the host does not know. */
  abstract setTimeZone(name: string | undefined): boolean;
  /** Reads what a member typed as a value of the setting; `undefined`: the manifest's default again. */
  abstract setSetting(plugin: string, setting: string, typed: string | undefined): SettingAnswer;
  /** What a member is called in this chat; `undefined`: as the platform says. Throws SHARE_USED_UP past 1,000 names. */
  abstract setName(memberId: string, name: string | undefined): void;
  abstract setModerator(memberId: string, isModerator: boolean): void;
  /** Throws BAD_CALL for a plugin that is always on. */
  abstract switchPlugin(plugin: string, on: boolean): void;
  /** Erases what is known of a member of this chat: in the roster, the policy, the failures, and in every plugin, by its `onMemberForgotten`. */
  abstract forgetMember(memberId: string): void;
  /** Erases all that is kept for this chat, what waits to be done and said included; this invocation's own reply is still sent. */
  abstract forgetChat(): void;
  /** What each plugin read and sent in this chat in the last seven days. */
  abstract receipts(): Promise<readonly Receipt[]>;
  /** What the account of this chat has used of the month's messages. Rejects with a platform code. */
  abstract usage(): Promise<Usage>;
}

export interface PolicyView {
  readonly language: Language;
  /** Somebody here chose it, the operator did for every chat, or it follows what is typed. */
  readonly languageIs: 'chosen' | 'default' | 'guessed';
  /** IANA name. */
  readonly timeZone: string;
  readonly timeZoneIsSet: boolean;
  /** Ids of members. */
  readonly moderators: readonly string[];
  /** What members want to be called here, by their ids. */
  readonly names: Readonly<Record<string, string>>;
}

export interface PluginEntry {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly isOn: boolean;
  /** The host's own commands are always on. */
  readonly isAlwaysOn: boolean;
  /** What it may do, in words. */
  readonly permissions: readonly { readonly name: Permission; readonly words: string }[];
  /** Hosts that it may ask. */
  readonly fetch: readonly string[];
  /** Whether it keeps something for the chat, and knows of its members: then it can be told to forget one. */
  readonly remembersMembers: boolean;
  readonly settings: readonly SettingEntry[];
}

export interface SettingEntry {
  readonly name: string;
  /** The name to show in the chat's language. */
  readonly shown: string;
  /** Every name, in all languages. */
  readonly words: readonly string[];
  readonly description: string;
  /** The value as people read it; absent while nothing holds. */
  readonly value?: string;
  /** Chosen in this chat, and not the manifest's default. */
  readonly isChosen: boolean;
  /** What it should be: "a whole number from 2 to 30". */
  readonly expected: string;
  /** Values that can be tapped, for a choice and for yes or no: what to type, and how it reads. */
  readonly choices: readonly { readonly typed: string; readonly shown: string; readonly isCurrent: boolean }[];
}

export type SettingAnswer =
  | { readonly ok: true; readonly value: string | undefined }
  /** In the chat's language: what it should be, and what was probably meant. */
  | { readonly ok: false; readonly expected: string; readonly near?: string };

/** What one plugin did in one chat, counted. */
export interface Receipt {
  readonly plugin: string;
  /** Names and pictures of single members. */
  readonly profiles: number;
  /** The whole list of known members. */
  readonly rosters: number;
  /** How many people there are. */
  readonly counts: number;
  /** Messages that answered somebody. */
  readonly messages: number;
  /** Messages that nobody asked for, and how many of them were pushed. */
  readonly notices: number;
  readonly pushes: number;
  /** Web services that were asked. */
  readonly fetches: number;
  /** Pictures, videos, voice messages and files that were read. */
  readonly contents: number;
}

export interface Usage {
  /** Messages that the month holds; absent: as many as are paid for. */
  readonly limit?: number;
  readonly used: number;
  /** What will have been used at the end of the month, if it goes on like this. */
  readonly forecast: number;
  /** Since the beginning of the month, in all chats: free replies, notices that rode on them, and people reached by pushes. */
  readonly sent: { readonly replies: number; readonly notices: number; readonly pushes: number };
  /** What the platform itself counted yesterday; absent where it does not tell. */
  readonly yesterday?: { readonly replies: number; readonly pushes: number };
}
