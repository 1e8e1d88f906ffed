import { Pool } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StandIn, type Play } from '../../test/support/stand-in.ts';
import { isFailure } from '../errors.ts';
import { exchange, type Call } from './exchange.ts';

let line: StandIn;
let pool: Pool;
beforeEach(async () => {
  line = await StandIn.open();
  pool = new Pool(line.url, { connections: 2 });
});
afterEach(async () => {
  await pool.destroy();
  await line.close();
});

const call = (path: string): Call => ({ name: 'test', method: 'POST', path, headers: {}, body: '{}' });
const ask = (path: string, milliseconds = 5000) => exchange(pool, call(path), milliseconds);
const code = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: unknown) => (isFailure(error) ? error.code : error),
  );

describe('one exchange', () => {
  it('gives the answer as it came, whatever its status, with what support asks for', async () => {
    line.plays.push(
      { status: 429, headers: { 'retry-after': '3' }, raw: '寿司' },
      { raw: '', headers: { 'retry-after': 'x' } },
    );
    const date = expect.any(String) as string;
    expect(await ask('/')).toEqual({ status: 429, body: '寿司', requestId: 'request-7', retryAfter: 3000, date });
    expect(await ask('/')).toEqual({ status: 200, body: '', requestId: 'request-7', date });
  });

  it('keeps characters whole that come in two parts', async () => {
    const text = `"${'🍣'.repeat(100_000)}"`;
    line.plays.push({ raw: text });
    expect((await ask('/')).body).toBe(text);
  });

  it.each<[Play, string]>([
    ['reset', 'PLATFORM_UNREACHABLE'],
    [{ raw: 'x'.repeat(1_000_001) }, 'PLATFORM_BROKEN'],
  ])('that breaks, or has no end, is a failure', async (play, expected) => {
    line.plays.push(play);
    expect(await code(ask('/'))).toBe(expected);
  });

  it('that cannot even be sent is a failure', async () => {
    expect(await code(exchange(pool, { ...call('/'), headers: { 'x-line-retry-key': 'a\r\nb: c' } }, 5000))).toBe(
      'PLATFORM_UNREACHABLE',
    );
    expect(line.received).toEqual([]);
  });
});

describe('an exchange whose time is over', () => {
  it.each<Play>(['hang', 'drip'])('is really ended: its socket is closed (%s)', async (play) => {
    line.plays.push(play);
    expect(await code(ask('/', 60))).toBe('PLATFORM_TIMEOUT');
    await vi.waitFor(() => expect(line.sockets.size).toBe(0));
  });

  it('before a socket was free for it is never sent', async () => {
    line.fallback = ({ path }) => (path === '/long' ? 'hang' : { body: {} });
    const long = [code(ask('/long', 150)), code(ask('/long', 150))];
    await vi.waitFor(() => expect(line.received).toHaveLength(2));
    expect(await code(ask('/short', 20))).toBe('PLATFORM_TIMEOUT');
    expect(await Promise.all(long)).toEqual(['PLATFORM_TIMEOUT', 'PLATFORM_TIMEOUT']);
    await ask('/later');
    expect(line.received.map(({ path }) => path)).toEqual(['/long', '/long', '/later']);
  });

  it('leaves the pool fit for use', async () => {
    line.plays.push('hang', 'reset', 'hang');
    for (const expected of ['PLATFORM_TIMEOUT', 'PLATFORM_UNREACHABLE', 'PLATFORM_TIMEOUT']) {
      expect(await code(ask('/', 100))).toBe(expected);
    }
    for (let n = 0; n < 5; n += 1) expect(await code(ask('/'))).toBe('answered');
    await vi.waitFor(() => expect(line.sockets.size).toBeLessThanOrEqual(2));
  });
});
