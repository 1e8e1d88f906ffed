import { describe, expect, it } from 'vitest';
import { Attempts } from './attempts.ts';
import { isHttps, refusalOf } from './own-page.ts';
import { Sessions } from './session.ts';

const TOKEN = 'a token of the operator';
const SECRET = new Uint8Array(32).fill(7);
const HOUR = 3_600_000;

function sessions(token = TOKEN, secret = SECRET) {
  const clock = { now: 1_000_000 };
  return { clock, sessions: new Sessions(token, secret, () => clock.now) };
}
const sent = (setCookie: string): string => setCookie.split(';')[0]!;

describe('a session', () => {
  it('begins with the token alone, whatever its length', () => {
    const { sessions: one } = sessions();
    expect(one.isToken(TOKEN)).toBe(true);
    for (const wrong of ['', 'a', TOKEN.slice(1), `${TOKEN} `, TOKEN.toUpperCase(), 'x'.repeat(100_000)])
      expect(one.isToken(wrong)).toBe(false);
  });

  it('is a cookie that scripts and other sites never see, and that goes by https alone where there is https', () => {
    const { sessions: one } = sessions();
    expect(one.begin(false)).toMatch(/^tenko_console=[\w.-]+; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(one.begin(true)).toMatch(/; Secure$/);
    expect(one.begin(false)).not.toContain(TOKEN);
  });

  it('ends after half a day', () => {
    const { clock, sessions: one } = sessions();
    const cookie = sent(one.begin(false));
    clock.now += 12 * HOUR - 1;
    expect(one.of(cookie)).toEqual({ ends: 1_000_000 + 12 * HOUR });
    clock.now += 1;
    expect(one.of(cookie)).toBeUndefined();
  });

  it('holds on every host of the store, and on none with another token or another key', () => {
    const cookie = sent(sessions().sessions.begin(false));
    expect(sessions().sessions.of(`a=b; ${cookie}; c`)).toBeDefined();
    expect(sessions('another token, changed').sessions.of(cookie)).toBeUndefined();
    expect(sessions(TOKEN, new Uint8Array(32)).sessions.of(cookie)).toBeUndefined();
  });

  it('cannot be made longer, nor made up', () => {
    const { sessions: one } = sessions();
    const value = sent(one.begin(false)).split('=')[1]!;
    const [, nonce, signature] = value.split('.');
    const longer = (9_000_000_000_000).toString(36);
    for (const made of [`${longer}.${nonce}.${signature}`, `${value}x`, value.slice(0, -1), '..', '', 'a.b.c'])
      expect(one.of(`tenko_console=${made}`)).toBeUndefined();
    expect(one.of(undefined)).toBeUndefined();
  });

  it('that was ended is ended for everyone who has the cookie, and no other is', () => {
    const { sessions: one } = sessions();
    const [mine, other] = [sent(one.begin(false)), sent(one.begin(false))];
    expect(one.end(mine, true)).toBe('tenko_console=; HttpOnly; SameSite=Strict; Max-Age=0; Secure');
    expect(one.of(mine)).toBeUndefined();
    expect(one.of(other)).toBeDefined();
  });
});

describe('wrong tokens', () => {
  it('from one address make it wait, and nobody else', () => {
    const clock = { now: 0 };
    const attempts = new Attempts(() => clock.now);
    for (let n = 0; n < 5; n++) {
      expect(attempts.wait('192.0.2.1')).toBe(0);
      attempts.wrong('192.0.2.1');
    }
    expect(attempts.wait('192.0.2.1')).toBe(60_000);
    expect(attempts.wait('192.0.2.2')).toBe(0);
    clock.now += 60_000;
    expect(attempts.wait('192.0.2.1')).toBe(0);
  });

  it('from the addresses of one IPv6 connection count as one', () => {
    const attempts = new Attempts(() => 0);
    for (let n = 0; n < 5; n++) attempts.wrong(`2001:db8::${n}:1`);
    expect(attempts.wait('2001:db8:0:0:ffff::1')).toBe(60_000);
    expect(attempts.wait('2001:db8:0:1::1')).toBe(0);
    expect(attempts.wait('::1')).toBe(0);
  });

  it('from ever new addresses make everyone wait in the end, and memory stays small', () => {
    const attempts = new Attempts(() => 0);
    for (let n = 0; n < 49; n++) attempts.wrong(`10.0.0.${n}`);
    expect(attempts.wait('192.0.2.1')).toBe(0);
    for (let n = 0; n < 5_000; n++) attempts.wrong(`10.1.${n >> 8}.${n & 255}`);
    expect(attempts.wait('192.0.2.1')).toBe(60_000);
  });
});

describe('where a request comes from', () => {
  const asked = (headers: Record<string, string>, publicUrl?: string) =>
    refusalOf({ host: 'bot.example.org', ...headers }, publicUrl) === undefined;

  it('is the console itself, or no browser', () => {
    expect(asked({})).toBe(true);
    expect(asked({ origin: 'https://bot.example.org' })).toBe(true);
    expect(asked({ 'sec-fetch-site': 'same-origin', origin: 'https://bot.example.org' })).toBe(true);
    expect(asked({ 'sec-fetch-site': 'none' })).toBe(true);
  });

  it('is never another site, another port or a page without an address', () => {
    expect(asked({ origin: 'https://evil.example' })).toBe(false);
    expect(asked({ origin: 'https://bot.example.org:8443' })).toBe(false);
    expect(asked({ origin: 'null' })).toBe(false);
    expect(asked({ 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(asked({ 'sec-fetch-site': 'same-site', origin: 'https://bot.example.org' })).toBe(false);
  });

  it('may be PUBLIC_URL, where a proxy tells the host another name', () => {
    const behind = { host: '127.0.0.1:3000', origin: 'https://bot.example.org' };
    expect(asked(behind)).toBe(false);
    expect(asked(behind, 'https://bot.example.org/tenko')).toBe(true);
    expect(asked({ ...behind, origin: 'https://evil.example' }, 'https://bot.example.org')).toBe(false);
  });

  it('tells whether it came by https', () => {
    expect(isHttps({ origin: 'https://bot.example.org' })).toBe(true);
    expect(isHttps({ 'x-forwarded-proto': 'https' })).toBe(true);
    expect(isHttps({ origin: 'http://localhost:3000' })).toBe(false);
    expect(isHttps({})).toBe(false);
  });
});
