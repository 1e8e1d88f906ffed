import { Administration } from './administration.ts';
import { drawn } from './ambient.ts';
import type { Bridge } from './bridge.ts';
import { GuestCaller, GuestChat } from './guest/chat.ts';
import { GuestDownloads } from './guest/downloads.ts';
import { GuestCommandList } from './guest/command-list.ts';
import { GuestFetch } from './guest/fetch.ts';
import { GuestClock, GuestLog } from './guest/log.ts';
import { GuestMedia } from './guest/media.ts';
import { GuestMembers } from './guest/members.ts';
import { GuestPseudonyms } from './guest/pseudonyms.ts';
import { GuestRandom } from './guest/chance.ts';
import { GuestSchedule } from './guest/schedule.ts';
import { GuestSettings } from './guest/settings.ts';
import { GuestStorage } from './guest/storage.ts';
import { GuestTexts } from './guest/texts.ts';
import type { Messages } from './messages.ts';
import {
  Caller,
  Chat,
  Clock,
  CommandList,
  Downloads,
  Fetch,
  Log,
  Media,
  Members,
  Pseudonyms,
  Random,
  Schedule,
  Settings,
  Storage,
  Texts,
} from './tokens.ts';

/** What a plugin can be granted: what its manifest lists in `permissions`, and `fetch` where it names hosts. */
export const PERMISSIONS = [
  'members',
  'members:heard',
  'locations',
  'media',
  'storage',
  'schedule',
  'commands',
  'downloads',
  'push',
  'fetch',
  'fetch:write',
  'chat:leave',
  'chat:manage',
  'chat:link',
  'chat:loading',
  'chat:mark-read',
  'host',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Grant {
  readonly token: abstract new () => object;
  /** Every plugin gets a token without one. */
  readonly permission?: Permission;
  make(bridge: Bridge, messages: Messages): object;
}

/** Injection is the permission system: this table is all that a plugin can be given, and what each thing asks of its manifest. */
export const GRANTS: readonly Grant[] = [
  { token: Chat, make: (bridge) => new GuestChat(bridge) },
  { token: Caller, make: (bridge) => new GuestCaller(bridge) },
  { token: Texts, make: (bridge, messages) => new GuestTexts(bridge, messages) },
  { token: Settings, make: (bridge) => new GuestSettings(bridge) },
  { token: Log, make: (bridge) => new GuestLog(bridge) },
  { token: Clock, make: (bridge) => new GuestClock(bridge) },
  { token: Random, make: () => new GuestRandom(drawn) },
  { token: Members, permission: 'members', make: (bridge) => new GuestMembers(bridge) },
  { token: Media, permission: 'media', make: (bridge) => new GuestMedia(bridge) },
  { token: Storage, permission: 'storage', make: (bridge) => new GuestStorage(bridge) },
  { token: Schedule, permission: 'schedule', make: (bridge) => new GuestSchedule(bridge) },
  { token: Pseudonyms, permission: 'storage', make: (bridge) => new GuestPseudonyms(bridge) },
  { token: Downloads, permission: 'downloads', make: (bridge) => new GuestDownloads(bridge) },
  { token: Fetch, permission: 'fetch', make: (bridge) => new GuestFetch(bridge) },
  { token: Administration, permission: 'host', make: (bridge) => bridge.administration() },
  { token: CommandList, permission: 'commands', make: (bridge) => new GuestCommandList(bridge) },
];
