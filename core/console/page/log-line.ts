export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** A line of the log, taken apart for the page. */
export interface LogLine {
  readonly id: string;
  readonly at: number;
  readonly level: Level;
  readonly message: string;
  /** The event that it is about. */
  readonly event?: string;
  /** What else stands in it, by name; longer things such as stacks among them. */
  readonly details: readonly (readonly [name: string, value: string])[];
  /** All of it in lower case, to be searched. */
  readonly searched: string;
}

/** `undefined` for what is no line of the log. */
export function readLine(id: string, text: string): LogLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof line !== 'object' || line === null) return undefined;
  const { level, time, msg, ...rest } = line as Record<string, unknown>;
  const { event } = rest;
  // pino counts its levels by tens, from 10 for trace.
  const rank = Math.min(Math.max(Math.floor(Number(level) / 10) - 1, 0), LEVELS.length - 1) || 0;
  return {
    id,
    at: new Date(String(time)).getTime() || 0,
    level: LEVELS[rank]!,
    message: typeof msg === 'string' ? msg : '',
    ...(typeof event === 'string' ? { event } : {}),
    details: Object.entries(rest).map(([name, value]) => [name, worded(value)] as const),
    searched: text.toLowerCase(),
  };
}

const worded = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Whether a line is of this level or above, and has these words in it. */
export const fits = (line: LogLine, level: Level, words: string): boolean =>
  LEVELS.indexOf(line.level) >= LEVELS.indexOf(level) &&
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => line.searched.includes(word));
