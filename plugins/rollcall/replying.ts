/** Commands that answer: for oneself, for somebody else, and with guests. */
import { inLine, type Options, type Reply } from 'tenko';
import { answer, answerFor, bringGuests, unsaid } from './answering.ts';
import type { Desk } from './desk.ts';
import type manifest from './plugin.json';
import type { RollCall, Status } from './roll-call.ts';
import { takeNumber } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

export async function reply(desk: Desk, status: Status, given: Given<'rollcall yes'>): Promise<Reply> {
  const { note, number } = await takeNumber(desk.calls, given.note ?? '', given.call);
  const call = await desk.openOne(number);
  const me = desk.someone();
  const after = desk.ruled(answer(call, me, { status, words: note, from: typedIn(desk) }), call);
  if (given.series === true) await standFor(desk, call, me, status);
  await desk.keep(call, after);
  return given.series === true ? desk.texts.t('standing', { title: inLine(call.title) }) : undefined;
}

/** A thumb was taken back, and with it what it said. Where there is nothing of theirs, or nothing is asked any more, nobody hears of it. */
export async function unanswer(desk: Desk, { call: number }: Given<'rollcall unanswer'>): Promise<void> {
  const call = await desk.calls.get(number);
  const after = call && unsaid(call, desk.someone());
  if (after) await desk.keep(call, after);
}

/** For a member, by their name; for anyone else, as someone from outside whom the caller answers for. */
export async function replyFor(desk: Desk, given: Given<'rollcall for'>): Promise<void> {
  const { note, number } = await takeNumber(desk.calls, given.note ?? '', given.call);
  const call = await desk.openOne(number);
  const sponsor = desk.someone();
  const { who } = given;
  const words = { status: given.status, words: note, by: sponsor, from: typedIn(desk) };
  const ruling = who.id === undefined ? answerFor(call, sponsor, who.displayName, words) : answer(call, who.id, words);
  await desk.keep(call, desk.ruled(ruling, call));
}

export async function guests(desk: Desk, { count, call: word }: Given<'rollcall guest'>): Promise<void> {
  const call = await desk.openOne(word);
  await desk.keep(call, desk.ruled(bringGuests(call, desk.someone(), count, typedIn(desk)), call));
}

async function standFor(desk: Desk, call: RollCall, memberId: string, status: Status): Promise<void> {
  const series = call.series === undefined ? undefined : await desk.calls.series(call.series);
  if (series === undefined) throw desk.refusal('no-series', call);
  await desk.calls.putSeries({ ...series, standing: { ...series.standing, [memberId]: status } });
}

/** The invocation, if it was a message: one that can be unsent. */
const typedIn = ({ caller }: Desk): string | undefined => (caller.by === 'message' ? caller.invocation : undefined);
