import { Refused } from '../../http/refused.ts';

/** Linq's own codes with their HTTP status (Linq docs, "Error codes"). */
const STATUS = {
  1001: 400,
  1002: 400,
  1003: 400,
  1004: 400,
  1005: 400,
  1006: 409,
  1007: 429,
  2001: 404,
  2002: 404,
  2004: 401,
  2005: 403,
  2006: 403,
  2009: 409,
  2010: 404,
  2011: 403,
  2013: 409,
  2015: 409,
  2016: 409,
  2017: 409,
  3001: 500,
  3005: 504,
  4001: 500,
} as const;
export type Code = keyof typeof STATUS;

export interface ErrorBody {
  readonly success: false;
  readonly error: {
    readonly status: number;
    readonly code: number;
    readonly message: string;
    readonly doc_url: string;
    /** Seconds. */
    readonly retry_after?: number;
  };
  readonly trace_id?: string;
}

export const errorBody = (code: Code, message: string, retryAfter?: number): ErrorBody => ({
  success: false,
  error: {
    status: STATUS[code],
    code,
    message,
    doc_url: `https://docs.linqapp.com/guides/errors#${code}`,
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
  },
});

export const refuse = (code: Code, message: string, retryAfter?: number): Refused<ErrorBody> =>
  new Refused(
    STATUS[code],
    message,
    errorBody(code, message, retryAfter),
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );

/** What a test puts into a list of faults, for a call to be answered with this code. */
export const faultOf = (code: Code, retryAfter?: number) => {
  const { status, body, headers } = refuse(code, 'The virtual Linq was told to say so.', retryAfter);
  return { status, body, headers };
};
