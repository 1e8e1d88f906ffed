import { expect, it } from 'vitest';
import { isFailure } from '../errors.ts';
import { LinePlatform } from './client.ts';

const TOKEN = 'secret-access-token';

it.each([
  ['a token of two lines', { channelAccessToken: 'secret\nx: y' }],
  ['an empty token', { channelAccessToken: '' }],
  ['an address that is none', { channelAccessToken: TOKEN, apiBaseUrl: 'api.line.me' }],
  ['an address of another kind', { channelAccessToken: TOKEN, apiBaseUrl: 'ftp://api.line.me' }],
])('refuses %s', (_, options) => {
  expect(() => new LinePlatform(options)).toThrow(expect.toSatisfy(isFailure));
});
