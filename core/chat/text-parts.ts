import { inLine } from './in-line.ts';
import type { MentionPart, TextPart } from './message.ts';

/** LINE's names have at most 20 characters; what is much longer was made to be. */
const NAME_GRAPHEMES = 60;

/** A mention where there can be none: `@name`, on one line. */
export const atName = ({ name }: MentionPart): string => `@${inLine(name, NAME_GRAPHEMES) || '…'}`;

/** A text with its mentions as `@name`. */
export function plainText(text: string | readonly TextPart[]): string {
  if (typeof text === 'string') return text;
  return text.map((part) => (typeof part === 'string' ? part : atName(part))).join('');
}
