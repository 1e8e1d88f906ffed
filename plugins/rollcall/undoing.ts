/** What is taken back: a message that its writer unsent, a member who asked to be forgotten. */
import type { Texts } from 'tenko';
import { forget, leave, takeBack } from './answering.ts';
import { seriesTimer } from './asking.ts';
import { timerOf, type Desk } from './desk.ts';
import { DAY, type RollCall } from './roll-call.ts';
import { teamKey } from './teams.ts';

/** The message that ran `invocation` is gone, and with it what it did, as far as nobody else has acted on it. */
export async function takeBackMessage(desk: Desk, invocation: string): Promise<void> {
  for (const call of await desk.calls.all()) {
    if (call.from === invocation) return takeBackCall(desk, call);
    const after = takeBack(call, invocation);
    if (after === undefined) continue;
    await desk.keep(call, after);
    return;
  }
}

/** One that nobody else has answered is gone; else it goes on, without the words that were unsent. */
async function takeBackCall(desk: Desk, call: RollCall): Promise<void> {
  const { calls, chat, now, schedule, texts } = desk;
  if (call.series === call.number) {
    await calls.dropSeries(call.number);
    await schedule.cancel(seriesTimer(call.number));
    // Those that the clock has asked since have their words from it.
    for (const other of await calls.all()) if (other.series === call.number) await desk.put(blank(other, texts));
  }
  // Whom `/rollcall since` counted has not acted on it.
  const others =
    call.entries.some(({ id, from }) => id !== call.creator && from !== call.from) ||
    Object.keys(call.arrived).length > 0;
  if (!others) {
    await calls.drop(call);
    await schedule.cancel(timerOf(call.number));
    return;
  }
  await desk.put(blank(call, texts));
  const said = texts.t('unsent', { number: call.number });
  chat.notice(said, { expires: now + DAY, key: `call-${call.number}-unsent` });
}

function blank(call: RollCall, texts: Texts): RollCall {
  const { from: _, place: __, ...rest } = call;
  return { ...rest, title: texts.t('unsent-title', { number: rest.number }), unsaid: true };
}

/** Members who left the chat do not come, and neither does whom they brought; the record of what was promised stays. */
export async function leaveCalls(desk: Desk, memberIds: readonly string[]): Promise<void> {
  for (const call of await desk.calls.open()) {
    const after = memberIds.reduce(leave, call);
    if (after.entries.length === call.entries.length) continue;
    await desk.put(after);
    await desk.tellPromoted(call, after);
  }
}

/** Erases what is kept of a member: their answers and whom they brought, what is on record, and that they started something. */
export async function forgetMember(desk: Desk, memberId: string): Promise<void> {
  const { calls } = desk;
  for (const call of await calls.all()) {
    const after = forget(call, memberId);
    await desk.put(after);
    await desk.tellPromoted(call, after);
  }
  for (const series of await calls.allSeries()) {
    const { creator, standing, among, ...rest } = series;
    const kept = Object.fromEntries(Object.entries(standing).filter(([id]) => id !== memberId));
    const byOther = creator !== undefined && creator !== memberId ? { creator } : {};
    const asked = among === undefined ? {} : { among: among.filter((id) => id !== memberId) };
    await calls.putSeries({ ...rest, ...byOther, ...asked, standing: kept });
  }
  for (const { name, members } of await calls.teams())
    if (members.includes(memberId))
      await calls.putTeam(teamKey(name), { name, members: members.filter((id) => id !== memberId) });
  await calls.dropRecord(memberId);
}
