import type { messagingApi } from '@line/bot-sdk';
import type { TextPart } from '../chat/message.ts';
import { atName } from '../chat/text-parts.ts';
import { wellFormed } from '../chat/well-formed.ts';
import { looksLikeId } from './ids.ts';
import { LIMITS } from './limits.ts';

/** Words on their way to LINE, and the places in them that are to become mentions: for now, `@name` stands there. */
export interface Said {
  readonly text: string;
  readonly mentions: readonly { readonly index: number; readonly length: number; readonly memberId: string }[];
}

const NOBODY: Said['mentions'] = [];

/** The words as LINE can take them. Without `mentions` (a 1:1 chat, or a mention that LINE refused) nobody is mentioned. */
export function said(text: string | readonly TextPart[], mentions: boolean): Said {
  if (typeof text === 'string') return { text: wellFormed(text), mentions: NOBODY };
  let whole = '';
  const found: { index: number; length: number; memberId: string }[] = [];
  for (const part of text) {
    const words = wellFormed(typeof part === 'string' ? part : atName(part));
    if (mentions && typeof part !== 'string' && looksLikeId(part.mention, 'user'))
      found.push({ index: whole.length, length: words.length, memberId: part.mention });
    whole += words;
  }
  return { text: whole, mentions: found };
}

/** Several as one, with `between` between them; blank ones are left out. */
export function joined(all: readonly Said[], between: string): Said {
  let text = '';
  const mentions = [];
  for (const one of all) {
    if (one.text.trim() === '') continue;
    if (text !== '') text += between;
    for (const mention of one.mentions) mentions.push({ ...mention, index: mention.index + text.length });
    text += one.text;
  }
  return { text, mentions };
}

/**
 * `piece` of what is said, which begins at `start`, as a message: in `textV2` where somebody is mentioned, else in plain `text`, to which
 * braces mean nothing. Mentions past the twentieth stay `@name`.
 */
export function textMessage(
  { text, mentions }: Said,
  piece: string,
  start: number,
): messagingApi.TextMessage | messagingApi.TextMessageV2 {
  const within = mentions
    .filter(({ index, length }) => index >= start && isWhole(text, piece, index, length, start))
    .slice(0, LIMITS.mentions);
  if (within.length === 0) return { type: 'text', text: piece };
  const substitution: Record<string, messagingApi.MentionSubstitutionObject> = {};
  let marked = '';
  let end = 0;
  for (const [number, { index, length, memberId }] of within.entries()) {
    const key = `m${number}`;
    marked += `${escaped(piece.slice(end, index - start))}{${key}}`;
    substitution[key] = { type: 'mention', mentionee: { type: 'user', userId: memberId } };
    end = index - start + length;
  }
  marked += escaped(piece.slice(end));
  // Doubled braces may be too much for the place: then the words count more than the mentions.
  return marked.length > LIMITS.text ? { type: 'text', text: piece } : { type: 'textV2', text: marked, substitution };
}

/** A mention that a cut went through is none. */
const isWhole = (text: string, piece: string, index: number, length: number, start: number): boolean =>
  piece.slice(index - start, index - start + length) === text.slice(index, index + length);

const escaped = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}');
