import { ballotOf, isSomething, LIMITS, type Poll, type Ruling } from './poll.ts';

/** What a voter says to their vote, in place of what they said before; nothing takes it away. */
export function comment(poll: Poll, voter: string, words: string | undefined): Ruling {
  const text = words?.trim() ?? '';
  if (poll.closed) return { refused: 'closed' };
  if (poll.told !== undefined) return { refused: 'note-secret' };
  if (text.length > LIMITS.noteLength) return { refused: 'note-long' };
  if (ballotOf(poll, voter).length === 0) return { refused: 'note-first' };
  const others = Object.entries(poll.notes ?? {}).filter(([id]) => id !== voter);
  const notes = Object.fromEntries(isSomething(text) ? [...others, [voter, text]] : others);
  return { poll: { ...poll, notes } };
}

export const noteOf = ({ notes }: Poll, voter: string): string =>
  notes !== undefined && Object.hasOwn(notes, voter) ? (notes[voter] ?? '') : '';
