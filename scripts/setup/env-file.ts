import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, parseEnv } from 'node:util';
import { Failure } from '../../core/errors.ts';
import type { Tool } from './tool.ts';

type Values = Readonly<Record<string, string>>;

function readEnvFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new Failure('CONFIG_INVALID', `${path} cannot be read: ${message}`);
  }
}

/** What the host would read in it. */
export const valuesIn = (text: string): Values => ({ ...parseEnv(text.replace(/^\uFEFF/, '')) }) as Values;

const written = (value: string): string => (/^[\w.+/=:,@~-]*$/.test(value) ? value : `"${value}"`);

/** The text with these values in it; everything else stays as it is, to the comment at the end of a line. */
export function withValues(text: string, values: Values): string {
  let changed = text;
  for (const [name, value] of Object.entries(values)) changed = withValue(changed, name, value);
  return changed;
}

function withValue(text: string, name: string, value: string): string {
  if (valuesIn(text)[name] === value) return text;
  // Of several, the last one counts.
  const line = new RegExp(
    `^(\\uFEFF?[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*)(?:"[^"\\r\\n]*"|'[^'\\r\\n]*'|[^\\r\\n]*?)([ \\t]+#[^\\r\\n]*)?$`,
    'gm',
  );
  const last = [...text.matchAll(line)].at(-1);
  if (last) {
    const [whole, before = '', comment = ''] = last;
    const tried = `${text.slice(0, last.index)}${before}${written(value)}${comment}${text.slice(last.index + whole.length)}`;
    // What looks like a line may be part of a value of several lines.
    if (isWith(tried, text, name, value)) return tried;
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = text === '' || text.endsWith('\n') ? '' : newline;
  const tried = `${text}${end}${name}=${written(value)}${newline}`;
  if (isWith(tried, text, name, value)) return tried;
  throw new Failure('CONFIG_INVALID', `.env cannot take ${name}: is a quotation mark open in it?`);
}

function isWith(tried: string, text: string, name: string, value: string): boolean {
  const { [name]: now, ...others } = valuesIn(tried);
  const { [name]: _before, ...othersBefore } = valuesIn(text);
  return now === value && isDeepStrictEqual(others, othersBefore);
}

/**
 * Whole or not at all, for this user only, and on the disk when it returns. Without a pause in it: Ctrl-C comes before it or after it.
 */
export function writeEnvFile(path: string, text: string): void {
  const target = realPath(path);
  const draft = join(dirname(target), `.env.${process.pid}.draft`);
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure('CONFIG_INVALID', `${target} cannot be written: ${(error as Error).message}`);
  }
}

/** Where a link leads, so that it stays a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // there is none yet
  }
}

/** In one step. The environment wins over the file, and may still say something else. */
export function keep({ folder, environment, say }: Tool, values: Readonly<Record<string, string>>): void {
  const path = join(folder, '.env');
  const text = readEnvFile(path);
  writeEnvFile(path, withValues(text, values));
  say(`✓ .env is written, for this user only${text === '' ? '' : '; what else was in it is as it was'}`);
  for (const [name, value] of Object.entries(values))
    if ((environment[name]?.trim() || value) !== value)
      say(`✗ ${name} is something else in the environment, which wins over .env: take it out there`);
}
