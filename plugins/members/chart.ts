import type { Bar, Button, Card, Chart, Texts } from 'tenko';
import { dayOf, noonOf, periods, type Book, type Period, type Step } from './history.ts';

const STEPS: readonly Step[] = ['day', 'week', 'month'];

/** How many people there were, stretch by stretch, with who came and went in each: drawn in the card itself, no picture needed. */
export function historyCard(book: Book, now: number, members: number, step: Step, texts: Texts): Card {
  const { timeZone } = texts;
  const shown = periods(book, dayOf(book.since, timeZone), dayOf(now, timeZone), members, step);
  const most = Math.max(1, ...shown.map((period) => period.members));
  const sum = { joined: 0, left: 0 };
  for (const { joined, left } of shown) {
    sum.joined += joined;
    sum.left += left;
  }
  return {
    type: 'card',
    title: texts.t('history-title'),
    text: [texts.t('count', { count: members }), texts.t('history-sum', sum)].join('\n'),
    bars: shown.map((period) => barOf(period, step, most, texts)),
    buttons: STEPS.filter((other) => other !== step).map((other) => buttonOf(other, texts)),
    footer: [texts.t('history-since', { since: new Date(book.since) }), texts.t('how-to-history')].join('\n'),
  };
}

/** The same as a picture. */
export function historyChart(card: Card, expires: number): Chart {
  const { title, text = '', bars = [] } = card;
  return {
    name: 'members.png',
    title,
    text: text.split('\n').join(' · '),
    bars: bars.map(({ label, share, value }) => ({ label, share, value })),
    expires,
  };
}

function barOf({ from, joined, left, members }: Period, step: Step, most: number, texts: Texts): Bar {
  const start = new Date(noonOf(from, texts.timeZone));
  return {
    label: texts.t(`period-${step}`, { start }),
    share: members / most,
    value: texts.t('history-value', { members, joined, left }),
  };
}

const buttonOf = (step: Step, texts: Texts): Button => ({
  label: texts.t(`button-${step}`),
  command: `/members history --by ${step}`,
  style: 'secondary',
});
