/** Answers: no words, no I/O. Each rule gives a new roll call, or the reason why not. */
import { charactersIn } from 'tenko';
import { isSomething, LIMITS, type Entry, type RollCall, type Ruling, type Status } from './roll-call.ts';

/** Whoever said yes or late wants a place. */
export const isComing = ({ status }: Pick<Entry, 'status'>): boolean => status === 'yes' || status === 'late';

interface Given {
  readonly status: Status;
  readonly words: string;
  /** Who says so, if it is somebody else. */
  readonly by?: string | undefined;
  readonly from?: string | undefined;
}

/** A member's answer. The last one counts; a note stays with its answer until there is another note, or another answer. */
export function answer(call: RollCall, memberId: string, given: Given): Ruling {
  const ruling = put(call, { kind: 'member', id: memberId }, given);
  if ('refused' in ruling || given.status !== 'no') return ruling;
  // Guests come with whoever brings them, or not at all.
  const entries = ruling.call.entries.filter(({ kind, id }) => kind !== 'guest' || id !== memberId);
  return { call: { ...ruling.call, entries } };
}

/** An answer for someone who is not in the chat. Only their name tells them apart. */
export function answerFor(call: RollCall, sponsor: string, name: string, given: Given): Ruling {
  const plain = name.replaceAll(/\s+/gu, ' ').trim();
  if (!isSomething(plain)) return { refused: 'name-empty' };
  if (charactersIn(plain) > LIMITS.nameLength) return { refused: 'name-long' };
  const key = nameKey(plain);
  const before = call.entries.find((entry) => entry.kind === 'named' && nameKey(entry.name) === key);
  return put(call, { kind: 'named', id: before?.id ?? sponsor, name: before?.name ?? plain }, given);
}

/** So many guests come with the member; those who were announced first stay first. */
export function bringGuests(call: RollCall, sponsor: string, count: number, from?: string): Ruling {
  if (call.closed) return { refused: 'closed' };
  if (call.kind === 'safety') return { refused: 'safety-answers' };
  let kept = 0;
  const entries = call.entries.filter(({ kind, id }) => kind !== 'guest' || id !== sponsor || kept++ < count);
  const more = Array.from({ length: Math.max(0, count - kept) }, (): Entry => ({
    kind: 'guest',
    id: sponsor,
    status: 'yes',
    ...(from === undefined ? {} : { from }),
  }));
  if (more.length > 0 && entries.length + more.length > LIMITS.entries) return { refused: 'full-list' };
  return { call: { ...call, entries: [...entries, ...more] } };
}

/** A member's own answer, and the guests who come with it, taken back; `undefined` where there is none, or where it stays. */
export function unsaid(call: RollCall, memberId: string): RollCall | undefined {
  const isTheirs = ({ kind, id }: Entry): boolean => kind === 'member' && id === memberId;
  if (call.closed || call.kind === 'safety' || !call.entries.some(isTheirs)) return undefined;
  const entries = call.entries.filter((entry) => !isTheirs(entry) && (entry.kind !== 'guest' || entry.id !== memberId));
  return { ...call, entries };
}

/** A member who left the chat: neither they nor whom they brought come. */
export const leave = (call: RollCall, memberId: string): RollCall => ({
  ...call,
  entries: call.entries.filter(({ id }) => id !== memberId),
});

/** A member who asked to be forgotten: neither they nor whom they brought nor their name as the creator stays, open or not. */
export function forget(call: RollCall, memberId: string): RollCall {
  const { creator, arrived, among, checked, ...rest } = call;
  return {
    ...rest,
    ...(creator === undefined || creator === memberId ? {} : { creator }),
    ...(among === undefined ? {} : { among: among.filter((id) => id !== memberId) }),
    ...(checked === undefined ? {} : { checked: checked.filter((id) => id !== memberId) }),
    entries: call.entries.filter(({ id }) => id !== memberId).map((entry) => unsaidBy(entry, memberId)),
    arrived: Object.fromEntries(Object.entries(arrived).filter(([id]) => id !== memberId)),
  };
}

/** An answer stays though whoever gave it for somebody else is forgotten. */
function unsaidBy(entry: Entry, memberId: string): Entry {
  const { by, ...rest } = entry;
  return by === memberId ? rest : entry;
}

/** The message of a typed answer was unsent: what it said goes with it. */
export function takeBack(call: RollCall, invocation: string): RollCall | undefined {
  const entries = call.entries.filter(({ from }) => from !== invocation);
  return entries.length === call.entries.length ? undefined : { ...call, entries };
}

function put(call: RollCall, who: Pick<Entry, 'kind' | 'id' | 'name'>, { status, words, by, from }: Given): Ruling {
  if (call.closed) return { refused: 'closed' };
  if (call.kind === 'safety' && status !== 'yes' && status !== 'no') return { refused: 'safety-answers' };
  if (charactersIn(words) > LIMITS.noteLength) return { refused: 'note-long' };
  const key = keyOf(who);
  const at = call.entries.findIndex((entry) => entry.kind !== 'guest' && keyOf(entry) === key);
  const before = call.entries[at];
  if (before === undefined && call.entries.length >= LIMITS.entries) return { refused: 'full-list' };
  const note = isSomething(words) ? words.trim() : before?.status === status ? before.note : undefined;
  const origin = from ?? (before?.status === status ? before.from : undefined);
  const entry: Entry = {
    ...who,
    status,
    ...(note === undefined ? {} : { note }),
    ...(by === undefined || by === who.id ? {} : { by }),
    ...(origin === undefined ? {} : { from: origin }),
  };
  // From yes to late one keeps one's place; whoever comes back after a no asks for a new one.
  if (before !== undefined && (isComing(before) ? isComing(entry) : before.status === status))
    return { call: { ...call, entries: call.entries.with(at, entry) } };
  return { call: { ...call, entries: [...call.entries.filter((_, index) => index !== at), entry] } };
}

const nameKey = (name = ''): string => name.normalize('NFKC').toLowerCase();
const keyOf = ({ kind, id, name }: Pick<Entry, 'kind' | 'id' | 'name'>): string =>
  kind === 'named' ? `named ${nameKey(name)}` : `${kind} ${id}`;
