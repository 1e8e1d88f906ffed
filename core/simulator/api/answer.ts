import type { Problem } from '../../line/rules/rule.ts';
import { Refused } from '../http/refused.ts';
import type { SentMessage } from './retry-keys.ts';

/** LINE reference, "Error responses". */
export interface ErrorBody {
  readonly message: string;
  readonly details?: readonly Problem[];
  readonly sentMessages?: readonly SentMessage[];
}

export const refuseWith = (status: number, body: ErrorBody, headers: Readonly<Record<string, string>> = {}): Refused =>
  new Refused(status, body.message, body, headers);

export const refuse = (status: number, message: string): Refused => refuseWith(status, { message });

/** Throws when there is something in the list. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw refuseWith(400, { message: `The request body has ${problems.length} error(s)`, details: problems });
}
