import { inLine, type Caller, type Log, type Members, type RosterView, type Texts } from 'tenko';

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

/** An answer counts also while the platform cannot say who is in the chat; the card then leaves out who is missing. */
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

/**
 * "Aki, Yuki (bus) and 3 more": at most `most` names, each with what `noteOf` says. Those who cannot be named (they left) are among
 * the "more".
 */
export function namesOf(
  ids: readonly string[],
  people: People,
  most: number,
  texts: Texts,
  noteOf: (id: string) => string | undefined = () => undefined,
): string {
  const shown: string[] = [];
  for (const id of ids) {
    if (shown.length === most) break;
    const name = inLine(people.names.get(id) ?? '', NAME_GRAPHEMES);
    const note = noteOf(id);
    if (name !== '') shown.push(note === undefined ? name : texts.t('name-with-note', { name, note }));
  }
  const more = ids.length - shown.length;
  return texts.list(more === 0 ? shown : [...shown, texts.t('names-more', { count: more })]);
}

/** Nobody is left to answer. False while the platform does not tell who is in the chat. */
export function allAnswered(answered: readonly string[], { roster }: People): boolean {
  return roster !== undefined && roster.unknown === 0 && missingOf(answered, roster).length === 0;
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
  const missing = missingOf(answered, people.roster);
  if (missing.length > 0) return texts.t('missing', { names: namesOf(missing, people, most, texts), unknown });
  return unknown > 0 ? texts.t('missing-unknown', { unknown }) : texts.t('missing-none');
}

function missingOf(answered: readonly string[], { members }: RosterView): readonly string[] {
  const done = new Set(answered);
  return members.map(({ id }) => id).filter((id) => !done.has(id));
}
