import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../line/rules/rule.ts';

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; an empty object for a call without one. */
  readonly body: Json;
  /** A body that is a picture. */
  readonly bytes?: Buffer;
  /** What the answer's header calls this request. */
  readonly requestId: string;
}

export interface Success {
  /** 200 when left out. */
  readonly status?: number;
  /** Of bytes; they are a picture when it is left out. */
  readonly type?: string;
  /** Bytes are sent under their type, a string is sent as it is, all else is JSON; nothing at all is an answer without a body. */
  readonly body?: unknown;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In fastify's form: `/v2/bot/group/:groupId/leave`. */
  readonly path: string;
  /** Asks for no access token, and takes a form. */
  readonly open?: boolean;
  /** Throws `Refused` for everything that is no success. */
  readonly handle: (call: Call) => Success | Promise<Success>;
}
