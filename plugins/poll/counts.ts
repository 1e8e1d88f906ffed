import type { Texts } from 'tenko';
import { SIGNS } from './answers.ts';
import type { Poll } from './rules.ts';
import type { Count } from './tally.ts';

/** What stands beside a bar, in words of its poll's kind. */
export function countWords({ kind }: Poll, { votes, share, maybe, no }: Count, texts: Texts): string {
  if (kind === 'ranked') return texts.t('count-points', { count: votes });
  if (kind === 'dates') return `${SIGNS.yes}${votes} ${SIGNS.maybe}${maybe.length} ${SIGNS.no}${no.length}`;
  if (kind === 'weighted') return `×${votes}`;
  return texts.t('count', { count: votes, share });
}
