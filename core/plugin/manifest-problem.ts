/** One thing that is wrong with a manifest. */
export interface Problem {
  /** `commands.roll.options.sides`; empty for the manifest itself. */
  readonly path: string;
  /** What is wrong and what would be right, to be read after the path and a colon. */
  readonly text: string;
}

const SHOWN = 60;

/** A value as JSON on one line, cut where it is long. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json;
}

/** The path of `keys` under `path`: `at('commands', 'roll')` is `commands.roll`, `at('chats', 0)` is `chats[0]`. */
export function at(path: string, ...keys: readonly (string | number)[]): string {
  let result = path;
  for (const key of keys) {
    if (typeof key === 'number') result += `[${key}]`;
    else if (/^[\w$-]+$/.test(key) && key.length <= SHOWN) result += result ? `.${key}` : key;
    else result += `[${shown(key)}]`;
  }
  return result;
}
