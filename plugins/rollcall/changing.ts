/** What becomes of a roll call that is there already: no words, no I/O. Nobody's answer is lost by it, and nobody's turn. */
import { safetyEnds } from './agenda.ts';
import { arrivalWindow } from './arrival.ts';
import { wrongTimes, wrongWords } from './making.ts';
import { isSomething, type RollCall, type Ruling } from './roll-call.ts';

export interface Changes {
  readonly title?: string | undefined;
  readonly place?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at?: number | undefined;
  readonly until?: number | undefined;
  readonly capacity?: number | undefined;
}

/** More places are taken by those who wait; of fewer, those keep theirs who asked first. Reminders that would be over are left out. */
export function editCall(call: RollCall, changes: Changes, now: number): Ruling {
  const { place, at, until, capacity } = changes;
  const title = changes.title?.trim();
  if (call.closed) return { refused: 'closed' };
  if ([title, place, at, until, capacity].every((one) => one === undefined)) return { refused: 'nothing-to-edit' };
  if (call.kind === 'safety' && (at ?? until ?? capacity) !== undefined) return { refused: 'safety-plain' };
  const refused = wrongWords(title ?? call.title, place?.trim()) ?? wrongTimes({ at, until, now });
  if (refused !== undefined) return { refused };
  const { unsaid, remind, spot, place: _, ...rest } = call;
  const ahead = at === undefined ? remind : remind?.filter((before) => at - before > now);
  const where = place === undefined ? call.place : place.trim();
  return {
    call: {
      ...rest,
      ...(title === undefined ? (unsaid ? { unsaid } : {}) : { title }),
      ...(isSomething(where) ? { place: where } : {}),
      // Another place is somewhere else.
      ...(spot === undefined || place !== undefined ? {} : { spot }),
      ...(at === undefined ? {} : { at }),
      ...(until === undefined ? {} : { until }),
      ...(capacity === undefined ? {} : { capacity }),
      ...(ahead === undefined || ahead.length === 0 ? {} : { remind: ahead }),
    },
  };
}

/** It takes answers again, all that were given included. An end that is past ends it no more; a safety check has another day. */
export function reopenCall(call: RollCall, now: number): Ruling {
  if (!call.closed) return { refused: 'still-open' };
  const window = arrivalWindow(call);
  if (call.settled === true || (window !== undefined && now >= window.to)) return { refused: 'here-over' };
  const { until, ...rest } = call;
  const end = call.kind === 'safety' ? safetyEnds(now) : until;
  const ends = end !== undefined && end > now ? { until: end } : {};
  // What the clock would have done meanwhile is not done late.
  return { call: { ...rest, ...ends, closed: false, seen: Math.max(call.seen, now) } };
}
