import { inject, injectable } from 'tsyringe';
import type { CommandDefinition, MemberValue, OptionDefinition } from '../command/definition.ts';
import { parse, type ParseContext, type ParsedCommand, type ParseProblem } from '../command/parser.ts';
import type { TypedLine } from '../command/reader.ts';
import type { CommandMatch } from '../command/table.ts';
import { membersIn } from '../command/values/member-id.ts';
import { People } from './people.ts';
import type { InboxRow, Store } from './store.ts';
import { STORE } from './tokens.ts';
import type { Work } from './work.ts';

/** What a line was read as, and whom it could have named. */
export interface Understood {
  readonly parsed: ParsedCommand | ParseProblem;
  readonly members: readonly MemberValue[];
}

/** For whom a line is read, and when. */
export interface Reader {
  readonly row: InboxRow;
  readonly work: Work;
  readonly timeZone: string;
  /** Which subcommands they may run. */
  readonly mayRun: (subcommand: string) => boolean;
}

const someOption = (
  { options, subcommands }: CommandDefinition,
  fits: (option: OptionDefinition) => boolean,
): boolean =>
  [options, ...Object.values(subcommands ?? {}).map((sub) => sub.options)].some((all) =>
    Object.values(all ?? {}).some(fits),
  );

/** Gathers what a line is read with: who is here, what it quotes, what time it was. Nothing is asked for that the line does not need. */
@injectable()
export class Understanding {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(People) private readonly people: People,
  ) {}

  async of(line: TypedLine, match: CommandMatch, { row, work, timeZone, mayRun }: Reader): Promise<Understood> {
    const { chat, memberId } = work;
    const isOurs = work.by !== 'message';
    const names = someOption(match.definition, ({ member }) => member !== undefined);
    const members = names ? await this.people.known(chat, isOurs ? membersIn(line.text) : []) : [];
    const context: ParseContext = {
      ...(memberId === undefined ? {} : { callerId: memberId }),
      members,
      ...(await this.quoted(work, match)),
      isOurs,
      mayRun,
      now: row.at,
      timeZone,
    };
    const parsed = parse(line, match, context);
    // Names that nobody asked for lately are not known: who types one by hand, or says "me", waits for them.
    const more = await this.moreNames(parsed, work, members);
    return more ? { parsed: parse(line, match, { ...context, members: more }), members: more } : { parsed, members };
  }

  private async moreNames(
    parsed: ParsedCommand | ParseProblem,
    { chat, memberId }: Work,
    members: readonly MemberValue[],
  ): Promise<readonly MemberValue[] | undefined> {
    if (!parsed.ok) return parsed.definition?.member ? this.people.everyone(chat) : undefined;
    if (memberId === undefined || members.some(({ id }) => id === memberId)) return undefined;
    const isMe = [...parsed.given].some(([name, { member }]) => member && isOrHas(parsed.options[name], memberId));
    return isMe ? this.people.known(chat, [memberId]) : undefined;
  }

  /** What the quoted card is about, if the command can do with it. LINE gives only its id. */
  private async quoted({ chat, quotes }: Work, { definition, plugin }: CommandMatch): Promise<{ quoted?: string }> {
    if (quotes === undefined || !someOption(definition, ({ quoted }) => quoted === true)) return {};
    const found = await this.store.subject(chat.key, quotes);
    return found?.plugin === plugin ? { quoted: found.subject } : {};
  }
}

const isOrHas = (value: unknown, id: string): boolean =>
  Array.isArray(value) ? value.some((one) => isOrHas(one, id)) : (value as MemberValue).id === id;
