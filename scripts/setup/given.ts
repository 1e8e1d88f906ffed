import { stdin } from 'node:process';
import { valuesIn } from './env-file.ts';

const SCRIPT_PATIENCE = 10_000;

/** What a script wrote to standard input. */
export async function given(): Promise<Readonly<Record<string, string>>> {
  // Somebody sits in front of it, whose answers could not be asked for.
  if (stdin.isTTY) return {};
  let text = '';
  // An input that nobody ends would hold it for ever.
  const timer = setTimeout(() => stdin.destroy(), SCRIPT_PATIENCE);
  try {
    for await (const chunk of stdin.setEncoding('utf8')) text += String(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    clearTimeout(timer);
  }
  return valuesIn(text);
}
