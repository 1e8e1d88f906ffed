/** Commands about being there: "I am here", where it is, and a location that shows it. */
import { Refusal, type Button, type Options, type Reply } from 'tenko';
import { arrive, takesArrivals } from './arrival.ts';
import type { Desk } from './desk.ts';
import type manifest from './plugin.json';
import { LIMITS, type RollCall } from './roll-call.ts';
import { distance, NEAR, readSpot, type Spot } from './spot.ts';
import { oneOf } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

export async function here(desk: Desk, { call: word }: Given<'rollcall here'>): Promise<Reply> {
  const call = word === undefined ? await happeningNow(desk) : await desk.which(word, 'any');
  const me = desk.someone();
  const { texts } = desk;
  const isChecked = call.spot === undefined || call.checked?.includes(me) === true;
  const ask = texts.t('here-check', { near: NEAR });
  // Tapped again, it asks for the location again.
  if (!isChecked && Object.hasOwn(call.arrived, me))
    return { type: 'text', text: ask, buttons: [where(desk, call, 'check-place')] };
  await desk.keep(call, desk.ruled(arrive(call, me, desk.now), call));
  return isChecked ? undefined : { type: 'text', text: ask, buttons: [where(desk, call, 'check-place')] };
}

/** Where it is: typed, or sent as a location by whoever started it. */
export async function place(desk: Desk, { spot: typed, call: word }: Given<'rollcall place'>): Promise<Reply> {
  const call = await desk.openOne(word);
  await desk.refuseOthers(call);
  if (typed === undefined)
    return {
      type: 'text',
      text: desk.texts.t('place-ask', { number: call.number }),
      buttons: [where(desk, call, 'set-place')],
    };
  const spot = readSpot(typed);
  if (spot === undefined) throw desk.refusal('place-wrong', call);
  return setSpot(desk, call, spot);
}

export async function setPlace(desk: Desk, given: Given<'rollcall set-place'>): Promise<Reply> {
  const call = await desk.openOne(String(given.call));
  await desk.refuseOthers(call);
  return setSpot(desk, call, located(given.spot));
}

/** A member has sent where they are. That they were near is kept, and not where. */
export async function checkPlace(desk: Desk, given: Given<'rollcall check-place'>): Promise<void> {
  const before = await desk.which(String(given.call), 'any');
  const me = desk.someone();
  if (before.spot === undefined) return;
  const metres = distance(before.spot, located(given.spot));
  if (metres > NEAR) {
    const way =
      metres < 1_000 ? { unit: 'm', count: Math.round(metres) } : { unit: 'km', count: Math.round(metres / 100) / 10 };
    throw new Refusal(desk.texts.t('too-far', { ...way, near: NEAR }));
  }
  const call = Object.hasOwn(before.arrived, me) ? before : desk.ruled(arrive(before, me, desk.now), before);
  await desk.keep(before, { ...call, checked: [...new Set([...(call.checked ?? []), me])].slice(0, LIMITS.entries) });
}

async function setSpot(desk: Desk, call: RollCall, spot: Spot): Promise<Reply> {
  // Who was near somewhere else was not there.
  const { checked: _, ...rest } = call;
  await desk.put({ ...rest, spot });
  const { latitude, longitude } = spot;
  const title = call.place ?? call.title;
  return [{ type: 'location', title, latitude, longitude }, desk.texts.t('place-set', { near: NEAR })];
}

/** The line is run with the member's location behind it; what was typed never is. */
const where = ({ texts }: Desk, { number }: RollCall, command: string): Button => ({
  label: texts.t('button-location'),
  command: `/rollcall ${command} --call ${number}`,
  pick: 'location',
});

function located(text: string): Spot {
  const spot = readSpot(text);
  if (spot === undefined) throw new Error('the host gives a location as two numbers');
  return spot;
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
