/** What is on record of a member: no words, no I/O. */
import type { Outcome } from './arrival.ts';

/** The newest so many roll calls of a member count; what is older is forgotten, good and bad. */
const KEPT = 20;
/** So many kept promises in a row make up for the missed one before them. */
const MAKE_UP = 3;

/** Outcomes of one member, the oldest first. */
export type Outcomes = string;

export interface Standing {
  readonly promised: number;
  readonly kept: number;
  /** Missed, and not made up for. */
  readonly missed: number;
  readonly forgiven: number;
  /** Came without having promised it. */
  readonly besides: number;
}

export const add = (outcomes: Outcomes, outcome: Outcome): Outcomes => `${outcomes}${outcome}`.slice(-KEPT);

export function standingOf(outcomes: Outcomes): Standing {
  let kept = 0;
  let besides = 0;
  let open = 0;
  let forgiven = 0;
  let row = 0;
  for (const outcome of outcomes) {
    if (outcome === 'c') besides += 1;
    else if (outcome === 'm') {
      open += 1;
      row = 0;
    } else {
      kept += 1;
      row += 1;
      if (row === MAKE_UP && open > 0) {
        open -= 1;
        forgiven += 1;
        row = 0;
      }
    }
  }
  return { promised: kept + open + forgiven, kept, missed: open, forgiven, besides };
}
