import { expect, it } from 'vitest';
import Ping from './index.ts';

it('/ping is answered with pong and nothing else', () => {
  expect(new Ping().ping()).toBe('pong');
});
