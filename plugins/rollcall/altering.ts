/** Commands that change a roll call which is there: other words, another time, and open again. */
import { inLine, type Options, type Reply } from 'tenko';
import { editCall, reopenCall } from './changing.ts';
import type { Desk } from './desk.ts';
import { mentioning } from './mentions.ts';
import { momentOf } from './moments.ts';
import type manifest from './plugin.json';
import { LIMITS, type RollCall } from './roll-call.ts';
import { seatsOf } from './seats.ts';
import { takeNumber } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MENTIONED = 20;

export async function edit(desk: Desk, given: Given<'rollcall edit'>): Promise<Reply> {
  // The number may stand at the end of the line, whatever that ends with.
  const titled = await takeNumber(desk.calls, given.title ?? '', given.call);
  const placed = await takeNumber(desk.calls, given.place ?? '', titled.number);
  const call = await desk.openOne(placed.number);
  await desk.refuseOthers(call);
  const { note } = titled;
  const place = given.place === undefined ? undefined : placed.note;
  const { capacity } = given;
  const times = { at: given.at?.getTime(), until: given.until?.getTime() };
  const changes = { title: note === '' ? undefined : note, place, capacity, ...times };
  const after = desk.ruled(editCall(call, changes, desk.now), { ...call, ...present(times) });
  await desk.keep(call, after);
  await desk.setTimer(after);
  return after.at === call.at ? undefined : moved(desk, after);
}

export async function reopen(desk: Desk, { call: word }: Given<'rollcall reopen'>): Promise<void> {
  const call = await desk.which(word ?? (await lastClosed(desk)), 'any');
  await desk.refuseOthers(call);
  if ((await desk.calls.index()).open.length >= LIMITS.openCalls) throw desk.refusal('open-many');
  const after = desk.ruled(reopenCall(call, desk.now), call);
  await desk.keep(call, after);
  await desk.setTimer(after);
}

/** Whoever says only "reopen" means what was closed last, whatever else is open. */
async function lastClosed({ calls }: Desk): Promise<string | undefined> {
  const last = (await calls.index()).closed.at(-1);
  return last === undefined ? undefined : String(last);
}

/** Those who promised to come hear that it is at another time. */
async function moved(desk: Desk, call: RollCall): Promise<Reply> {
  const { names } = await desk.people();
  const ids = new Set(seatsOf(call).seated.map(({ id }) => id));
  ids.delete(desk.caller.id ?? '');
  const people = [...ids].flatMap((id) => {
    const displayName = names.get(id);
    return displayName === undefined ? [] : [{ id, displayName }];
  });
  if (people.length === 0 || call.at === undefined) return undefined;
  const values = { title: inLine(call.title), at: momentOf(call.at, desk.texts) };
  return { type: 'text', text: mentioning(desk.texts, 'moved', people, MENTIONED, values) };
}

const present = (times: { at: number | undefined; until: number | undefined }): Partial<RollCall> => ({
  ...(times.at === undefined ? {} : { at: times.at }),
  ...(times.until === undefined ? {} : { until: times.until }),
});
