import type { Service } from '../view.ts';

/** What each service carries (Linq docs, "Protocols"). */
interface Abilities {
  readonly reactions: boolean;
  /** Replies that point at a message, edits, effects, text decorations. */
  readonly threads: boolean;
  /** People come and go, and the bot may leave. */
  readonly changesMembers: boolean;
  readonly hasName: boolean;
}

export const ABILITIES: Readonly<Record<Service, Abilities>> = {
  iMessage: { reactions: true, threads: true, changesMembers: true, hasName: true },
  RCS: { reactions: true, threads: false, changesMembers: false, hasName: true },
  SMS: { reactions: false, threads: false, changesMembers: false, hasName: false },
};

/** From the best to the one that every phone has. */
export const SERVICES = Object.keys(ABILITIES) as readonly Service[];
