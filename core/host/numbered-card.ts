/** A card that went out as words, each of its choices with a number to answer with. The types of it in the `Store` port. */
export interface NumberedCard {
  readonly chat: string;
  /** Absent where the platform did not tell: then it cannot be answered by quoting it, nor with a reaction. */
  readonly messageId?: string;
  readonly plugin: string;
  /**
   * What it is about: a newer card of the plugin about the same takes its place. '' for one that is about nothing that lasts: any newer
   * card of the chat takes its place.
   */
  readonly about: string;
  /** What the numbers run: `lines[0]` is run by the first, '' by none. Empty: it only takes the place of others. */
  readonly lines: readonly string[];
  readonly signs?: Signs;
}

/** The lines that reactions to a card run. */
export interface Signs {
  readonly like?: string;
  readonly dislike?: string;
  /** When one of the two is taken back. */
  readonly takeBack?: string;
}

/** A member's reaction to a message, or the end of one. */
export interface Reacted {
  readonly chat: string;
  readonly messageId: string;
  readonly memberId: string;
  /** The platform's own name, or a neutral one. */
  readonly sign: string;
  readonly added: boolean;
  readonly at: number;
}
