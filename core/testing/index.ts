/** `tenko/testing`: a chat in memory for a plugin's tests, on the real host. Needs vitest. */
// tsyringe needs it before the first decorated class is loaded.
import 'reflect-metadata';

export { openChat } from './open-chat.ts';
export type { ChatOptions } from './open-chat.ts';
export type { FailureView, SentMedia, TestChat } from './test-chat.ts';
export type { Site, SiteAnswer, SiteRequest } from './sites.ts';
export { wordsOf } from './words-of.ts';
import './replied.ts';
