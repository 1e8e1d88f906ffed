/** One thing after the other, in the order in which they were asked for; what fails holds up nothing behind it. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves and rejects as the work does, which begins when all before it has ended. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  }

  /** Resolves when all that was asked for until now has ended. */
  async over(): Promise<void> {
    await this.#last;
  }
}
