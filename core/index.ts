/** The public door: all that a plugin may import. */
import * as tokens from './plugin/tokens.ts';

import { Administration as AdministrationToken } from './plugin/administration.ts';

// tokens: ask for them in the constructor with `@inject(Storage)`. They are abstract classes, and tsyringe's `@inject` is typed for
// classes that can be built; so to its types each is one that can. Only the host ever builds them.
type Token<T> = new () => T;
export const Administration = AdministrationToken as Token<AdministrationToken>;
export type Administration = AdministrationToken;
export const Caller = tokens.Caller as Token<tokens.Caller>;
export type Caller = tokens.Caller;
export const Chat = tokens.Chat as Token<tokens.Chat>;
export type Chat = tokens.Chat;
export const Clock = tokens.Clock as Token<tokens.Clock>;
export type Clock = tokens.Clock;
export const CommandList = tokens.CommandList as Token<tokens.CommandList>;
export type CommandList = tokens.CommandList;
export const Downloads = tokens.Downloads as Token<tokens.Downloads>;
export type Downloads = tokens.Downloads;
export const Fetch = tokens.Fetch as Token<tokens.Fetch>;
export type Fetch = tokens.Fetch;
export const Log = tokens.Log as Token<tokens.Log>;
export type Log = tokens.Log;
export const Media = tokens.Media as Token<tokens.Media>;
export type Media = tokens.Media;
export const Members = tokens.Members as Token<tokens.Members>;
export type Members = tokens.Members;
export const Pseudonyms = tokens.Pseudonyms as Token<tokens.Pseudonyms>;
export type Pseudonyms = tokens.Pseudonyms;
export const Random = tokens.Random as Token<tokens.Random>;
export type Random = tokens.Random;
export const Schedule = tokens.Schedule as Token<tokens.Schedule>;
export type Schedule = tokens.Schedule;
export const Settings = tokens.Settings as Token<tokens.Settings>;
export type Settings<M = { readonly settings: object }> = tokens.Settings<M>;
export const Storage = tokens.Storage as Token<tokens.Storage>;
export type Storage = tokens.Storage;
export const Texts = tokens.Texts as Token<tokens.Texts>;
export type Texts = tokens.Texts;
export type {
  Chart,
  CommandEntry,
  DownloadFile,
  FetchOptions,
  FetchResponse,
  Json,
  NoticeOptions,
  PushCost,
  ReplyOptions,
  ScheduleOptions,
  Timer,
  Unsent,
} from './plugin/tokens.ts';

export type { PluginEntry, PolicyView, Receipt, SettingAnswer, SettingEntry, Usage } from './plugin/administration.ts';

// types that follow from the manifest
export type { AnyoneValue, Commands, Options, MemberValue, SettingsOf } from './command/definition.ts';

// what a handler returns and throws
export type {
  AudioMessage,
  ImageMessage,
  LocationMessage,
  MentionPart,
  Message,
  NativeMessage,
  Reply,
  StickerMessage,
  TextMessage,
  TextPart,
  VideoMessage,
} from './chat/message.ts';
export type { Bar, Button, Card, CardImage, Field, PickMode } from './chat/card.ts';
export { Refusal } from './errors.ts';

// what a handler is given
export type { ChatKind, PlatformName } from './chat/chat.ts';
export type { HeardView } from './chat/heard.ts';
export type { Member, MemberProfile, RosterView } from './chat/member.ts';
export type { EventName, EventOf } from './chat/event.ts';
export type { Capability, LinkToken, MediaContent, MediaState } from './chat/platform.ts';

// words that members typed, put into an answer: on one line, and with the nearest right word
export { inLine } from './chat/in-line.ts';
// addresses that `chat.addMember` takes, and what a first message may not have
export { addressIn } from './chat/address.ts';
export { hasLink } from './chat/link.ts';
export { charactersIn } from './command/length.ts';
export { nearest } from './command/nearest.ts';
