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

const TIED = { ranked: 'result-tie-points', weighted: 'result-tie-amount', dates: 'result-tie' } as const;
const WON = { ranked: 'result-points', weighted: 'result-amount', dates: 'result-date' } as const;

function standing(poll: Poll, { counts, leaders, voters }: Tally, texts: Texts): string {
  const [first] = leaders;
  if (first === undefined) return voters === 0 ? texts.t('result-none') : texts.t('result-never', { voters });
  const { votes: count = 0, maybe = [], no = [] } = counts[first] ?? {};
  if (leaders.length === 1) {
    const choice = inLine(choiceOf(poll, first, texts));
    const key = poll.kind === undefined ? 'result-winner' : WON[poll.kind];
    return texts.t(key, { choice, count, voters, maybe: maybe.length, no: no.length });
  }
  const tied = leaders.slice(0, TIED_NAMED).map((index) => inLine(choiceOf(poll, index, texts), TIED_GRAPHEMES));
  const more = leaders.length - tied.length;
  const choices = texts.list(more === 0 ? tied : [...tied, texts.t('choices-more', { count: more })]);
  const key = poll.kind === undefined ? 'result-tie' : TIED[poll.kind];
  return texts.t(key, { choices, count, voters });
}
