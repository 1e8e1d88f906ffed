/** A poll that the clock asks, once or again and again: no words, no I/O. */
import { DAY, type Poll } from './poll.ts';
import { reached, repeated, type Every } from './recurrence.ts';

/** What is asked, as it was typed, but for its times. */
export type Asked = {
  readonly question: string;
  readonly choices: readonly string[];
  readonly multiple?: number;
  readonly anonymous: boolean;
  readonly hidden: boolean;
  readonly open: boolean;
  readonly quorum?: number;
  readonly ranked: boolean;
  readonly dates: boolean;
  readonly weights?: number;
};

export type Plan = {
  readonly number: number;
  readonly asked: Asked;
  readonly creator?: string;
  /** When it is asked first, milliseconds since 1970. */
  readonly first: number;
  readonly every?: Every;
  /** How long each poll is open, in milliseconds; until somebody closes it, where absent. */
  readonly lasts?: number;
  /** The newest repetition that was asked or let go by; -1 before the first. */
  readonly last: number;
  /** The invocation of the message that made it. */
  readonly madeBy?: string;
};

/** What the clock is to ask now, if anything, and the plan afterwards; no plan where it has done all it was for. */
export function turn(
  plan: Plan,
  now: number,
  zone: string,
): { readonly plan: Plan | undefined; readonly asks: boolean; readonly until?: number } {
  const { first, every, lasts } = plan;
  const count = every === undefined ? (now < first ? -1 : 0) : reached(first, every, now, zone);
  if (count <= plan.last) return { plan, asks: false };
  const asked = every === undefined ? first : repeated(first, every, count, zone);
  const after = every === undefined ? undefined : { ...plan, last: count };
  // A day late at most, as all that the clock does; and not when it would be closed already.
  const until = lasts === undefined ? undefined : asked + lasts;
  const isOver = now > asked + DAY || (until !== undefined && until <= now);
  return { plan: after, asks: !isOver, ...(until === undefined ? {} : { until }) };
}

/** When it is asked next. */
export const nextTime = ({ first, every, last }: Plan, zone: string): number =>
  every === undefined ? first : repeated(first, every, last + 1, zone);

/** A plan for one time that nobody kept: the bot was away for more than a day. */
export const isMissed = ({ first, every }: Plan, now: number): boolean => every === undefined && now > first + DAY;

/** The poll of a plan as it is asked anew. */
export function askedOf(poll: Poll): Asked {
  const { question, choices, most, told, hidden = false, open = false, quorum, kind, weight, pictures } = poll;
  const typed = choices.map((choice, index) => {
    const picture = pictures?.[index];
    return picture === undefined ? choice : `${choice} | ${picture}`;
  });
  return {
    question,
    choices: typed,
    ...(most === 1 || kind !== undefined ? {} : { multiple: most }),
    anonymous: told !== undefined,
    hidden,
    open,
    ...(quorum === undefined ? {} : { quorum }),
    ranked: kind === 'ranked',
    dates: kind === 'dates',
    ...(weight === undefined ? {} : { weights: weight }),
  };
}
