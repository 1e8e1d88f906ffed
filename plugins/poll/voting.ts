import { inLine, Refusal, type Reply } from 'tenko';
import { choose, type Chosen } from './choose.ts';
import type { Desk } from './desk.ts';
import { fold } from './fold.ts';
import type { Given } from './given.ts';
import { readMarks } from './marks.ts';
import * as rules from './rules.ts';
import { choiceOfMark, type Mark, type Poll, type Ruling, type Sponsor } from './rules.ts';
import { closeAfter } from './timer.ts';
import { takeNumber } from './which.ts';
import { choiceOf } from './words.ts';

/** Where several choices may be picked, the last one to answer may go on picking for so long before the poll closes itself. */
const LAST_PICKS = 120_000;

export async function castVote(
  desk: Desk,
  { choices, poll: given, revision, note }: Given<'poll vote'>,
): Promise<Reply> {
  const { words, number } = await takeNumber(desk.polls, choices, given);
  const poll = await openOne(desk, number);
  const voter = desk.voter();
  const marks = marksIn(desk, poll, words);
  const [changed] = rules.changedSince(poll, marks.map(choiceOfMark), revision);
  if (changed !== undefined) {
    await desk.show(poll);
    const choice = inLine(choiceOf(poll, changed, desk.texts));
    return desk.texts.t('card-is-old', { number: changed + 1, choice });
  }
  if (note !== undefined && poll.told !== undefined) throw desk.refusal('note-secret', poll);
  const voted = await desk.box.vote(poll, voter, marks);
  const noted = note === undefined || 'refused' in voted ? voted : rules.comment(voted.poll, voter, note);
  return counted(desk, poll, typedBy(desk, poll, noted, voter));
}

export async function takeBack(desk: Desk, { poll: given, for: guest }: Given<'poll unvote'>): Promise<Reply> {
  const poll = await desk.which(given, 'open');
  const voter = desk.voter();
  if (guest !== undefined) return counted(desk, poll, rules.unvoteFor(poll, guest, sponsor(desk, voter)));
  return counted(desk, poll, typedBy(desk, poll, await desk.box.unvote(poll, voter), voter));
}

/** The vote of somebody who is not in the chat. */
export async function voteForGuest(desk: Desk, { who, choices, poll: given }: Given<'poll for'>): Promise<Reply> {
  const { words, number } = await takeNumber(desk.polls, choices, given);
  const poll = await openOne(desk, number);
  const voter = desk.voter();
  const name = fold(who.replace(/^[@＠]/u, ''));
  const { names } = await desk.people();
  const isHere = [...names.values()].some((other) => fold(other) === name);
  if (isHere) throw new Refusal(desk.texts.t('guest-is-here', { name: inLine(who) }));
  return counted(desk, poll, rules.voteFor(poll, who, sponsor(desk, voter), marksIn(desk, poll, words)));
}

export async function comment(desk: Desk, { words, poll: given }: Given<'poll comment'>): Promise<void> {
  const poll = await openOne(desk, given);
  await desk.keep(poll, rules.comment(poll, desk.voter(), words));
}

/** The indexes of the choices that words name, whatever the poll's kind. */
export function chosenIn(desk: Desk, poll: Poll, words: readonly string[]): readonly number[] {
  const result = choose(poll.choices, words);
  if ('chosen' in result) return result.chosen;
  throw misunderstood(desk, poll, result);
}

function marksIn(desk: Desk, poll: Poll, words: readonly string[]): readonly Mark[] {
  const result = readMarks(poll, words);
  if ('marks' in result) return result.marks;
  throw misunderstood(desk, poll, result);
}

function misunderstood(desk: Desk, poll: Poll, result: Exclude<Chosen, { readonly chosen: unknown }>): Refusal {
  const { texts } = desk;
  if ('unknown' in result) {
    const word = inLine(result.unknown);
    return new Refusal(texts.t('no-such-choice', { word, count: poll.choices.length }));
  }
  const { unclear: word, position, text } = result;
  const other = inLine(choiceOf(poll, position, texts));
  return new Refusal(texts.t('unclear-choice', { word, other, position: position + 1, text: text + 1 }));
}

async function openOne(desk: Desk, word: string | undefined): Promise<Poll> {
  const poll = await desk.which(word, 'open');
  if (poll.closed) throw desk.refusal('closed', poll);
  return poll;
}

const sponsor = ({ caller }: Desk, id: string): Sponsor => ({ id, isModerator: caller.isModerator });

/** A vote that was typed goes with its message; one that was tapped takes that of an older message from it. */
function typedBy({ caller }: Desk, before: Poll, ruling: Ruling, voter: string): Ruling {
  if ('refused' in ruling) return ruling;
  const by = caller.by === 'message' ? caller.invocation : undefined;
  return { poll: rules.noteTyped(before, ruling.poll, voter, by) };
}

/** After a vote: the fresh card, the result if that was the last one, or that it counts where numbers are told in steps. */
async function counted(desk: Desk, before: Poll, ruling: Ruling): Promise<Reply> {
  if ('refused' in ruling) throw desk.refusal(ruling.refused, before);
  const { poll } = ruling;
  await desk.polls.put(poll);
  const people = await desk.people();
  const everyone = !poll.stays && (await desk.hasEveryone(poll, people));
  if (everyone && poll.most === 1) {
    await desk.close(poll, 'everyone');
    return undefined;
  }
  if (everyone) await closeAfter(desk.schedule, poll, desk.now + LAST_PICKS);
  if (poll.told === undefined || poll.told !== before.told) await desk.show(poll, people);
  else desk.chat.reply(desk.texts.t('counted'), { key: `poll-${poll.number}-counted` });
  return undefined;
}
