import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@linqapp/sdk';
import { fields, number, string } from '../chat/shape.ts';
import { Failure, type FailureCode, type FailureDetails } from '../errors.ts';

/** Linq's own numbers ("Error codes"), where the HTTP status does not say enough. */
const BY_CODE: Readonly<Record<number, readonly [FailureCode, string]>> = {
  1006: ['NOT_SUPPORTED', 'a 1:1 chat has no name and no picture'],
  1007: ['PLATFORM_RATE_LIMITED', 'too many messages in a short time'],
  2001: ['PLATFORM_NOT_IN_CHAT', 'this line is not in the chat, or never was'],
  2002: ['PLATFORM_NOT_FOUND', 'there is no such message'],
  2008: ['PLATFORM_FORBIDDEN', 'a sandbox line writes only to people who have written to it'],
  2009: ['PLATFORM_RATE_LIMITED', 'the chat is still being made'],
  2011: ['NOT_SUPPORTED', 'this account has no such feature'],
  2013: ['PLATFORM_NOT_IN_CHAT', 'this line has left the chat'],
  2016: ['NOT_SUPPORTED', 'groups have no such thing'],
  2017: ['NOT_SUPPORTED', 'this kind of message service has no such thing'],
  2018: ['NOT_SUPPORTED', 'that needs iMessage'],
  2024: ['PLATFORM_FORBIDDEN', 'this person has asked this account not to write any more'],
  // Of a picture, or another file: the same call would fail again.
  5001: ['PLATFORM_REJECTED', 'the file could not be stored'],
  5002: ['PLATFORM_REJECTED', 'the file could not be fetched'],
  5003: ['PLATFORM_REJECTED', 'the address of the file is of no use'],
};
/** The chat is not ready: Linq says nothing of when it is. */
const STILL_MADE = 2009;
const SOON = 1_000;
/** A wait that is told to be longer is not waited for in one piece. */
const LONGEST_WAIT = 60_000;

/**
 * Any error of a call as one of ours. `call`: what was asked, in words. Nothing that Linq wrote goes into the message, and the error
 * itself is not kept as its cause: both may hold people's numbers.
 */
export function failureOf(call: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof APIConnectionTimeoutError) return timedOut(call);
  if (error instanceof APIConnectionError) {
    const code = string(fields(fields(error.cause)['cause'])['code']) ?? 'unknown';
    const words = `no connection (${code}). Is the network there, and LINQ_API_BASE_URL right?`;
    return new Failure('PLATFORM_UNREACHABLE', `Linq, ${call}: ${words}`);
  }
  if (error instanceof APIError && typeof error.status === 'number') return failureOfAnswer(call, error, error.status);
  const name = error instanceof Error ? error.name : 'unknown';
  return new Failure('PLATFORM_BROKEN', `Linq, ${call}: the answer cannot be read (${name}).`);
}

export const timedOut = (call: string): Failure => new Failure('PLATFORM_TIMEOUT', `Linq, ${call}: no answer in time.`);

/** An answer of 2xx that lacks what was asked for. */
export const malformed = (call: string, key: string): Failure =>
  new Failure('PLATFORM_BROKEN', `Linq, ${call}: the answer has no usable "${key}".`);

/** Told without a call. `why` is a whole sentence. */
export const notSupported = (call: string, why: string): Failure =>
  new Failure('NOT_SUPPORTED', `Linq, ${call}: ${why}`);

function failureOfAnswer(call: string, error: APIError, status: number): Failure {
  const body = fields(error.error);
  const said = fields(body['error']);
  const linqCode = number(said['code']) ?? number(Number(string(said['code'])));
  const [code, words] = (linqCode === undefined ? undefined : BY_CODE[linqCode]) ?? byStatus(status);
  const about = linqCode === undefined ? `${status}` : `${status}, code ${linqCode}`;
  return new Failure(code, `Linq, ${call}: ${words} (${about}).`, {
    status,
    ...traced(error, body),
    ...waiting(code, linqCode, error, said),
  });
}

function byStatus(status: number): readonly [FailureCode, string] {
  switch (status) {
    case 401:
      return ['PLATFORM_UNAUTHORIZED', 'the API key is not accepted. Check LINQ_API_KEY'];
    case 403:
      return ['PLATFORM_FORBIDDEN', 'this account may not do that'];
    case 404:
      return ['PLATFORM_NOT_FOUND', 'there is no such thing'];
    case 410:
      return ['PLATFORM_GONE', 'it is gone'];
    case 413:
      return ['PLATFORM_TOO_LARGE', 'the request is larger than Linq takes'];
    case 429:
      return ['PLATFORM_RATE_LIMITED', 'too many calls in a short time'];
    default:
      return status >= 400 && status < 500
        ? ['PLATFORM_REJECTED', 'the request was refused']
        : ['PLATFORM_BROKEN', 'Linq failed'];
  }
}

function traced({ headers }: APIError, body: Readonly<Record<string, unknown>>): FailureDetails {
  const trace = string(body['trace_id']) ?? headers?.get('x-trace-id') ?? undefined;
  return trace === undefined ? {} : { requestId: trace.slice(0, 100) };
}

function waiting(
  code: FailureCode,
  linqCode: number | undefined,
  { headers }: APIError,
  said: Readonly<Record<string, unknown>>,
): FailureDetails {
  if (code !== 'PLATFORM_RATE_LIMITED') return {};
  if (linqCode === STILL_MADE) return { retryAfter: SOON };
  const seconds = Number(headers?.get('retry-after') ?? number(said['retry_after']) ?? Number.NaN);
  return seconds > 0 ? { retryAfter: Math.min(seconds * 1_000, LONGEST_WAIT) } : {};
}
