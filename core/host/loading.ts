import type { Logger } from 'pino';
import { isFailure } from '../errors.ts';
import type { Platform } from '../chat/platform.ts';
import type { Invocation } from './invocation.ts';

/** A handler's time, and a little; the bot's next message ends it before. Seconds. */
const SHOWN_FOR = 10;

/**
 * The animation that tells the one member of a 1:1 chat that something happens, when a command takes longer than a moment. A quick command
 * costs no call, and a group none at all.
 */
export class Loading {
  #timer: NodeJS.Timeout | undefined;
  #call: Promise<void> | undefined;

  /** `isShown`: the plugin has seen to it. */
  constructor(
    { chat }: Pick<Invocation, 'chat'>,
    platform: Platform,
    { after, log, isShown }: { readonly after: number; readonly log: () => Logger; readonly isShown: () => boolean },
  ) {
    this.#timer = setTimeout(() => {
      if (!isShown()) this.#call = showLoading(platform, chat, SHOWN_FOR, log);
    }, after);
  }

  /** Whether somebody waits in front of a chat that can show it. */
  static isFor({ chat, by }: Pick<Invocation, 'chat' | 'by'>, platform: Platform): boolean {
    return chat.kind === 'user' && (by === 'message' || by === 'button') && platform.can('loading', chat);
  }

  /** Resolves when no call is under way: one that came behind the answer would stay. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#call;
  }
}

/** A courtesy: what goes wrong with it is in the log, and the command goes on. */
export async function showLoading(
  platform: Platform,
  chat: Invocation['chat'],
  seconds: number,
  log: () => Logger,
): Promise<void> {
  try {
    await platform.showLoading!(chat, seconds);
  } catch (error) {
    if (!isFailure(error)) throw error;
    log().warn({ code: error.code, ...error.details }, 'no loading animation');
  }
}
