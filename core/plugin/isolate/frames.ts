/** One message a line: JSON text never has a line break of its own. */
const LINE_BREAK = 10;

/** The longest message either side takes, in bytes: the largest value that storage holds, with room for what is written round it. */
export const LONGEST_MESSAGE = 2_500_000;

/** Puts the lines of a stream together again. Of a line that never ends no more is kept than the longest message. */
export class Lines {
  #parts: Buffer[] = [];
  #size = 0;

  /** The lines that `chunk` completes; `undefined` when one is longer than any message may be. */
  take(chunk: Buffer): readonly string[] | undefined {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end >= 0; end = chunk.indexOf(LINE_BREAK, from)) {
      this.#parts.push(chunk.subarray(from, end));
      if (this.#size + end - from > LONGEST_MESSAGE) return undefined;
      lines.push(
        this.#parts.length === 1 ? this.#parts[0]!.toString('utf8') : Buffer.concat(this.#parts).toString('utf8'),
      );
      this.#parts = [];
      this.#size = 0;
      from = end + 1;
    }
    if (from < chunk.length) {
      // A copy: whoever reads may read into the same memory again.
      this.#parts.push(Buffer.from(chunk.subarray(from)));
      this.#size += chunk.length - from;
    }
    return this.#size > LONGEST_MESSAGE ? undefined : lines;
  }
}
