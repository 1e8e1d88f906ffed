import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { isFailure } from '../errors.ts';
import { LOGGER } from './tokens.ts';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/** The host stops, or the chat has left its hands, and what was waited for stays as it is in the store. */
export class Stopping extends Error {}

/** Waiting, for as long as the host is to go on. */
@injectable()
export class Patience {
  private readonly stopping = new AbortController();

  constructor(@inject(LOGGER) private readonly log: Logger) {}

  /** Ends every wait. */
  stop(): void {
    this.stopping.abort();
  }

  /** False when the host stops meanwhile. */
  pause(milliseconds: number): Promise<boolean> {
    const { signal } = this.stopping;
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (slept: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        resolve(slept);
      };
      const stop = (): void => end(false);
      const timer = setTimeout(() => end(true), milliseconds);
      signal.addEventListener('abort', stop);
    });
  }

  /**
   * Asks the store; when it is away, again until it is back. Rejects with `Stopping` when the host stops before. `held`: what is asked is a
   * writing in this chat, and only as long as the chat has not left this host's hands: when it comes back, others may have gone on there.
   */
  async untilThere<T>(ask: () => Promise<T>, held?: { readonly lost: boolean }): Promise<T> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      if (held?.lost) throw new Stopping('the chat is in other hands');
      try {
        return await ask();
      } catch (error) {
        if (!isFailure(error) || error.code !== 'STORE_UNAVAILABLE') throw error;
        this.log.warn({ code: error.code, pause }, `${error.message}; it is asked again`);
        if (!(await this.pause(pause))) throw new Stopping('the host stops');
      }
    }
  }
}
