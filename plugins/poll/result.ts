import { inLine, type Texts } from 'tenko';
import type { Poll } from './rules.ts';
import type { Tally } from './tally.ts';
import { choiceOf } from './words.ts';

const TIED_GRAPHEMES = 40;
const TIED_NAMED = 6;

/** Names the winner, the tie, that too few voted, or that nobody did. */
export function resultLine(poll: Poll, result: Tally, texts: Texts): string {
  const { voters, quorumMissed } = result;
  const told = standing(poll, result, texts);
  if (!quorumMissed || poll.quorum === undefined) return told;
  return texts.t('result-quorum', { voters, quorum: poll.quorum, result: told });
}

function standing(poll: Poll, { counts, leaders, voters }: Tally, texts: Texts): string {
  const [first] = leaders;
  if (first === undefined) return texts.t('result-none');
  const count = counts[first]?.votes ?? 0;
  if (leaders.length === 1)
    return texts.t('result-winner', { choice: inLine(choiceOf(poll, first, texts)), count, voters });
  const tied = leaders.slice(0, TIED_NAMED).map((index) => inLine(choiceOf(poll, index, texts), TIED_GRAPHEMES));
  const more = leaders.length - tied.length;
  const choices = texts.list(more === 0 ? tied : [...tied, texts.t('choices-more', { count: more })]);
  return texts.t('result-tie', { choices, count, voters });
}
