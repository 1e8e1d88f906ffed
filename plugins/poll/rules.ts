/** The rules of a poll, all of them: no words, no I/O. Each gives a new poll, or the reason why not. */
export { addChoice, editChoice, editQuestion, isSecret } from './change.ts';
export { createPoll, type Draft } from './create.ts';
export { unvoteFor, voteFor, type Sponsor } from './guests.ts';
export { closePoll, forget, outlived, reminderExpires, remindsAgain, reopenPoll, setUntil } from './life.ts';
export { comment, noteOf } from './notes.ts';
export { ballotOf, DAY, LIMITS, type Poll, type Reason, type Ruling } from './poll.ts';
export { noteTyped, takeBackVote } from './typed-votes.ts';
export { takeBack } from './unsend.ts';
export { changedSince, choiceOfMark, unvote, vote, type Mark } from './vote.ts';
