/** Plugins and members wrote parts of what a tool prints: nothing of theirs may steer the terminal. */
export const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Bidi_Control}]+/gu, (found) => (/^[\n\t]+$/.test(found) ? ' ' : '�'));
