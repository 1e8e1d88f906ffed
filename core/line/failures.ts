/** What went wrong between us and LINE, mapped once: everything behind this file knows codes only. */
import { Failure, type FailureCode, type FailureDetails } from '../errors.ts';
import type { Answer } from './answer.ts';
import { fields, list, string } from '../chat/shape.ts';

/**
 * Sentences of LINE that are safe to repeat (LINE reference, "Error messages"). Others are left out: they might quote what a member
 * wrote, or a reply token, and failures are logged.
 */
const KNOWN_SENTENCES = [
  /^The request body has \d+ error\(s\)$/,
  /^Length must be between \d+ and \d+$/,
  /^Size must be between \d+ and \d+$/,
  /^(?:May|Must) not be (?:empty|blank|null)$/i,
  /^(?:must|should) be (?:specified|non-empty text)$/i,
  /^invalid (?:uri|url|property|enum value)$/i,
  /^Invalid (?:reply token|start param)$/,
  /^Failed to send messages$/,
  /^The value for the '[A-Za-z]{1,20}' parameter is invalid$/,
  /^Not found$/i,
  /^The API rate limit has been exceeded\. Try again later\.$/,
  /^You have reached your monthly limit\.$/,
  /^Access to this API is not available for your account$/,
  /^Authentication failed\. Confirm that the access token in the authorization header is valid\.$/,
];
/** `messages[0].contents.body`: where in our own request the mistake is. */
const PROPERTY = /^[\w.[\]/-]{1,160}$/;

/** An answer that is not a success. `call` names what was asked, such as "reply". */
export function failureOfAnswer(call: string, answer: Answer): Failure {
  const body = parsed(answer);
  const message = string(body['message']) ?? '';
  const code = codeOf(answer.status, message);
  const words = [advice(code, answer.status), ...saidByLine(message, body)].join(' ');
  return new Failure(code, `LINE, ${call}: ${words}`, detailsOf(answer));
}

/** An answer that should have carried JSON of a known shape, and did not. */
export function unreadable(call: string, answer: Answer): Failure {
  return new Failure(
    'PLATFORM_BROKEN',
    `LINE, ${call}: the answer (${answer.status}) cannot be read.`,
    detailsOf(answer),
  );
}

/** An answer of 200 that lacks what was asked for, or tells something that cannot be. */
export function malformed(call: string, key: string): Failure {
  return new Failure('PLATFORM_BROKEN', `LINE, ${call}: the answer has no usable "${key}".`, { status: 200 });
}

export function timedOut(call: string, milliseconds: number): Failure {
  return new Failure('PLATFORM_TIMEOUT', `LINE, ${call}: no answer within ${milliseconds} ms.`);
}

/** No answer at all: an error of the connection. */
export function failureOfError(call: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = string(fields(error)['code']) ?? (error instanceof Error ? error.name : 'unknown');
  const words = `no connection (${code}). Is the network there, and LINE_API_BASE_URL right?`;
  return new Failure('PLATFORM_UNREACHABLE', `LINE, ${call}: ${words}`, {}, { cause: error });
}

/** Told while it is read: the rest is left where it is. */
export function tooLarge(call: string, most: number): Failure {
  return new Failure('MEDIA_TOO_LARGE', `LINE, ${call}: it is larger than ${most} bytes.`);
}

export function notSupported(call: string, kind: string): Failure {
  return new Failure('NOT_SUPPORTED', `LINE has no such thing for a chat of kind "${kind}": ${call}.`);
}

/** Told without a call. The id itself is left out: it may be anything that a member typed. */
export function notAnId(call: string, what: string): Failure {
  return new Failure('BAD_CALL', `LINE, ${call}: the ${what} id does not look like one of LINE's.`);
}

function codeOf(status: number, message: string): FailureCode {
  switch (status) {
    case 400:
      return message === 'Invalid reply token' ? 'INVALID_REPLY_TOKEN' : 'PLATFORM_REJECTED';
    case 401:
      return 'PLATFORM_UNAUTHORIZED';
    case 403:
      return 'PLATFORM_FORBIDDEN';
    case 404:
      return 'PLATFORM_NOT_FOUND';
    case 410:
      return 'PLATFORM_GONE';
    case 413:
      return 'PLATFORM_TOO_LARGE';
    case 429:
      // The only way to tell the two apart: one passes in a moment, the other with the month.
      return /monthly limit/i.test(message) ? 'PLATFORM_QUOTA_SPENT' : 'PLATFORM_RATE_LIMITED';
    default:
      return status >= 400 && status < 500 ? 'PLATFORM_REJECTED' : 'PLATFORM_BROKEN';
  }
}

function advice(code: FailureCode, status: number): string {
  switch (code) {
    case 'INVALID_REPLY_TOKEN':
      return 'the reply token was used before or is too old (400).';
    case 'PLATFORM_UNAUTHORIZED':
      return 'the access token is not accepted (401). Check LINE_CHANNEL_ACCESS_TOKEN.';
    case 'PLATFORM_FORBIDDEN':
      return 'this account may not ask for that (403). Member lists are for verified and premium accounts.';
    case 'PLATFORM_NOT_FOUND':
      return 'no such chat or member, or the bot is not in it (404).';
    case 'PLATFORM_GONE':
      return 'the content was unsent (410).';
    case 'PLATFORM_TOO_LARGE':
      return 'the request is larger than LINE takes (413).';
    case 'PLATFORM_RATE_LIMITED':
      return 'too many calls in a short time (429).';
    case 'PLATFORM_QUOTA_SPENT':
      return "the month's messages are used up (429).";
    case 'PLATFORM_REJECTED':
      return `the request was refused (${status}).`;
    default:
      return `LINE failed (${status}).`;
  }
}

function saidByLine(message: string, body: Record<string, unknown>): string[] {
  const details = list(body['details'])
    .slice(0, 3)
    .map((value) => {
      const { message: words, property } = fields(value);
      const where = string(property);
      const place = where !== undefined && PROPERTY.test(where) ? `${where}: ` : '';
      return place + (safe(string(words) ?? '') || 'is wrong');
    });
  const said = [safe(message), ...details].filter((words) => words !== '').join('; ');
  return said === '' ? [] : [`It says: ${said}`];
}

const safe = (sentence: string): string => (KNOWN_SENTENCES.some((known) => known.test(sentence)) ? sentence : '');

function detailsOf({ status, requestId, retryAfter }: Answer): FailureDetails {
  return {
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function parsed({ body }: Answer): Record<string, unknown> {
  try {
    return fields(JSON.parse(body));
  } catch {
    return {}; // the status tells enough
  }
}
