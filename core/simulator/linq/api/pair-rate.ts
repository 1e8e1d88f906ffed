/** Thirty messages in a minute from one line to one person; one to a group counts for each in it (Linq docs, "Rate limits"). */
const MOST = 30;
const WINDOW = 60_000;

export class PairRate {
  readonly #sent = new Map<string, number[]>();

  constructor(
    private readonly now: () => number,
    private readonly most: number = MOST,
  ) {}

  /** Counts a message to these people. When one of them has had too many: nothing is counted, and the seconds to wait come back. */
  spend(handles: readonly string[]): number | undefined {
    const at = this.now();
    const recent = handles.map((handle) => (this.#sent.get(handle) ?? []).filter((then) => then > at - WINDOW));
    const full = recent.find((times) => times.length >= this.most);
    if (full) return Math.max(1, Math.ceil(((full[0] ?? at) + WINDOW - at) / 1_000));
    for (const [index, handle] of handles.entries()) this.#sent.set(handle, [...(recent[index] ?? []), at]);
    return undefined;
  }
}
