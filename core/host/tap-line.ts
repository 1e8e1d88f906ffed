import type { TypedLine } from '../command/reader.ts';

const END = / tenko:([\w-]{12})$/;

/** What a button carries beside its tag, in UTF-16 units. A longer line would be stored, and outlive a message that is unsent. */
const CARRIES = 270;

/**
 * What the button on a card of the host's carries: the line that waits, as people may type it too, and behind it which one it is. The
 * end counts on a button alone, whose tag nobody can make; a member who types it has typed a word too many.
 */
export function tapLine(line: string, id: string): string {
  const end = ` tenko:${id}`;
  return line.length + end.length <= CARRIES ? line + end : `${/^\S+/.exec(line)?.[0]} …${end}`;
}

/** The id of the asking that a button's line belongs to. */
export const tappedAsking = (line: string): string | undefined => END.exec(line)?.[1];

/** A button's line as it can be typed. */
export const typedTwin = (line: string): string => line.replace(END, '');

/** A typed line as others can type it too: without what stood before its slash. */
export function typableLine({ typedWord, rest }: TypedLine): string {
  const gap = rest === '' || /^\s/.test(rest) ? '' : ' ';
  return `/${typedWord}${gap}${rest}`.trimEnd();
}
