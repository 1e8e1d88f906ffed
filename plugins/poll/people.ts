import {
  inLine,
  type Caller,
  type Log,
  type Members,
  type MentionPart,
  type RosterView,
  type TextPart,
  type Texts,
} from 'tenko';

/** Who is here: names by member id and, where the platform tells, the roster with its coverage. */
export interface People {
  readonly names: ReadonlyMap<string, string>;
  readonly roster: RosterView | undefined;
}

const NAME_GRAPHEMES = 20;

export async function lookAround(members: Members, caller: Caller, log: Log): Promise<People> {
  const roster = await rosterOf(members, log);
  const names = new Map(roster?.members.map(({ id, displayName }) => [id, displayName]));
  // The roster learns a new face a moment later than we do.
  if (caller.id !== undefined && !names.has(caller.id)) names.set(caller.id, await caller.displayName());
  return { names, roster };
}

/** A vote counts also while the platform cannot say who is in the chat; the card then leaves out who is missing. */
async function rosterOf(members: Members, log: Log): Promise<RosterView | undefined> {
  try {
    return await members.roster();
  } catch (error) {
    const code: unknown = (error as { code?: unknown } | null)?.code;
    if (typeof code !== 'string' || !code.startsWith('PLATFORM_')) throw error;
    log.warn('no roster for the card', { code });
    return undefined;
  }
}

/** "Aki, Yuki and 3 more": at most `most` names. Those who cannot be named (they left) are among the "more". */
function namesOf(ids: readonly string[], people: People, most: number, texts: Texts): string {
  return someOf(ids, (id) => nameIn(people, id), most, texts);
}

/** A name as cards show it; empty for whoever cannot be named. */
export const nameIn = ({ names }: People, id: string): string => inLine(names.get(id) ?? '', NAME_GRAPHEMES);

/** The first words that are any, at most `most`, and how many more there are. */
export function someOf(ids: readonly string[], words: (id: string) => string, most: number, texts: Texts): string {
  const shown: string[] = [];
  for (const id of ids) {
    if (shown.length === most) break;
    const name = words(id);
    if (name !== '') shown.push(name);
  }
  const more = ids.length - shown.length;
  return texts.list(more === 0 ? shown : [...shown, texts.t('names-more', { count: more })]);
}

/** Nobody is left to answer, and there is somebody to answer besides one. False while the platform does not tell who is in the chat. */
export function allAnswered(answered: readonly string[], people: People): boolean {
  return people.roster?.unknown === 0 && people.roster.members.length > 0 && missingOf(answered, people).length === 0;
}

/** Who has not answered, ending with how many cannot be named. */
export function missingLine(
  answered: readonly string[],
  people: People,
  most: number,
  texts: Texts,
): string | undefined {
  if (people.roster === undefined) return undefined;
  const { unknown } = people.roster;
  const missing = missingOf(answered, people).map(({ id }) => id);
  if (missing.length > 0) return texts.t('missing', { names: namesOf(missing, people, most, texts), unknown });
  return unknown > 0 ? texts.t('missing-unknown', { unknown }) : texts.t('missing-none');
}

/** How many are in the chat whom nobody could name; nothing where there are none. */
export function unknownLine({ roster }: People, texts: Texts): string | undefined {
  return roster === undefined || roster.unknown === 0 ? undefined : texts.t('unknown', { unknown: roster.unknown });
}

export function missingOf(answered: readonly string[], { roster }: People): RosterView['members'] {
  const done = new Set(answered);
  return (roster?.members ?? []).filter(({ id }) => !done.has(id));
}

/** Real mentions, with a space between them: only these people are told. Those who cannot be named are left out. */
export function mentionsOf(ids: readonly string[], people: People, most: number): readonly TextPart[] {
  const parts = ids.flatMap((id): readonly MentionPart[] => {
    const name = nameIn(people, id);
    return name === '' ? [] : [{ mention: id, name }];
  });
  return parts.slice(0, most).flatMap((part, index) => (index === 0 ? [part] : [' ', part]));
}
