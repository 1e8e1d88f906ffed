/** Many at a time, or one alone. Whoever wants to be alone waits until the others have left, and nobody comes in before. */
export class Turns {
  #inside = 0;
  #alone: Promise<void> = Promise.resolve();
  #waiting: (() => void) | undefined;

  /** Resolves with how to leave, when it is this one's turn. */
  async enter(alone: boolean): Promise<() => void> {
    if (!alone) {
      for (let last; last !== this.#alone;) await (last = this.#alone);
      this.#inside++;
      return () => this.#left();
    }
    const before = this.#alone;
    let leave!: () => void;
    this.#alone = new Promise((resolve) => (leave = resolve));
    await before;
    if (this.#inside > 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    return leave;
  }

  #left(): void {
    if (--this.#inside > 0) return;
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
