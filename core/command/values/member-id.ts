/** How a line of ours names a member, whatever they are called: no text that a member types is read like this. */
export const memberWord = (id: string): string => `<@${id}>`;

const WORD = /^<@([^\s<>]{1,200})>(.*)$/su;
const WORDS = /<@([^\s<>]{1,200})>/gu;

/** The id in such a word, and what clings to it. */
export function memberIn(word: string): { readonly id: string; readonly clinging: string } | undefined {
  const [, id, clinging = ''] = WORD.exec(word) ?? [];
  return id === undefined ? undefined : { id, clinging };
}

/** Every member whom a line of ours names. */
export const membersIn = (line: string): readonly string[] => [...line.matchAll(WORDS)].map(([, id = '']) => id);

/** Such a line as a member would type it. */
export const withNames = (line: string, nameOf: (id: string) => string | undefined): string =>
  line.replaceAll(WORDS, (_word, id: string) => `@${nameOf(id) ?? '…'}`);
