const KEPT = 500;
/** Characters. A line with a long stack is cut, so that what is kept is bounded. */
const LONGEST = 8_000;

export interface LoggedLine {
  /** Grows by one with each line. */
  readonly number: number;
  /** One JSON object, as it was logged. */
  readonly text: string;
}

/** The last lines of the log, in memory. The log has no secret and no message text in it, so neither has this. */
export class LogBook {
  readonly #lines: LoggedLine[] = [];
  readonly #followers = new Set<(line: LoggedLine) => void>();
  #number = 0;

  /** Takes a line as pino writes it. */
  readonly add = (written: string): void => {
    const text = written.trimEnd();
    const line = { number: ++this.#number, text: text.length <= LONGEST ? text : cut(text) };
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    for (const follower of this.#followers) follower(line);
  };

  /** Those that came after the line `number`, the oldest first. */
  since(number: number): readonly LoggedLine[] {
    return this.#lines.filter((line) => line.number > number);
  }

  /** Returns what ends it. */
  follow(follower: (line: LoggedLine) => void): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }
}

/** What is long in it goes; what it was about stays. */
function cut(text: string): string {
  const line = JSON.parse(text) as Record<string, unknown>;
  const short = Object.entries(line).filter(([, value]) => JSON.stringify(value).length <= 500);
  const { msg, stack } = line;
  return JSON.stringify({
    ...Object.fromEntries(short),
    ...(typeof msg === 'string' ? { msg: msg.slice(0, 1_000) } : {}),
    ...(typeof stack === 'string' ? { stack: `${stack.slice(0, 2_000)} …` } : {}),
    cut: true,
  });
}
