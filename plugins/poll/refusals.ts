import { inLine, Refusal, type Texts } from 'tenko';
import { LIMITS, type Poll, type Reason } from './rules.ts';
import { momentOf, questionOf } from './words.ts';

/** All reasons, also those that are not the rules'. */
export type Refused =
  | Reason
  | 'open-many'
  | 'plans-many'
  | 'no-identity'
  | 'roster-unknown'
  | 'sealed-voters'
  | 'export-secret'
  | 'remind-late'
  | 'reminded-already'
  | 'start-past'
  | 'start-far'
  | 'start-late';

/** What a member reads when something cannot be done, and what would be right. */
export function refusal(texts: Texts, reason: Refused, poll: Partial<Poll> = {}): Refusal {
  const { number = 0, until, most = 1, weight = 1 } = poll;
  const moment = until === undefined ? '' : momentOf(until, texts);
  const question = poll.question === undefined ? '' : inLine(questionOf(poll as Poll, texts));
  return new Refusal(texts.t(reason, { ...LIMITS, question, number, moment, most, weight }));
}
