import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import type { MemberValue } from '../command/definition.ts';
import { isFailure } from '../errors.ts';
import { LOGGER } from './tokens.ts';

/** A member waits for their answer: names that the platform has not told by then are not known. */
const PATIENCE = 3_000;

/** Whom a command line can name. A name is a courtesy: a line goes on without it, and the log says why. */
@injectable()
export class People {
  constructor(
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Roster) private readonly roster: Roster,
    @inject(Census) private readonly census: Census,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Those whose names are known without asking anybody, and the `named`, by their ids. */
  async known(chat: ChatRef, named: readonly string[]): Promise<readonly MemberValue[]> {
    const asked = await Promise.all(named.map((id) => this.quietly(chat, this.profiles.get(chat, id))));
    const ids = await this.roster.members(chat);
    const known = ids.flatMap((id) => (named.includes(id) ? [] : (this.profiles.known(chat, id) ?? [])));
    return [...asked.filter((profile) => profile !== undefined), ...known];
  }

  /** Everyone whom the platform names. */
  async everyone(chat: ChatRef): Promise<readonly MemberValue[] | undefined> {
    return (await this.quietly(chat, this.census.roster(chat)))?.members;
  }

  private async quietly<T>(chat: ChatRef, asked: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE);
    });
    try {
      return await Promise.race([asked, late]);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.warn({ code: error.code, ...error.details, chat: chat.key }, 'no display name');
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
