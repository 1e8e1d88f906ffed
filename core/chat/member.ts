/** Someone in a chat. `id` is opaque: it comes from the platform and is only ever compared. */
export interface Member {
  readonly id: string;
  /** What others read; the platform's name for this person, which may contain anything, spaces and braces too. */
  readonly displayName: string;
}

export interface MemberProfile extends Member {
  readonly pictureUrl?: string;
}

/** The members that the bot knows in a chat, and how many it does not. */
export interface RosterView {
  readonly members: readonly Member[];
  /** People in the chat, without the bot, as the platform counts them. */
  readonly count: number;
  /** How many of `count` have never been seen: they can be counted but not named. Never below zero. */
  readonly unknown: number;
  /** The platform gave its own list of members. Whoever is unknown all the same has not agreed to be named. */
  readonly listed?: true;
}
