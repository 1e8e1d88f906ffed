import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const LASTS = 12 * 3_600_000;
const COOKIE = 'tenko_console';
/** Log-outs that are remembered until their cookies are worth nothing anyway. */
const MOST_ENDED = 10_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface Session {
  /** Milliseconds since 1970. */
  readonly ends: number;
}

/**
 * Who has logged in. The cookie says until when, signed with a key that is made of a random one, which all hosts of a store share, and of
 * the operator's token: another token ends every session. Nothing is kept but log-outs.
 */
export class Sessions {
  readonly #token: Buffer;
  readonly #key: Buffer;
  readonly #now: () => number;
  readonly #ended = new LRUCache<string, true>({ max: MOST_ENDED, ttl: LASTS });

  constructor(token: string, secret: Uint8Array, now: () => number) {
    this.#token = digest(token);
    this.#key = createHmac('sha256', secret).update(this.#token).digest();
    this.#now = now;
  }

  /** In constant time, whatever the length. */
  isToken(given: string): boolean {
    return timingSafeEqual(digest(given), this.#token);
  }

  /**
   * A `Set-Cookie` that logs in. It names no path: the browser then keeps it for the folder of the request, `…/console/api`, also where a
   * proxy puts something before it.
   */
  begin(isHttps: boolean): string {
    const told = `${(this.#now() + LASTS).toString(36)}.${randomBytes(12).toString('base64url')}`;
    return cookie(`${told}.${this.#sign(told)}`, LASTS / 1_000, isHttps);
  }

  /** What a request's cookies say; `undefined`: nobody has logged in, or no more. */
  of(cookies: string | undefined): Session | undefined {
    const value = valueIn(cookies);
    const [, told, signature] = /^([0-9a-z]{1,10}\.[\w-]{16})\.([\w-]{43})$/.exec(value ?? '') ?? [];
    if (told === undefined || signature === undefined) return undefined;
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(told)))) return undefined;
    const ends = Number.parseInt(told, 36);
    return ends <= this.#now() || this.#ended.has(told) ? undefined : { ends };
  }

  /** Ends the session of these cookies on this host, and gives the `Set-Cookie` that makes the browser forget it. */
  end(cookies: string | undefined, isHttps: boolean): string {
    if (this.of(cookies)) this.#ended.set(valueIn(cookies)!.replace(/\.[^.]*$/, ''), true);
    return cookie('', 0, isHttps);
  }

  #sign(told: string): string {
    return createHmac('sha256', this.#key).update(told).digest('base64url');
  }
}

const cookie = (value: string, seconds: number, isHttps: boolean): string =>
  `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isHttps ? '; Secure' : ''}`;

function valueIn(cookies: string | undefined): string | undefined {
  for (const part of (cookies ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE) return value;
  }
  return undefined;
}
