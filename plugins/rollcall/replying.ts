/** Commands that answer: for oneself, for somebody else, with guests, and by being there. */
import { inLine, type Options, type Reply } from 'tenko';
import { answer, answerFor, bringGuests } from './answering.ts';
import { arrive, takesArrivals } from './arrival.ts';
import type { Desk } from './desk.ts';
import type manifest from './plugin.json';
import type { RollCall, Status } from './roll-call.ts';
import { oneOf, takeNumber } from './which.ts';

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

export async function here(desk: Desk, { call: word }: Given<'rollcall here'>): Promise<void> {
  const call = word === undefined ? await happeningNow(desk) : await desk.which(word, 'any');
  const me = desk.someone();
  await desk.keep(call, desk.ruled(arrive(call, me, desk.now), call));
}

/** The roll call whose time is now; else the one that it would be, which says when its time is. */
async function happeningNow(desk: Desk): Promise<RollCall> {
  const { calls, now, texts } = desk;
  const all = (await calls.all()).filter(({ kind }) => kind === 'roll');
  const timed = all.filter((call) => call.at !== undefined && takesArrivals(call, now));
  // A roll call without a time is always about now: one with a time that is now comes first.
  const found = oneOf(timed.length > 0 ? timed : all.filter((call) => takesArrivals(call, now)), texts);
  return found ?? desk.which(undefined, 'any');
}

async function standFor(desk: Desk, call: RollCall, memberId: string, status: Status): Promise<void> {
  const series = call.series === undefined ? undefined : await desk.calls.series(call.series);
  if (series === undefined) throw desk.refusal('no-series', call);
  await desk.calls.putSeries({ ...series, standing: { ...series.standing, [memberId]: status } });
}

/** The invocation, if it was a message: one that can be unsent. */
const typedIn = ({ caller }: Desk): string | undefined => (caller.by === 'message' ? caller.invocation : undefined);
