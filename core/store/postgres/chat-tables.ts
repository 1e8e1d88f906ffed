/**
 * Every table with a chat's rows, but for the event ids, which go by their age long before. The chat's own row goes last: with it goes the
 * mark that it is to be erased.
 */
export const OF_A_CHAT = [
  'inbox',
  'outbox',
  'lent',
  'timer',
  'line',
  'download',
  'receipt',
  'month_chat',
  'numbered',
  'reaction',
  'card',
  'invocation',
  'dead',
  'member',
  'state',
  'chat',
] as const;
