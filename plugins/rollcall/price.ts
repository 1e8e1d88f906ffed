import type { Card } from 'tenko';
import type { Desk } from './desk.ts';
import { momentOf } from './moments.ts';
import type { RollCall } from './roll-call.ts';

/** Reminders that are still to come. */
export const remindersAhead = ({ at, remind = [], seen }: RollCall): readonly number[] =>
  at === undefined ? [] : remind.map((before) => at - before).filter((time) => time > seen);

/** When the reminders are due, that they are free, and what it would cost to be sure of them: said before anything can cost anything. */
export async function priceTag(desk: Desk, call: RollCall): Promise<readonly Card[]> {
  const times = remindersAhead(call);
  if (times.length === 0) return [];
  const { texts, chat } = desk;
  const { people, left } = await chat.pushCost();
  const moments = texts.list(times.map((time) => momentOf(time, texts)));
  const price = { reminders: times.length, people, cost: times.length * people };
  const text = [
    texts.t('reminders-set', { moments }),
    left === undefined ? texts.t('price', price) : texts.t('price-of', { ...price, left }),
  ];
  const command = `/rollcall allow-push --call ${call.number}`;
  const card: Card = {
    type: 'card',
    title: texts.t('reminders-title'),
    text: text.join('\n'),
    buttons: [{ label: texts.t('button-push'), command, style: 'secondary' }],
    footer: texts.t('how-to-push', { number: call.number }),
    subject: `#${call.number}`,
  };
  return [card];
}
