import { Failure } from '../../errors.ts';

/** Primary result codes of SQLite that blame one statement, not the file or the disk (sqlite.org/rescode.html). */
const OF_ONE_STATEMENT = new Set([1, 18, 19, 20, 21, 25]);

const codeOf = (error: unknown): number | undefined => {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
};

/** The file or the disk is in trouble: no statement of this transaction can count on it. */
export function isTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && !OF_ONE_STATEMENT.has(code);
}

const CANNOT_OPEN = 14;
const WORDS: Readonly<Record<number, string>> = {
  5: 'another program has it locked',
  6: 'another program has it locked',
  8: 'it may only be read',
  10: 'the disk failed',
  11: 'it is damaged; restore a backup',
  13: 'the disk is full',
  [CANNOT_OPEN]: 'it cannot be opened; is DATA_DIR a folder that this user may write to?',
  23: 'this user may not write to it',
  26: 'it is no database, or it is damaged; restore a backup, or move it away to start afresh',
};

function words(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_INVALID_STATE') return 'it is closed';
  return WORDS[syscall === undefined ? (codeOf(error) ?? -1) : CANNOT_OPEN] ?? message;
}

/** Nothing of the caller's transaction is in the file. */
export const unavailable = (error: unknown): Failure =>
  new Failure('STORE_UNAVAILABLE', `the database cannot be used now: ${words(error)}`, {}, { cause: error });

export const unusable = (file: string, error: unknown): Failure =>
  new Failure('STORE_UNUSABLE', `${file} cannot be used: ${words(error)}`, {}, { cause: error });
