import * as fc from 'fast-check';

const WORDS = ['add', 'hush', 'tell', 'push', 'later', 'someday', 'refuse', 'boom', 'note', 'stumble'] as const;
export type Word = (typeof WORDS)[number];

/** One command of a webhook: who types what where. */
export interface Typed {
  readonly chat: number;
  readonly member: number;
  readonly word: Word;
  /** Minutes until the clock runs what the command sets, for those that set something. */
  readonly wait: number;
}

/** Something that happens to the host. What makes no sense at that point of a script is passed over. */
export type Step =
  | { readonly do: 'webhook'; readonly typed: readonly Typed[] }
  /** An event that was taken comes again: `back` events before the last one. */
  | { readonly do: 'again'; readonly back: number; readonly redelivered: boolean }
  | { readonly do: 'wait'; readonly minutes: number; readonly down: boolean }
  | { readonly do: 'leave' | 'join'; readonly chat: number }
  | { readonly do: 'restart' };

export const CHATS = 3;
export const MEMBERS = 2;

const chat = fc.nat(CHATS - 1);
const typed: fc.Arbitrary<Typed> = fc.record({
  chat,
  member: fc.nat(MEMBERS - 1),
  word: fc.constantFrom(...WORDS),
  wait: fc.constantFrom(5, 45, 120, 700, 3_000),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('webhook'), typed: fc.array(typed, { minLength: 1, maxLength: 6 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('again'), back: fc.nat(8), redelivered: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      minutes: fc.constantFrom(1, 30, 90, 600, 1_500),
      down: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('leave', 'join'), chat }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart') }) },
);

export const scripts: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 20 });
