import type { Success } from '../../http/endpoint.ts';
import { refuse } from './refusal.ts';

const LONGEST = 255;
const KEPT = 10_000;

/** What was answered to the first call with each key: the same key sends nothing again. */
export class Idempotency {
  readonly #answers = new Map<string, { readonly messageId: string; readonly answer: Success }>();

  /** `undefined` for a call without a key. Throws for what is none. */
  static check(key: unknown): string | undefined {
    if (key === undefined || key === null) return undefined;
    if (typeof key === 'string' && key !== '' && key.length <= LONGEST) return key;
    throw refuse(1005, `idempotency_key must be a string of at most ${LONGEST} characters`);
  }

  /** A message that was deleted takes its key with it. */
  answer(key: string, isDeleted: (messageId: string) => boolean): Success | undefined {
    const known = this.#answers.get(key);
    if (known && isDeleted(known.messageId)) throw refuse(2002, 'The message of this idempotency key was deleted');
    return known?.answer;
  }

  keep(key: string, messageId: string, answer: Success): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= KEPT && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, { messageId, answer });
  }
}
