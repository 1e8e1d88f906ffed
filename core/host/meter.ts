import type { InjectionToken } from 'tsyringe';
import type { PlatformName } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { FailureCode } from '../errors.ts';
import type { Work } from './work.ts';

/**
 * Told of the engine's work as it is done, for whoever counts it. Every call is on a hot path: an addition, and nothing else. None of them
 * throws, and nothing that is told names a chat or a member.
 */
export interface Meter {
  /** One event of a webhook, whatever becomes of it. */
  event(platform: PlatformName, type: ChatEvent['type']): void;
  /** A handler ran for so long, in milliseconds. */
  command(plugin: string, by: Work['by'], outcome: CommandOutcome, milliseconds: number): void;
  /** A reply was taken by the platform, so many milliseconds after its event's webhook came in. */
  replied(platform: PlatformName, milliseconds: number): void;
  /** What the platform made of one call: `ok`, or the code it failed with. */
  sent(platform: PlatformName, what: 'reply' | 'push' | 'deed', code: 'ok' | FailureCode): void;
  /** Something was given up, and is kept for the operator. */
  failed(code: string): void;
}

/** `refused` is the member's mistake or a rule of the plugin's, `failed` is the plugin's, a platform's or ours. */
export type CommandOutcome = 'done' | 'refused' | 'failed';

export const METER: InjectionToken<Meter> = Symbol('Meter');

/** Counts nothing. */
export const UNMETERED: Meter = {
  event: () => undefined,
  command: () => undefined,
  replied: () => undefined,
  sent: () => undefined,
  failed: () => undefined,
};
