import { setTimeout as pause } from 'node:timers/promises';
import { isFailure } from '../errors.ts';

/** All in milliseconds. */
export interface RetryRules {
  readonly tries: number;
  /** The longest that one try may take. */
  readonly each: number;
  /** The longest that all tries and the pauses between them may take. */
  readonly whole: number;
  /** The first pause; each further one is three times as long. */
  readonly pause: number;
}

/**
 * Runs a try, and runs it again after a passing failure, as long as there is time. `attempt` is told how many tries went before,
 * and how long this one may take. Only for calls that do no harm when they arrive twice.
 */
export async function retry<T>(
  rules: RetryRules,
  attempt: (earlier: number, milliseconds: number) => Promise<T>,
): Promise<T> {
  const end = performance.now() + rules.whole;
  let left = rules.whole;
  for (let earlier = 0; ; earlier += 1) {
    try {
      return await attempt(earlier, Math.min(rules.each, Math.ceil(left)));
    } catch (error) {
      if (!passes(error) || earlier + 1 >= rules.tries) throw error;
      const wait = rules.pause * 3 ** earlier;
      // A try with next to no time could only fail, and would hide what went wrong before.
      if (end - performance.now() - wait < rules.each / 10) throw error;
      await pause(wait);
      left = end - performance.now();
      if (left <= 0) throw error; // a busy host: the pause was far longer than asked for
    }
  }
}

/** 5xx, no answer in time, no connection. Not an unreadable answer, and not 429: that passes too late to wait for. */
function passes(error: unknown): boolean {
  if (!isFailure(error)) return false;
  if (error.code === 'PLATFORM_TIMEOUT' || error.code === 'PLATFORM_UNREACHABLE') return true;
  return error.code === 'PLATFORM_BROKEN' && (error.details.status ?? 0) >= 500;
}
