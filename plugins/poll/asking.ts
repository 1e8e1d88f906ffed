import { inLine, type Message, type Reply } from 'tenko';
import { pollCard } from './card.ts';
import type { Desk } from './desk.ts';
import { drafted } from './drafting.ts';
import { edit } from './edit.ts';
import type { Given } from './given.ts';
import { askedOf, type Asked } from './plan.ts';
import { plan } from './planning.ts';
import * as rules from './rules.ts';
import { setTimer } from './timer.ts';
import { fold } from './fold.ts';
import { castVote, chosenIn } from './voting.ts';
import { takeLastNumber, takeNumber } from './which.ts';
import { whatAnonymousMeans } from './words.ts';

/** What can only be an answer: positions of choices, in an order or beside each other. */
const NUMBERS = /^#?\d{1,2}(?:[\s,、>]+#?\d{1,2})*$/u;

/** `/poll 2` while a poll is open is a vote, as is one of its choices: nobody asks a group "2". */
export async function askOrVote(desk: Desk, given: Given<'poll'>): Promise<Reply> {
  const { question, ...others } = given;
  const isAlone = Object.values(others).every((value) => !value || (Array.isArray(value) && value.length === 0));
  const open = isAlone ? await desk.polls.open() : [];
  const isChoice = ({ choices }: rules.Poll): boolean => choices.some((choice) => fold(choice) === fold(question));
  const isVote = open.length > 0 && (NUMBERS.test(fold(question)) || (open.length === 1 && open.some(isChoice)));
  if (!isVote) return ask(desk, given);
  const choices = open.some(isChoice) ? [question] : question.split(/\s+/u);
  return castVote(desk, { choices, poll: undefined, revision: undefined, note: undefined });
}

/** A new poll: now, when the clock says, or both. */
async function ask(desk: Desk, { start, every, until, ...given }: Given<'poll'>): Promise<Reply> {
  const { choices, multiple, quorum, weights, ...rest } = given;
  const asked: Asked = {
    ...rest,
    choices: choices.length === 0 ? [desk.texts.t('yes'), desk.texts.t('no')] : choices,
    ...(multiple === undefined ? {} : { multiple }),
    ...(quorum === undefined ? {} : { quorum }),
    ...(weights === undefined ? {} : { weights }),
  };
  const times = { start: start?.getTime(), every, until: until?.getTime() };
  if (every === undefined && start === undefined) return askNow(desk, asked, times.until);
  // It is tried before anything is kept: what cannot be asked cannot be planned.
  drafted(desk, asked, times.until, {});
  const planned = await plan(desk, asked, times);
  return start === undefined
    ? [...(await askNow(desk, asked, times.until, planned.number)), planned.told]
    : planned.told;
}

async function askNow(desk: Desk, asked: Asked, until: number | undefined, plan?: number): Promise<readonly Message[]> {
  const { last } = await desk.polls.index();
  if (await desk.hasTooMany()) throw desk.refusal('open-many');
  const creator = desk.caller.id;
  const madeBy = desk.caller.invocation;
  const { poll, merged } = drafted(desk, asked, until, {
    number: last + 1,
    creator,
    madeBy,
    ...(plan === undefined ? {} : { plan }),
  });
  await desk.polls.put(poll);
  await setTimer(desk.schedule, poll);
  const { texts } = desk;
  const twice = texts.list(merged.map((text) => inLine(text)));
  return [
    pollCard(poll, texts, await desk.people()),
    ...(merged.length === 0 ? [] : [texts.t('merged', { choices: twice })]),
    ...(asked.anonymous ? [whatAnonymousMeans(desk.chat, texts)] : []),
  ];
}

/** The same question with the same choices and rules, as a poll of its own. */
export async function askAgain(desk: Desk, { poll: word, ...times }: Given<'poll again'>): Promise<Reply> {
  const poll = await desk.which(word, 'any');
  if (poll.question === '') throw desk.refusal('taken-back-poll', poll);
  const { multiple, quorum, weights, ...asked } = askedOf(poll);
  return ask(desk, { ...asked, multiple, quorum, weights, ...times });
}

export async function addChoice(desk: Desk, { choice, poll: given }: Given<'poll add'>): Promise<void> {
  const { words, number } = await takeNumber(desk.polls, choice, given);
  const poll = await desk.which(number, 'open');
  if (!poll.open) await desk.refuseOthers(poll);
  await desk.keep(poll, rules.addChoice(poll, words.join(' '), desk.caller.invocation));
}

export async function editPoll(desk: Desk, given: Given<'poll edit'>): Promise<Reply> {
  const { choice, to: typed, question, until } = given;
  const { text: to, number } = await takeLastNumber(desk.polls, typed, given.poll);
  const poll = await desk.which(number, 'open');
  await desk.refuseOthers(poll);
  const index = choice === undefined ? undefined : chosenIn(desk, poll, [choice])[0];
  const change = { index, to, question, until: until?.getTime() };
  const by = desk.caller.invocation;
  const ruling = edit(poll, change, { voted: await desk.box.hasVotes(poll), now: desk.now, by });
  const about = until === undefined ? poll : { ...poll, until: until.getTime() };
  const edited = await desk.keep('refused' in ruling ? about : poll, ruling);
  if (until !== undefined) await setTimer(desk.schedule, edited);
  return desk.reminders.confirmAgain(poll, edited, await desk.people());
}
