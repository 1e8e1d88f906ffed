import { expect } from 'vitest';
import { TestChat } from './test-chat.ts';

declare module 'vitest' {
  interface Matchers<R, T> {
    /**
     * What the bot sent since the last thing that somebody did has these words in it, or is like the expression; without them, that it
     * sent anything. `.not.replied()`: it kept silent.
     */
    replied: T extends TestChat ? (wanted?: string | RegExp) => R : never;
  }
}

const says = (words: string, wanted: string | RegExp | undefined): boolean => {
  if (wanted === undefined) return words !== '';
  return typeof wanted === 'string' ? words.includes(wanted) : wanted.test(words);
};

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

expect.extend({
  replied(chat: unknown, wanted?: string | RegExp) {
    if (!(chat instanceof TestChat)) throw new TypeError('expect(chat).replied() takes what openChat() gave');
    const { words, failures } = chat;
    const pass = says(words, wanted);
    const about =
      wanted === undefined ? 'anything' : typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted);
    return {
      pass,
      message: () =>
        [
          `the bot should ${pass ? 'not ' : ''}have replied ${about}, and it said${words === '' ? ' nothing' : `:\n${indented(words)}`}`,
          ...failures.map(({ code, error }) => `\n${code}:\n${indented(error)}`),
        ].join('\n'),
    };
  },
});
