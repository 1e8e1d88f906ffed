/** What a platform has accepted, and does a little later. */
export class Later {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();
  readonly #ends = new Set<Promise<void>>();
  #held: (() => void)[] | undefined;

  /** In milliseconds of real time. */
  constructor(private readonly delay: number) {}

  do(work: () => void): void {
    if (this.#held) {
      this.#held.push(work);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      work();
      resolve();
    }, this.delay);
    this.#pending.set(timer, resolve);
    this.#ends.add(promise);
    void promise.then(() => this.#ends.delete(promise));
  }

  /** Nothing happens until what is returned is called. */
  hold(): () => void {
    this.#held ??= [];
    return () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const work of held) this.do(work);
    };
  }

  /** Resolves when all that was accepted so far is done, or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#ends);
  }

  stop(): void {
    for (const [timer, resolve] of this.#pending) {
      clearTimeout(timer);
      resolve();
    }
    this.#pending.clear();
  }
}
