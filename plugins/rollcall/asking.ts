/** Commands that ask: a new roll call, the last one again, and what the clock asks of a series. */
import { Refusal, type Options, type Reply } from 'tenko';
import { safetyEnds } from './agenda.ts';
import { answer } from './answering.ts';
import { answerIn } from './answer-words.ts';
import type { Desk } from './desk.ts';
import { createCall, type Draft } from './making.ts';
import type manifest from './plugin.json';
import { priceTag } from './price.ts';
import { patternOf, repeated, turn, type Series } from './recurrence.ts';
import { reply } from './replying.ts';
import { LIMITS, MINUTE, type RollCall } from './roll-call.ts';
import { membersOf } from './teams.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

export async function ask(desk: Desk, given: Given<'rollcall'>): Promise<Reply> {
  const { title, at, until, capacity, among, team, place, every, remind } = given;
  const isBare = [at, until, capacity, team, place, every].every((one) => one === undefined);
  const status = isBare && among.length + remind.length === 0 ? answerIn(title) : undefined;
  // "/点呼 はい" means the roll call that is open, and no new one of that name.
  if (status !== undefined) return reply(desk, status, { note: '', call: undefined, series: undefined });
  const call = await create(desk, {
    kind: 'roll',
    title,
    place,
    at: at?.getTime(),
    until: until?.getTime(),
    capacity,
    among: [...among.map(({ id }) => id), ...(await membersOf(desk, team))],
    remind,
    every,
  });
  return [await desk.cardOf(call), ...(await priceTag(desk, call))];
}

/** A roll call of those who are here: whoever wrote or tapped just now is counted, whatever it was, and can say otherwise. */
export async function askSince(desk: Desk, { length, title }: Given<'rollcall since'>): Promise<Reply> {
  const { caller, members, now, texts } = desk;
  const [{ memberIds, from }, { names }] = await Promise.all([members.heard(now - length), desk.people()]);
  let call = await create(desk, { kind: 'roll', title: title ?? texts.t('since-title') });
  const here = memberIds.filter((id) => names.has(id));
  const given = { status: 'yes', words: '', from: caller.by === 'message' ? caller.invocation : undefined } as const;
  for (const memberId of here) call = desk.ruled(answer(call, memberId, given));
  await desk.put(call);
  const asked = { minutes: Math.round(length / MINUTE), late: from > now - length };
  return [await desk.cardOf(call), texts.t('since-note', { ...asked, count: here.length, from: new Date(from) })];
}

/** The same again with nobody's answer yet, at the same time of the week unless another is given. */
export async function askAgain(desk: Desk, { call: word, at, until }: Given<'rollcall repeat'>): Promise<Reply> {
  const { calls, now, texts } = desk;
  const { open, closed } = await calls.index();
  const newest = Math.max(0, ...open, ...closed);
  const before = await desk.which(word ?? (newest === 0 ? undefined : String(newest)), 'any');
  if (before.unsaid) throw new Refusal(texts.t('title-empty'));
  const nextAt = at?.getTime() ?? weekLater(before.at, now, texts.timeZone);
  const lead = before.at === undefined || before.until === undefined ? undefined : before.at - before.until;
  const nextUntil = lead === undefined || nextAt === undefined ? undefined : Math.max(nextAt - lead, now + MINUTE);
  const call = await create(desk, {
    kind: before.kind,
    title: before.title,
    place: before.place,
    capacity: before.capacity,
    among: before.among,
    spot: before.spot,
    at: nextAt,
    until: before.kind === 'safety' ? safetyEnds(now) : (until?.getTime() ?? nextUntil),
    remind: (before.remind ?? []).filter((length) => nextAt !== undefined && nextAt - length > now),
  });
  return [await desk.cardOf(call), ...(await priceTag(desk, call))];
}

/** The clock asks the next roll call of a series. Its card waits for the next free reply. */
export async function askNext(desk: Desk, { series: number }: Given<'rollcall clock-series'>): Promise<void> {
  const { calls, now, texts, schedule } = desk;
  const before = await calls.series(number);
  if (before === undefined) return void (await schedule.cancel(seriesTimer(number)));
  const { series, opening } = turn(before, now, texts.timeZone);
  await calls.putSeries(series);
  const { open } = await calls.index();
  if (opening === undefined || open.length >= LIMITS.openCalls) return;
  const { title, place, capacity, among, remind = [], every, creator, standing } = series;
  const { at, until } = opening;
  let call = await create(desk, {
    kind: 'roll',
    title,
    place,
    capacity,
    among,
    at,
    until,
    creator,
    every,
    series: number,
    remind: remind.filter((length) => at !== undefined && at - length > now),
  });
  for (const [memberId, status] of Object.entries(standing))
    call = desk.ruled(answer(call, memberId, { status, words: '' }));
  await desk.put(call);
  await desk.show(call);
}

export const seriesTimer = (number: number): string => `series-${number}`;

type Asked = Omit<Draft, 'number' | 'creator' | 'from' | 'now'> & { readonly creator?: string | undefined };

/** `every` without `series` begins one. */
export async function create(desk: Desk, asked: Asked): Promise<RollCall> {
  const { calls, caller, now } = desk;
  const begins = asked.every !== undefined && asked.series === undefined;
  const { last, open, series } = await calls.index();
  if (open.length >= LIMITS.openCalls) throw desk.refusal('open-many');
  if (begins && series.length >= LIMITS.series) throw desk.refusal('series-many');
  const number = last + 1;
  const draft: Draft = {
    creator: caller.id,
    from: caller.by === 'message' ? caller.invocation : undefined,
    ...asked,
    ...(begins ? { series: number } : {}),
    number,
    now,
  };
  const call = desk.ruled(createCall(draft), { ...present(asked), number });
  await desk.put(call);
  await desk.setTimer(call);
  if (begins) await startSeries(desk, call);
  return call;
}

async function startSeries({ calls, schedule, texts }: Desk, call: RollCall): Promise<void> {
  const { number, created, every = 'week', at, until, title, place, capacity, among, remind, creator } = call;
  const series: Series = {
    number,
    every,
    first: Math.floor(created / MINUTE) * MINUTE,
    title,
    ...present({ at, until, place, capacity, among, remind, creator }),
    last: 0,
    skip: [],
    standing: {},
  };
  await calls.putSeries(series);
  const line = `/rollcall clock-series --series ${number}`;
  await schedule.every(patternOf(series, texts.timeZone), line, { id: seriesTimer(number) });
}

/** The same time of the week, the next time that it comes. */
function weekLater(at: number | undefined, now: number, zone: string): number | undefined {
  if (at === undefined) return undefined;
  let weeks = 0;
  while (repeated(at, 'week', weeks, zone) <= now) weeks += 1;
  return repeated(at, 'week', Math.max(1, weeks), zone);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
const present = <T extends object>(object: T): Present<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
