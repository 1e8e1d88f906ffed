import { refuse } from './answer.ts';

/** `undefined` for an empty body. Throws LINE's answer to what is no JSON. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The engine knows where it stopped, but does not always say so; then LINE's own dash stands in.
    const [, line = '-', column = '-'] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
    throw refuse(400, `The request body could not be parsed as JSON (line: ${line}, column: ${column})`);
  }
}
