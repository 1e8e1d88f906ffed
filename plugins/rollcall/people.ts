import { inLine, type Caller, type Log, type Member, type Members, type RosterView, type Texts } from 'tenko';
import type { Entry } from './roll-call.ts';

/** Who is here: names by member id and, where the platform tells, the roster with its coverage. */
export interface People {
  readonly names: ReadonlyMap<string, string>;
  readonly roster: RosterView | undefined;
}

const NAME_GRAPHEMES = 20;
const NOTE_GRAPHEMES = 30;
/** A list of names is cut by us and not by the card, so that it still says how many more there are. UTF-16 units. */
const NAMES_LENGTH = 800;

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

export const nameOf = (id: string, { names }: People): string => inLine(names.get(id) ?? '', NAME_GRAPHEMES);

/**
 * "Aki +2, Yuki (bus) and 3 more": at most `most` names, each with its guests and its note. Those who cannot be named (they left) are
 * among the "more".
 */
export function namesOf(entries: readonly Entry[], people: People, most: number, texts: Texts): string {
  const guests = new Map<string, number>();
  for (const { kind, id } of entries) if (kind === 'guest') guests.set(id, (guests.get(id) ?? 0) + 1);
  const shown: string[] = [];
  let count = 0;
  let length = 0;
  const show = (words: string, people: number): void => {
    shown.push(words);
    count += people;
    length += words.length;
  };
  const isFull = (): boolean => shown.length === most || length > NAMES_LENGTH;
  for (const entry of entries) {
    if (entry.kind === 'guest' || isFull()) continue;
    const words = wordsOf(entry, people, texts);
    if (words === '') continue;
    const brought = entry.kind === 'member' ? (guests.get(entry.id) ?? 0) : 0;
    if (brought > 0) guests.delete(entry.id);
    show(brought === 0 ? words : texts.t('with-guests', { name: words, guests: brought }), 1 + brought);
  }
  // Guests whose sponsor stands elsewhere: not answered, or in the other list.
  for (const [id, brought] of guests) {
    const name = nameOf(id, people);
    if (!isFull() && name !== '') show(texts.t('guests-of', { name, guests: brought }), brought);
  }
  const more = entries.length - count;
  return texts.list(more <= 0 ? shown : [...shown, texts.t('names-more', { count: more })]);
}

function wordsOf({ kind, id, name, note, by: sayer }: Entry, people: People, texts: Texts): string {
  const shown = kind === 'named' ? inLine(name ?? '', NAME_GRAPHEMES) : nameOf(id, people);
  if (shown === '') return '';
  const host = kind === 'named' ? nameOf(id, people) : '';
  const by = sayer === undefined ? '' : nameOf(sayer, people);
  const aside = [
    host === '' ? '' : texts.t('named-by', { name: host }),
    inLine(note ?? '', NOTE_GRAPHEMES),
    by === '' ? '' : texts.t('said-by', { name: by }),
  ];
  const said = aside.filter((words) => words !== '');
  return said.length === 0 ? shown : texts.t('name-with-note', { name: shown, note: said.join(' · ') });
}

/** The names of members, at most `most` of them. */
export function memberNames(members: readonly Member[], most: number, texts: Texts): string {
  const shown: string[] = [];
  let length = 0;
  for (const { displayName } of members) {
    if (shown.length === most || length > NAMES_LENGTH) break;
    const name = inLine(displayName, NAME_GRAPHEMES);
    if (name !== '') shown.push(name);
    length += name.length;
  }
  const more = members.length - shown.length;
  return texts.list(more === 0 ? shown : [...shown, texts.t('names-more', { count: more })]);
}
