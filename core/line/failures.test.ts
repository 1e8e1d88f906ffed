import { describe, expect, it } from 'vitest';
import { failureOfAnswer, failureOfError, timedOut } from './failures.ts';

const answer = (status: number, body: unknown = {}) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  requestId: 'request-7',
});

describe('an error of LINE becomes a code', () => {
  it.each([
    [400, { message: 'Invalid reply token' }, 'INVALID_REPLY_TOKEN'],
    [400, { message: 'Failed to send messages' }, 'PLATFORM_REJECTED'],
    [400, { message: "The value for the 'groupId' parameter is invalid" }, 'PLATFORM_REJECTED'],
    [400, 'not JSON', 'PLATFORM_REJECTED'],
    [401, {}, 'PLATFORM_UNAUTHORIZED'],
    [403, {}, 'PLATFORM_FORBIDDEN'],
    [404, {}, 'PLATFORM_NOT_FOUND'],
    [409, {}, 'PLATFORM_REJECTED'],
    [410, { message: 'The content is gone' }, 'PLATFORM_GONE'],
    [413, {}, 'PLATFORM_TOO_LARGE'],
    [415, {}, 'PLATFORM_REJECTED'],
    [429, { message: 'The API rate limit has been exceeded. Try again later.' }, 'PLATFORM_RATE_LIMITED'],
    [429, { message: 'You have reached your monthly limit.' }, 'PLATFORM_QUOTA_SPENT'],
    [429, {}, 'PLATFORM_RATE_LIMITED'],
    [500, {}, 'PLATFORM_BROKEN'],
    [503, '<html>', 'PLATFORM_BROKEN'],
    [302, '', 'PLATFORM_BROKEN'],
  ])('%i %j is %3$s', (status, body, code) => {
    const failure = failureOfAnswer('reply', answer(status, body));
    expect(failure).toMatchObject({ code, details: { status, requestId: 'request-7' } });
    expect(failure.message).toContain(String(status));
  });

  it('says where in our request the mistake is, in words that LINE is known for', () => {
    const body = {
      message: 'The request body has 2 error(s)',
      details: [
        { message: 'Length must be between 0 and 5000', property: 'messages[0].text' },
        { message: 'May not be empty', property: 'messages[1].contents.body.contents[0].text' },
      ],
    };
    expect(failureOfAnswer('reply', answer(400, body)).message).toBe(
      'LINE, reply: the request was refused (400). It says: The request body has 2 error(s); ' +
        'messages[0].text: Length must be between 0 and 5000; messages[1].contents.body.contents[0].text: May not be empty',
    );
  });

  it('repeats no other words: they might quote a member or a token', () => {
    const body = {
      message: 'The token secret-reply-token is odd',
      details: [{ message: 'unexpected text: secret words', property: 'secret words' }, null, 'secret'],
    };
    const { message } = failureOfAnswer('reply', answer(400, body));
    expect(message).not.toContain('secret');
    expect(message).toContain('400');
  });

  it('carries what Retry-After said', () => {
    expect(failureOfAnswer('push', { ...answer(429), retryAfter: 3000 }).details).toMatchObject({ retryAfter: 3000 });
  });

  it('an error of the connection is told by its code alone', () => {
    const broken = Object.assign(new Error('connect to secret'), { code: 'ECONNRESET' });
    const failure = failureOfError('push', broken);
    expect(failure).toMatchObject({ code: 'PLATFORM_UNREACHABLE', cause: broken, details: {} });
    expect(failure.message).toContain('ECONNRESET');
    expect(failure.message).not.toContain('secret');
    expect(failureOfError('push', undefined).code).toBe('PLATFORM_UNREACHABLE');
  });

  it('a time-out is told once, as what it is', () => {
    const late = timedOut('push', 5000);
    expect(late).toMatchObject({ code: 'PLATFORM_TIMEOUT', message: 'LINE, push: no answer within 5000 ms.' });
    expect(failureOfError('push', late)).toBe(late);
  });
});
