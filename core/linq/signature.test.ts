import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signed } from '../../test/support/linq-stand-in.ts';
import { signatureCheck } from './signature.ts';

const SECRET = 'whsec_c2hoaC10aGlzLWlzLWEtdGVzdC1zZWNyZXQtdmFsdWU=';
const OTHER = 'whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldA==';
/** The reference's vector, made by `node:crypto` and by the standardwebhooks package. */
const BODY = Buffer.from('{"event_type":"message.received"}');
const AT = 1_767_225_600_000;
const GOOD = 'v1,ntGH7UCv4+YJ3jyoLmDyxpScWFBkNn0+p/XSc6jkvoo=';
const headers = (more: Record<string, string | undefined> = {}) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1767225600',
  'webhook-signature': GOOD,
  ...more,
});
const check = signatureCheck([SECRET]);

test('the vector of the reference is good, with and without the prefix of its secret', () => {
  expect(check(BODY, headers(), AT)).toBe(true);
  expect(signatureCheck([SECRET.slice('whsec_'.length)])(BODY, headers(), AT)).toBe(true);
});

test('what the standardwebhooks package signs is good, in any language', () => {
  const body = '{"text":"／点呼 金曜 👋"}';
  const at = new Date(AT);
  const signature = new Webhook(SECRET).sign('msg_2', at, body);
  expect(
    check(Buffer.from(body), headers({ 'webhook-id': 'msg_2', 'webhook-signature': signature }), at.getTime()),
  ).toBe(true);
});

test('one good signature among several is enough, and either secret is good while one is replaced', () => {
  const many = `v1,AAAA v1a,${GOOD.slice(3)} ${GOOD} v2,x`;
  expect(check(BODY, headers({ 'webhook-signature': many }), AT)).toBe(true);
  expect(signatureCheck([OTHER, SECRET])(BODY, headers(), AT)).toBe(true);
  expect(signatureCheck([OTHER])(BODY, headers(), AT)).toBe(false);
});

test.each([
  ['another body', Buffer.from('{"event_type":"message.received" }'), {}],
  ['another id', BODY, { 'webhook-id': 'msg_2' }],
  ['another time', BODY, { 'webhook-timestamp': '1767225601' }],
  ['a time that is none', BODY, { 'webhook-timestamp': '1767225600.0' }],
  ['no version', BODY, { 'webhook-signature': GOOD.slice(3) }],
  ['another version', BODY, { 'webhook-signature': GOOD.replace('v1', 'v2') }],
  ['stray characters', BODY, { 'webhook-signature': `${GOOD}=` }],
  ['an empty signature', BODY, { 'webhook-signature': '' }],
  ['no signature', BODY, { 'webhook-signature': undefined }],
  ['no id', BODY, { 'webhook-id': undefined }],
  ['no time', BODY, { 'webhook-timestamp': undefined }],
])('%s is refused', (_, body, more) => {
  expect(check(body, headers(more), AT)).toBe(false);
});

test('five minutes of difference are forgiven, both ways, and no more', () => {
  for (const seconds of [-300, 300]) expect(check(BODY, headers(), AT + seconds * 1_000)).toBe(true);
  for (const seconds of [-301, 301]) expect(check(BODY, headers(), AT + seconds * 1_000)).toBe(false);
});

test('a secret that is none stops the start, and is not told', () => {
  for (const secrets of [[], [''], ['whsec_'], ['not base64!']])
    expect(() => signatureCheck(secrets)).toThrow(/LINQ_WEBHOOK_SECRET must be/);
});

test('what the stand-in signs is good', () => {
  const { payload, headers: marks } = signed({ any: 'thing' }, AT);
  expect(check(Buffer.from(payload), marks, AT)).toBe(true);
});
