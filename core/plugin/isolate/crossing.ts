import { CODES, Failure, isFailure, isRefusal, Refusal, type FailureCode, type RefusalCode } from '../../errors.ts';

/** An error as it crosses between the host and an isolate: what it is goes by its code. */
export interface CrossingError {
  readonly kind: 'refusal' | 'failure' | 'error';
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

const LONGEST_TEXT = 5_000;
const LONGEST_STACK = 8_000;

const text = (value: unknown, longest = LONGEST_TEXT): string =>
  typeof value === 'string' ? value.slice(0, longest) : '';

/** Takes an error apart. Whatever was thrown may be a trap: reading it is tried, once. */
export function takeApart(error: unknown): CrossingError {
  try {
    if (isRefusal(error))
      return { kind: 'refusal', message: text(error.message), code: text(error.code), values: { ...error.values } };
    if (isFailure(error))
      return {
        kind: 'failure',
        message: text(error.message),
        code: text(error.code),
        stack: text(error.stack, LONGEST_STACK),
      };
    if (error instanceof Error)
      return { kind: 'error', message: text(error.message), stack: text(error.stack, LONGEST_STACK) };
    return { kind: 'error', message: String(error).slice(0, LONGEST_TEXT) };
  } catch {
    return { kind: 'error', message: 'it threw something that cannot be read' };
  }
}

function isCode<K extends 'refusal' | 'failure'>(
  kind: K,
  code: unknown,
): code is K extends 'refusal' ? RefusalCode : FailureCode {
  return typeof code === 'string' && Object.hasOwn(CODES, code) && CODES[code as keyof typeof CODES].kind === kind;
}

function plainValues(values: unknown): Record<string, string | number> {
  if (typeof values !== 'object' || values === null) return {};
  const entries = Object.entries(values).slice(0, 20);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1])),
  );
}

/** Puts an error together again. `given` came from the other side and is not trusted to be what its type says. */
export function putTogether(given: unknown): Error {
  const { kind, message, code, stack, values } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    keyof CrossingError,
    unknown
  >;
  if (kind === 'refusal')
    return new Refusal(text(message), isCode('refusal', code) ? code : 'REFUSED', plainValues(values));
  const error =
    kind === 'failure' && isCode('failure', code) ? new Failure(code, text(message)) : new Error(text(message));
  // Where it was thrown, and not where it was put together.
  error.stack = text(stack, LONGEST_STACK) || `${error.name}: ${error.message}`;
  return error;
}
