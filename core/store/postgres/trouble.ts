import { Failure } from '../../errors.ts';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ENOENT: 'there is no such socket',
  // postgresql.org/docs/current/errcodes-appendix.html
  '08006': 'the connection broke',
  '25006': 'it may only be read; is it a standby?',
  '28000': 'it does not let this user in',
  '28P01': 'the password is wrong',
  '3D000': 'there is no such database',
  '42501': 'this user may not do that; it should own the schema',
  '53100': 'its disk is full',
  '53300': 'it has too many connections already',
  '55P03': 'others held what was needed for too long',
  '57014': 'it did not answer in time',
  '57P01': 'it is being shut down',
  '57P02': 'it crashed',
  '57P03': 'it is starting',
};

/** Classes of SQLSTATE that say nothing of the statement: the connection, the server's means, an operator's hand, its disk. */
const OF_THE_SERVER = /^(08|25|28|3D|53|55|57|58|XX)/;

const codeOf = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** What the server says has a digit in its code; EPIPE has not. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/** The server has answered that nothing of a statement was done. What it says when it goes down is no answer. */
const isAnswer = (error: unknown): boolean => SQLSTATE.test(codeOf(error)) && !/^(08|57P)/.test(codeOf(error));

/** Two transactions stood in each other's way; the server has undone this one, and it may be tried again. */
export const isClash = (error: unknown): boolean => codeOf(error) === '40P01' || codeOf(error) === '40001';

/** What was asked is wrong, and would be at every try: not the server, nor the way to it. */
export const isMistake = (error: unknown): boolean =>
  isAnswer(error) && !isClash(error) && !OF_THE_SERVER.test(codeOf(error));

/** What no waiting mends, but whoever set it up. */
export const isSetUpWrong = (error: unknown): boolean => /^(28|3D|42501|ENOTFOUND)/.test(codeOf(error));

function words(error: unknown): string {
  const known = WORDS[codeOf(error)];
  if (known !== undefined) return known;
  const { message } = error as Error;
  if (/timeout/i.test(message)) return WORDS['57014']!;
  return /terminated|closed|not queryable/i.test(message) ? WORDS['08006']! : message;
}

/** Nothing of the caller's work is written. */
export const unavailable = (error: unknown): Failure =>
  new Failure('STORE_UNAVAILABLE', `the database cannot be used now: ${words(error)}`, {}, { cause: error });

const inDoubt = new WeakSet<object>();

/** The way to the server, or the server, failed after it was asked: nobody knows whether it was done. */
export function lost(error: unknown): Failure {
  const failure = unavailable(error);
  if (!isAnswer(error)) inDoubt.add(failure);
  return failure;
}

export const isInDoubt = (error: unknown): boolean => typeof error === 'object' && error !== null && inDoubt.has(error);

/** `place`: the database without its password. */
export const unusable = (place: string, error: unknown): Failure =>
  new Failure('STORE_UNUSABLE', `${place} cannot be used: ${words(error)}`, {}, { cause: error });

export const closed = (): Failure => new Failure('STORE_UNAVAILABLE', 'the database is closed');
