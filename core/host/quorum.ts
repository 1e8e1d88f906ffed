import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import { Profiles } from '../chat/profiles.ts';
import { isFailure } from '../errors.ts';
import { LOGGER } from './tokens.ts';

/** How many members have to agree, and how many of them have not yet. */
export interface Missing {
  readonly needed: number;
  readonly missing: number;
  /** Who has, and is still here. */
  readonly agreed: readonly string[];
}

/** Whether enough members have tapped: as many as the author wanted, or all who are here where they are fewer. */
@injectable()
export class Quorum {
  constructor(
    @inject(Census) private readonly census: Census,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** `taps`: different members. Who has left the chat meanwhile does not count; `tapper`, who has tapped just now, is here for sure. */
  async missing(chat: ChatRef, wanted: number, taps: readonly string[], tapper: string): Promise<Missing> {
    const [count, here] = await Promise.all([
      this.count(chat),
      Promise.all(taps.map(async (memberId) => memberId === tapper || (await this.isHere(chat, memberId)))),
    ]);
    const needed = Math.max(1, Math.min(wanted, count));
    const agreed = taps.filter((_, index) => here[index]);
    return { needed, agreed, missing: Math.max(0, needed - agreed.length) };
  }

  /** The platform knows nobody in a chat who is not in it. The roster would not do: what was learnt just before a crash is not in it. */
  private async isHere(chat: ChatRef, memberId: string): Promise<boolean> {
    try {
      return (await this.profiles.get(chat, memberId)) !== undefined;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.warn(
        { chat: chat.key, code: error.code, ...error.details },
        'nobody tells whether a member is still here',
      );
      return true;
    }
  }

  private async count(chat: ChatRef): Promise<number> {
    try {
      return await this.census.count(chat);
    } catch (error) {
      // Nobody knows how many are here: then it takes as many as the author wanted.
      if (!isFailure(error)) throw error;
      this.log.warn({ chat: chat.key, code: error.code, ...error.details }, 'the members could not be counted');
      return Number.POSITIVE_INFINITY;
    }
  }
}
