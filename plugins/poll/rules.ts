/** The rules of a poll, all of them: no words, no I/O. Each gives a new poll, or the reason why not. */
export { addChoice, editChoice, editQuestion, isSecret } from './change.ts';
export { createPoll, type Draft } from './create.ts';
export { closePoll, forget, outlived, reminderExpires, reopenPoll, setUntil } from './life.ts';
export { ballotOf, DAY, LIMITS, type Poll, type Reason, type Ruling } from './poll.ts';
export { takeBack } from './unsend.ts';
export { changedSince, unvote, vote } from './vote.ts';
