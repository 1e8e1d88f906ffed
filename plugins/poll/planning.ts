import { inLine, Refusal, type Message, type Reply } from 'tenko';
import type { Desk } from './desk.ts';
import { drafted } from './drafting.ts';
import { fold } from './fold.ts';
import type { Given } from './given.ts';
import { isMissed, nextTime, turn, type Asked, type Plan } from './plan.ts';
import type { Every } from './recurrence.ts';
import { DAY, LIMITS } from './rules.ts';
import { dropPlanTimer, setPlanTimer, setTimer } from './timer.ts';
import { momentOf, whatAnonymousMeans } from './words.ts';

const MINUTE = 60_000;

/** Keeps what the clock is to ask. Without a `start` the first of them is asked by whoever plans it, now. */
export async function plan(
  desk: Desk,
  asked: Asked,
  {
    start,
    every,
    until,
  }: { readonly start: number | undefined; readonly every: Every | undefined; readonly until: number | undefined },
): Promise<{ readonly number: number; readonly told: Message }> {
  const { now, texts } = desk;
  if (start !== undefined && start <= now) throw desk.refusal('start-past', { until: start });
  if (start !== undefined && start > now + LIMITS.daysAhead * DAY) throw desk.refusal('start-far');
  if (start !== undefined && until !== undefined && until <= start) throw desk.refusal('start-late', { until });
  if ((await desk.polls.plans()).length >= LIMITS.plans) throw desk.refusal('plans-many');
  // The clock knows minutes.
  const first = start === undefined ? Math.floor(now / MINUTE) * MINUTE : Math.ceil(start / MINUTE) * MINUTE;
  const { id, invocation } = desk.caller;
  const planned: Plan = {
    number: await desk.polls.newPlanNumber(),
    asked,
    ...(id === undefined ? {} : { creator: id }),
    first,
    ...(every === undefined ? {} : { every }),
    ...(until === undefined ? {} : { lasts: until - first }),
    last: start === undefined ? 0 : -1,
    madeBy: invocation,
  };
  await desk.polls.putPlan(planned);
  await setPlanTimer(desk.schedule, planned, texts.timeZone);
  const { number } = planned;
  const moment = momentOf(nextTime(planned, texts.timeZone), texts);
  const text = texts.t('planned', { question: inLine(asked.question), number, moment, every: every ?? 'once' });
  const command = `/poll cancel --plan ${number}`;
  return { number, told: { type: 'text', text, buttons: [{ label: texts.t('button-cancel'), command }] } };
}

/** The clock: asks what is due, once, and never what is over. */
export async function clockStart(desk: Desk, { plan: number }: Given<'poll clock-start'>): Promise<void> {
  const planned = await desk.polls.plan(number);
  if (planned === undefined) return;
  const { plan: after, asks, until } = turn(planned, desk.now, desk.texts.timeZone);
  if (after === undefined) await desk.polls.deletePlan(number);
  else await desk.polls.putPlan(after);
  if (!asks) return;
  for (const before of await desk.polls.open()) if (before.plan === number) await desk.close(before);
  const question = inLine(planned.asked.question);
  if (await desk.hasTooMany()) {
    desk.say(desk.texts.t('plan-full', { question, openPolls: LIMITS.openPolls }), `plan-${number}`);
    return;
  }
  const { last } = await desk.polls.index();
  const { poll } = drafted(desk, planned.asked, until, { number: last + 1, creator: planned.creator, plan: number });
  await desk.polls.put(poll);
  await setTimer(desk.schedule, poll);
  await desk.show(poll);
  if (planned.asked.anonymous) desk.say(whatAnonymousMeans(desk.chat, desk.texts), `poll-${poll.number}-anonymous`);
}

/** Calls off what the clock would ask; polls that it asked already stay. */
export async function cancelPlan(desk: Desk, { plan: word }: Given<'poll cancel'>): Promise<Reply> {
  const { texts } = desk;
  const plans = await desk.polls.plans();
  if (plans.length === 0) throw new Refusal(texts.t('no-plans'));
  const number = word === undefined ? undefined : Number(/^#?(\d{1,9})$/u.exec(fold(word))?.[1]);
  const planned = word === undefined && plans.length === 1 ? plans[0] : plans.find((one) => one.number === number);
  if (planned === undefined) {
    const lines = plans.map((one) => `${one.number}: ${inLine(one.asked.question)}`);
    throw new Refusal([texts.t('which-plan', { number: plans.at(-1)?.number ?? 1 }), ...lines].join('\n'));
  }
  await desk.refuseOthers({
    question: planned.asked.question,
    ...(planned.creator === undefined ? {} : { creator: planned.creator }),
  });
  await dropPlan(desk, planned);
  return texts.t('plan-cancelled', { question: inLine(planned.asked.question), number: planned.number });
}

export async function dropPlan(desk: Desk, planned: Plan): Promise<void> {
  await dropPlanTimer(desk.schedule, planned);
  await desk.polls.deletePlan(planned.number);
}

/** What is planned; what the bot was away for is told once, and then gone. */
export async function plansToList(desk: Desk): Promise<readonly Plan[]> {
  const plans = await desk.polls.plans();
  for (const planned of plans) if (isMissed(planned, desk.now)) await dropPlan(desk, planned);
  return plans;
}

/** A member who is forgotten planned nothing: what they planned goes on, and is anyone's to call off. */
export async function forgetPlanner(desk: Desk, memberId: string): Promise<void> {
  for (const { creator, ...planned } of await desk.polls.plans())
    if (creator === memberId) await desk.polls.putPlan(planned);
}
