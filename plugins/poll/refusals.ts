import { inLine, Refusal, type Texts } from 'tenko';
import { LIMITS, type Poll, type Reason } from './rules.ts';
import { momentOf, questionOf } from './words.ts';

/** What a member reads when something cannot be done, and what would be right. */
export function refusal(
  texts: Texts,
  reason: Reason | 'open-many' | 'no-identity' | 'roster-unknown' | 'sealed-voters' | 'export-secret' | 'remind-late',
  poll: Partial<Poll> = {},
): Refusal {
  const { number = 0, until, most = 1 } = poll;
  const moment = until === undefined ? '' : momentOf(until, texts);
  const question = poll.question === undefined ? '' : inLine(questionOf(poll as Poll, texts));
  return new Refusal(texts.t(reason, { ...LIMITS, question, number, moment, most }));
}
