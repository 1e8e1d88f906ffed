/** Commands that run a roll call: reminders, closing, its series, and what the clock does of itself. */
import { inLine, Refusal, type Options, type Reply } from 'tenko';
import { dueTasks, reminderExpires, type Task } from './agenda.ts';
import { outcomes } from './arrival.ts';
import { seriesTimer } from './asking.ts';
import type { Desk } from './desk.ts';
import { seriesLine } from './looking.ts';
import { closeCall } from './making.ts';
import { allAnswered, missingLine, missingOf } from './missing.ts';
import type manifest from './plugin.json';
import { remindersAhead } from './price.ts';
import { skipNext, unskip, type Series } from './recurrence.ts';
import { reminder } from './reminder.ts';
import { MINUTE, type RollCall } from './roll-call.ts';
import { numberOf } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

/** However many ask for it, nobody is mentioned more often than this. */
const REMIND_PAUSE = 10 * MINUTE;

/** Mentions those who have not answered, now and for free. */
export async function remind(desk: Desk, { call: word }: Given<'rollcall remind'>): Promise<Reply> {
  const call = await desk.openOne(word);
  const people = await desk.people();
  const line = missingLine(call, people, 1, desk.texts);
  if (line === undefined) throw desk.refusal('roster-unknown');
  if (allAnswered(call, people)) return `${inLine(call.title)}\n${line}`;
  const { now, texts } = desk;
  const again = (call.reminded ?? -Infinity) + REMIND_PAUSE;
  if (now < again)
    throw new Refusal(texts.t('remind-soon', { at: new Date(again - REMIND_PAUSE), from: new Date(again) }));
  await desk.put({ ...call, reminded: now });
  return reminder(call, people, false, texts);
}

export async function close(desk: Desk, { call: word }: Given<'rollcall close'>): Promise<void> {
  const call = await desk.which(word, 'open');
  await desk.refuseOthers(call);
  const closed = desk.ruled(closeCall(call), call);
  await desk.keep(call, closed);
  await desk.setTimer(closed);
}

/** Whoever started the roll call has seen the price, and wants to be sure. */
export async function allowPush(desk: Desk, { call: word, off }: Given<'rollcall allow-push'>): Promise<Reply> {
  const call = await desk.openOne(word);
  await desk.refuseOthers(call);
  const ahead = remindersAhead(call).length;
  if (ahead === 0) throw desk.refusal('push-nothing', call);
  const { push: _, ...rest } = call;
  await desk.put(off === true ? rest : { ...rest, push: true });
  if (off === true) return desk.texts.t('push-off');
  const { people } = await desk.chat.pushCost();
  return desk.texts.t('push-on', { reminders: ahead, cost: ahead * people, number: call.number });
}

/** Leaves out the next one of a series, or takes that back. */
export async function skip(desk: Desk, { series: word, back }: Given<'rollcall skip'>): Promise<Reply> {
  const before = await whichSeries(desk, word);
  await desk.refuseOthers(before);
  const after = back === true ? unskip(before) : skipNext(before, desk.texts.timeZone);
  if (after === undefined) throw desk.refusal('nothing-skipped');
  await desk.calls.putSeries(after);
  const { number } = before;
  const line = seriesLine(after, desk);
  return [line, ...(back === true ? [] : [desk.texts.t('skip-back', { number })])].join('\n');
}

export async function endSeries(desk: Desk, { series: word }: Given<'rollcall end-series'>): Promise<Reply> {
  const series = await whichSeries(desk, word);
  await desk.refuseOthers(series);
  await desk.calls.dropSeries(series.number);
  await desk.schedule.cancel(seriesTimer(series.number));
  return desk.texts.t('series-ended', { title: inLine(series.title) });
}

/** The clock: whatever is due for one roll call, and the timer for what comes next. */
export async function runClock(desk: Desk, { call: number }: Given<'rollcall clock-call'>): Promise<void> {
  const before = await desk.calls.get(number);
  if (before === undefined) return;
  const due = dueTasks(before, desk.now);
  let { call } = due;
  for (const task of due.tasks) call = await doTask(desk, task, call);
  await desk.put(call);
  const result = call.closed && !before.closed;
  const arrivals = call.settled === true && before.settled !== true && Object.keys(call.arrived).length > 0;
  if (result || arrivals) await desk.show(call);
  await desk.setTimer(call);
}

async function doTask(desk: Desk, { what }: Task, call: RollCall): Promise<RollCall> {
  if (what === 'close') return { ...call, closed: true };
  if (what === 'settle') {
    await desk.calls.putOnRecord(outcomes(call));
    return { ...call, closed: true, settled: true };
  }
  // What is over needs no reminder: the clock may come late.
  if (call.closed || (call.at !== undefined && call.at <= desk.now)) return call;
  const people = await desk.people();
  if (what === 'ask-again' && people.roster !== undefined && missingOf(call, people).length === 0) return call;
  const notice = reminder(call, people, what === 'remind', desk.texts);
  const by = call.push === true && what === 'remind' ? { by: desk.now } : {};
  const expires = reminderExpires(call, desk.now);
  desk.chat.notice(notice, { ...by, expires, key: `call-${call.number}-remind` });
  return call;
}

/** By the number of any of its roll calls; without one, the only series. */
async function whichSeries(desk: Desk, word: string | undefined): Promise<Series> {
  const all = await desk.calls.allSeries();
  if (word === undefined) {
    const [only, ...others] = all;
    if (only === undefined) throw desk.refusal('no-series');
    if (others.length > 0) throw desk.refusal('which-series', { number: others.at(-1)?.number ?? 1 });
    return only;
  }
  const number = numberOf(word, desk.texts);
  const found = (await desk.calls.get(number))?.series ?? number;
  const series = all.find((one) => one.number === found);
  if (series === undefined) throw desk.refusal('no-series');
  return series;
}
