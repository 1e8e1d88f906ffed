import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../errors.ts';
import { signatureCheck } from './signature.ts';

// LINE docs, "Verify webhook signature": the known answer.
const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const BODY = Buffer.from('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}');
const SIGNATURE = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';

const check = signatureCheck([SECRET]);
const sign = (body: Buffer, secret = SECRET) => createHmac('sha256', secret).update(body).digest('base64');

describe('the signature of a webhook', () => {
  it("is right for LINE's own example", () => {
    expect(check(BODY, SIGNATURE)).toBe(true);
  });

  it('is over the bytes as they came, so emoji escapes are kept', () => {
    const escaped = Buffer.from(String.raw`{"events":[{"text":"\uD83E\uDD28"}]}`);
    expect(check(escaped, sign(escaped))).toBe(true);
    const reserialised = Buffer.from(JSON.stringify(JSON.parse(escaped.toString())));
    expect(check(reserialised, sign(escaped))).toBe(false);
  });

  it('is wrong for a body with one other byte, and for another secret', () => {
    expect(check(Buffer.concat([BODY, Buffer.from(' ')]), SIGNATURE)).toBe(false);
    expect(check(BODY, sign(BODY, 'another'))).toBe(false);
  });

  it('may be made with either of two secrets while one is being replaced', () => {
    const either = signatureCheck(['new-secret', SECRET]);
    expect(either(BODY, SIGNATURE)).toBe(true);
    expect(either(BODY, sign(BODY, 'new-secret'))).toBe(true);
    expect(either(BODY, sign(BODY, 'third'))).toBe(false);
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['an array', [SIGNATURE]],
    ['an object', { length: 44 }],
    ['a number', 44],
    ['one character short', SIGNATURE.slice(1)],
    ['one character long', `${SIGNATURE}=`],
    ['hex', Buffer.from(SIGNATURE, 'base64').toString('hex')],
    ['base64url', SIGNATURE.replace('+', '-')],
    ['44 spaces', ' '.repeat(44)],
    ['44 emoji halves', '🤨'.repeat(22)],
    ['44 characters that are not of one byte', 'é'.repeat(44)],
    ['right but for stray characters', ` ${SIGNATURE.slice(0, -1)}`],
  ])('is wrong when it is %s', (_, signature) => {
    expect(check(BODY, signature)).toBe(false);
  });

  it('never makes the check throw', () => {
    fc.assert(
      fc.property(fc.anything(), (signature) => {
        expect(check(BODY, signature)).toBe(false);
      }),
    );
  });

  it.each([[[]], [['']], [['good', ' ']]])('cannot be checked with the secrets %j', (secrets) => {
    expect(() => signatureCheck(secrets)).toThrow(expect.toSatisfy(isFailure));
  });
});
