import type { Logger } from 'pino';
import type { InjectionToken } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { Platform } from '../chat/platform.ts';
import type { Language } from '../command/definition.ts';
import type { Chart } from '../plugin/tokens.ts';
import type { Coalescing } from './lane.ts';
import type { Store } from './store.ts';

/** Values of the root container. Unique symbols: a plugin can name no token of the host. */
export const LOGGER: InjectionToken<Logger> = Symbol('Logger');
export const PLATFORMS: InjectionToken<Platforms> = Symbol('Platforms');
export const SETTINGS: InjectionToken<HostSettings> = Symbol('HostSettings');
export const STORE: InjectionToken<Store> = Symbol('Store');

/** The platforms that are switched on. */
export interface Platforms {
  of(chat: ChatRef): Platform;
  /** `undefined` for a chat of a platform that is switched off. */
  find(chat: ChatRef): Platform | undefined;
  all(): readonly Platform[];
}

/** What the engine needs of the configuration. Times in milliseconds. */
export interface HostSettings {
  readonly defaultLanguage: Language | undefined;
  readonly timeZone: string;
  /** People who may run owner commands in every chat: `line:U…`, `linq:+…`. */
  readonly ownerIds: ReadonlySet<string>;
  /** How long a handler may take; past it the command has not happened. */
  readonly handlerTimeout: number;
  /** How long a command in a 1:1 chat runs before the member is shown that it does. */
  readonly loadingAfter: number;
  /** How many invocations of one plugin may wait in one chat. */
  readonly mailboxLimit: number;
  /** How often timers, expired notices and pushes are looked after. */
  readonly tick: number;
  readonly coalescing: Coalescing;
  readonly now: () => number;
  /** Where this host is reached from outside, without a slash at its end; `undefined` where it is not. */
  readonly publicUrl: string | undefined;
  /** Draws a chart as a PNG; `undefined` where nobody could fetch it. */
  readonly draw: ((chart: Chart) => Promise<Uint8Array>) | undefined;
}

export const HOST_DEFAULTS = {
  handlerTimeout: 8_000,
  loadingAfter: 1_000,
  mailboxLimit: 300,
  tick: 250,
  coalescing: { pause: 5_000, quiet: 2_000, longest: 5_000, together: 200 },
  now: Date.now,
  draw: undefined,
} as const;
