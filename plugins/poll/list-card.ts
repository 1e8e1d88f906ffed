import { inLine, type Card, type Texts } from 'tenko';
import { isMissed, nextTime, type Plan } from './plan.ts';
import type { Poll } from './rules.ts';
import { momentOf, questionOf, subjectOf } from './words.ts';

const LISTED_GRAPHEMES = 40;
const BUTTONS = 10;
const BUTTON_GRAPHEMES = 14;

/** The open polls of the chat, each with its number, and those that the clock will ask; the newest can be tapped. */
export function listCard(polls: readonly Poll[], plans: readonly Plan[], texts: Texts, now: number): Card {
  const planned = plans.map((plan) => planLine(plan, texts, now));
  const [newest, newestPlan] = [polls.at(-1), plans.at(-1)];
  const footer = [
    ...(newest === undefined ? [] : [texts.t('list-footer', { number: newest.number })]),
    ...(newestPlan === undefined ? [] : [texts.t('plan-footer', { number: newestPlan.number })]),
  ];
  return {
    type: 'card',
    title: texts.t('list-title'),
    text: [
      ...polls.map((poll) => listLine(poll, texts)),
      ...(planned.length === 0 ? [] : [texts.t('plans-title'), ...planned]),
    ].join('\n'),
    buttons: polls.slice(-BUTTONS).map((poll) => ({
      label: `${subjectOf(poll)} ${inLine(questionOf(poll, texts), BUTTON_GRAPHEMES)}`,
      command: `/poll results --poll ${poll.number}`,
      style: 'secondary',
    })),
    footer: footer.join('\n'),
  };
}

function planLine(plan: Plan, texts: Texts, now: number): string {
  const { number, asked, every } = plan;
  const values = { number, question: inLine(asked.question, LISTED_GRAPHEMES) };
  if (isMissed(plan, now)) return texts.t('plan-missed', values);
  const moment = momentOf(nextTime(plan, texts.timeZone), texts);
  return texts.t('plan-line', { ...values, moment, every: every ?? 'once' });
}

/** A chat may have fifty polls of five hundred voters: nothing is counted for a list. */
const votersOf = ({ told, ballots }: Poll): number => told?.voters ?? Object.keys(ballots).length;

export function listLine(poll: Poll, texts: Texts): string {
  const question = inLine(questionOf(poll, texts), LISTED_GRAPHEMES);
  return texts.t('list-line', { number: poll.number, question, voters: votersOf(poll) });
}
