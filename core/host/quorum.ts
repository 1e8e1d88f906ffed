import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import { Roster } from '../chat/roster.ts';
import { isFailure } from '../errors.ts';
import { LOGGER } from './tokens.ts';

/** How many members have to agree, and how many of them have not yet. */
export interface Missing {
  readonly needed: number;
  readonly missing: number;
}

/** Whether enough members have tapped: as many as the author wanted, or all who are here where they are fewer. */
@injectable()
export class Quorum {
  constructor(
    @inject(Census) private readonly census: Census,
    @inject(Roster) private readonly roster: Roster,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** `taps`: different members. Who has left the chat meanwhile does not count; `tapper`, who has tapped just now, is here for sure. */
  async missing(chat: ChatRef, wanted: number, taps: readonly string[], tapper: string): Promise<Missing> {
    const needed = Math.max(1, Math.min(wanted, await this.count(chat)));
    if (taps.length < needed) return { needed, missing: needed - taps.length };
    const here = new Set([...(await this.roster.members(chat)), tapper]);
    return { needed, missing: Math.max(0, needed - taps.filter((memberId) => here.has(memberId)).length) };
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
