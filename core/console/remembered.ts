/** An answer that holds for a while: who asks meanwhile gets the same one. What failed is asked again. */
export class Remembered<T> {
  #answer: Promise<T> | undefined;
  #at = -Infinity;

  constructor(
    /** Milliseconds. */
    private readonly holds: number,
    private readonly ask: () => Promise<T>,
  ) {}

  get(): Promise<T> {
    const now = performance.now();
    if (this.#answer && now - this.#at < this.holds) return this.#answer;
    const answer = this.ask();
    this.#answer = answer;
    this.#at = now;
    answer.catch(() => (this.#answer = this.#answer === answer ? undefined : this.#answer));
    return answer;
  }
}
