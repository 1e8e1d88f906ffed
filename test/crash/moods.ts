import type { Fault } from '../../core/simulator/http/faults.ts';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import type { Chance } from './chance.ts';

const RATE_LIMITED = { message: 'The API rate limit has been exceeded. Try again later.' };

/** What may go wrong with a call, before LINE carried it out or after. */
const MOODS = {
  well: {},
  hangs: { hang: true },
  hangsAfterwards: { hang: true, carriedOut: true },
  fails: { status: 500 },
  failsAfterwards: { status: 500, carriedOut: true },
  tooMany: { status: 429, body: RATE_LIMITED },
  drops: { dropConnection: true },
  dropsAfterwards: { dropConnection: true, carriedOut: true },
} as const satisfies Record<string, Fault>;

/** How often each comes, beside the others. A call that hangs holds up its chat for seconds, so it is rare. */
const OF_REPLIES = {
  well: 880,
  hangs: 4,
  hangsAfterwards: 4,
  fails: 20,
  failsAfterwards: 20,
  tooMany: 32,
  drops: 20,
  dropsAfterwards: 20,
};
const OF_PUSHES = {
  well: 500,
  hangs: 8,
  hangsAfterwards: 8,
  fails: 100,
  failsAfterwards: 100,
  tooMany: 84,
  drops: 100,
  dropsAfterwards: 100,
};
// No limits here: a quota that cannot be read holds a push back for a whole minute, and this test need not wait for that.
const OF_READS = {
  well: 930,
  hangs: 0,
  hangsAfterwards: 0,
  fails: 40,
  failsAfterwards: 0,
  tooMany: 0,
  drops: 30,
  dropsAfterwards: 0,
};

/** More than any run makes. */
const CALLS = 30_000;

/** From now on LINE has its moods. Returns what ends them. */
export function moody({ faults }: VirtualLine, chance: Chance): () => void {
  const draw = (weights: Readonly<Record<keyof typeof MOODS, number>>): Fault[] =>
    Array.from({ length: CALLS }, () => MOODS[chance.weighed(weights)]);
  faults.nextReply = draw(OF_REPLIES);
  faults.nextPush = draw(OF_PUSHES);
  faults.nextOther = draw(OF_READS);
  return () => {
    faults.nextReply = [];
    faults.nextPush = [];
    faults.nextOther = [];
  };
}
