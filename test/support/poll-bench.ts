/** For the tests of the plugin poll: it, built from a bench's tokens, and a poll without options. */
import type { BenchTokens } from './plugin-bench.ts';
import Poll from '../../plugins/poll/index.ts';

export const newPoll = (tokens: BenchTokens): Poll => {
  const { chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads } = tokens;
  return new Poll(chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads);
};

export const plain = {
  multiple: undefined,
  anonymous: false,
  hidden: false,
  open: false,
  until: undefined,
  quorum: undefined,
} as const;
