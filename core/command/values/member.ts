import { isAt } from '../characters.ts';
import type { MemberValue } from '../definition.ts';
import { fold } from '../fold.ts';
import { nearest } from '../nearest.ts';
import type { TypedMention } from '../reader.ts';
import { memberIn } from './member-id.ts';
import type { ParseContext, ReadValue, Reading } from './reading.ts';
import { read, wrong } from './reading.ts';

/** The caller, in the words of the four languages. */
const ME = new Set(
  'me myself 私 自分 わたし わたくし あたし 僕 ぼく 俺 おれ うち 我 自己 我自己 本人 ฉัน ผม ดิฉัน ตัวเอง ตัวฉัน'
    .split(' ')
    .map((word) => fold(word)),
);
/** What clings to a name without being part of it: honorifics, and the comma before the next one. */
const CLINGS = /(?:さん|ちゃん|くん|君|様|さま|氏|先生)?[,，、:：]?$/;
/** A longer stretch is nobody's name (LINE: display names have at most 20 characters; other platforms allow more). */
const LONGEST = 200;

/** Longer names need quotes. */
const MOST_WORDS = 8;

const nameKey = (name: string): string => fold(name).replace(/\s+/g, ' ').trim();

interface Names {
  /** Members by folded name; more than one where names are the same. */
  readonly members: ReadonlyMap<string, readonly MemberValue[]>;
  /** How many words the longest name has that begins with a word. */
  readonly words: ReadonlyMap<string, number>;
}

const known = new WeakMap<readonly MemberValue[], Names>();

function namesIn(members: readonly MemberValue[]): Names {
  const before = known.get(members);
  if (before !== undefined) return before;
  const byName = new Map<string, MemberValue[]>();
  const words = new Map<string, number>();
  for (const member of members) {
    const key = nameKey(member.displayName);
    const [first = '', ...more] = key.split(' ');
    words.set(first, Math.min(Math.max(words.get(first) ?? 1, more.length + 1), MOST_WORDS));
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [member]);
    else if (!same.some(({ id }) => id === member.id)) same.push(member);
  }
  const names = { members: byName, words };
  known.set(members, names);
  return names;
}

/** How many words a name typed by hand may have that begins with this one, as far as these members go. */
export const longestName = (first: string, members: readonly MemberValue[]): number =>
  namesIn(members).words.get(nameKey(isAt(first.charCodeAt(0)) ? first.slice(1) : first)) ?? 1;

/** A member whom a line of ours names. */
function ofId(
  { id, clinging }: { readonly id: string; readonly clinging: string },
  { members }: ParseContext,
): Reading {
  if (clinging.replace(CLINGS, '') !== '') return wrong('unknown-member');
  return read({ id, displayName: members.find((member) => member.id === id)?.displayName ?? '…' });
}

/** A mention is sure of its member, whatever the name looks like. `clinging` is what was typed right behind it. */
export function readMention(mention: TypedMention, span: string, clinging: string, others = false): Reading {
  if (mention.all === true) return wrong('everyone');
  if (mention.memberId === undefined && !others) return wrong('member-without-id');
  if (clinging.replace(CLINGS, '') !== '') return wrong('unknown-member');
  const displayName = (isAt(span.charCodeAt(0)) ? span.slice(1) : span).trim();
  if (mention.memberId === undefined) return read({ displayName });
  return read({ id: mention.memberId, displayName });
}

function caller({ callerId, members }: ParseContext, typed: string): Reading {
  if (callerId === undefined) return { ok: false, code: 'NO_IDENTITY', values: {} };
  const displayName = members.find(({ id }) => id === callerId)?.displayName;
  return read({ id: callerId, displayName: displayName ?? typed });
}

/** A member whose name nobody else begins with: "@Yuki" for "Yuki Tanaka". Offered, and not taken: it may be someone unknown. */
function beginning(key: string, names: ReadonlyMap<string, readonly MemberValue[]>): string | undefined {
  if (key === '') return undefined;
  const found = [...names.keys()].filter((name) => name.startsWith(key));
  return found.length === 1 ? found[0] : undefined;
}

/** The member that a stretch of text names in full, if any: cheap, for trying how many words a name has. */
export function namedMember(typed: string, context: ParseContext): Reading | undefined {
  if (typed.length > LONGEST) return undefined;
  const bare = isAt(typed.charCodeAt(0)) ? typed.slice(1) : typed;
  const key = nameKey(bare);
  if (key === '') return undefined;
  const names = namesIn(context.members).members;
  const found = names.get(key) ?? names.get(key.replace(CLINGS, '')) ?? [];
  // Someone who really is called "me" is meant only with the @ before it.
  if (ME.has(key) && (found.length === 0 || bare === typed)) return caller(context, bare);
  const [member] = found;
  if (member === undefined) return undefined;
  return found.length > 1 ? wrong('several-members') : read({ id: member.id, displayName: member.displayName });
}

/**
 * A name typed by hand, with or without `@`, or "me". Only whole names count, folded; a name that two members have is refused.
 * Where the caller's own name is not known, `displayName` is the word that was typed.
 */
export const readMember: ReadValue = (typed, { member }, context) => {
  const named = context.isOurs === true ? memberIn(typed) : undefined;
  if (named !== undefined) return ofId(named, context);
  const found = namedMember(typed, context);
  if (found !== undefined || typed.length > LONGEST) return found ?? wrong('unknown-member');
  // Whoever types an @ means someone who is here.
  if (member?.others === true && !isAt(typed.charCodeAt(0)) && typed.trim() !== '')
    return read({ displayName: typed.trim() });
  const names = namesIn(context.members).members;
  const key = nameKey(isAt(typed.charCodeAt(0)) ? typed.slice(1) : typed);
  const near = beginning(key, names) ?? nearest(key, names.keys());
  const meant = near === undefined ? undefined : names.get(near)?.[0]?.displayName;
  return wrong('unknown-member', {}, meant === undefined ? undefined : `@${meant}`);
};
