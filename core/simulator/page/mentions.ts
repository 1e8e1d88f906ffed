/** Mentions while they are typed: the `@` picker of the composer. Positions are UTF-16 units. */

export interface PickedMention {
  /** What stands in the text, with its `@`. */
  readonly label: string;
  /** A member's id, `bot` or `all`. */
  readonly memberId: string;
}

export interface MentionSpan {
  readonly index: number;
  readonly length: number;
  readonly memberId: string;
}

export interface MentionQuery {
  /** Where the `@` stands. */
  readonly start: number;
  readonly typed: string;
}

/** The name that is being typed before the caret, if one is. An `@` inside a word, as in a mail address, is not one. */
export function mentionQuery(text: string, caret: number): MentionQuery | undefined {
  const match = /(?<![A-Za-z0-9._%+-])[@＠]([^\s@＠]{0,40})$/u.exec(text.slice(0, caret));
  return match ? { start: match.index, typed: match[1] ?? '' } : undefined;
}

/** Finds the picked mentions that still stand in the text. Longer names first, so that `@Ken` does not take part of `@Kenta`. */
export function mentionSpans(text: string, picked: readonly PickedMention[]): readonly MentionSpan[] {
  const spans: MentionSpan[] = [];
  const free = (index: number, length: number): boolean =>
    spans.every((span) => index + length <= span.index || index >= span.index + span.length);
  for (const { label, memberId } of picked.toSorted((a, b) => b.label.length - a.label.length)) {
    let index = text.indexOf(label);
    while (index >= 0 && !free(index, label.length)) index = text.indexOf(label, index + 1);
    if (index >= 0) spans.push({ index, length: label.length, memberId });
  }
  return spans.toSorted((a, b) => a.index - b.index);
}

export interface Mentionable {
  /** A member's id, `bot` or `all`. */
  readonly id: string;
  readonly name: string;
}

/** Those whom the typed letters may mean: names that begin with them first. */
export function matching(everyone: readonly Mentionable[], typed: string): readonly Mentionable[] {
  const wanted = typed.normalize('NFKC').toLowerCase();
  const names = everyone.map((one) => ({ one, name: one.name.normalize('NFKC').toLowerCase() }));
  return [
    ...names.filter(({ name }) => name.startsWith(wanted)),
    ...names.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted)),
  ]
    .map(({ one }) => one)
    .slice(0, 8);
}
