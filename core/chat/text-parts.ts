import { inLine } from './in-line.ts';
import type { MentionPart } from './message.ts';

/** LINE's names have at most 20 characters; what is much longer was made to be. */
const NAME_GRAPHEMES = 60;

/** A mention where there can be none: `@name`, on one line. */
export const atName = ({ name }: MentionPart): string => `@${inLine(name, NAME_GRAPHEMES) || '…'}`;
