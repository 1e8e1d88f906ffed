/** Commands that only look: who is missing, the card again, what is open, what each member's word was worth. */
import { inLine, type Bar, type Button, type Card, type Options, type Reply } from 'tenko';
import { listLine, titleOf } from './card.ts';
import type { Desk } from './desk.ts';
import { momentOf } from './moments.ts';
import { missingLine } from './missing.ts';
import type manifest from './plugin.json';
import { standingOf, type Standing } from './record.ts';
import { upcoming, type Series } from './recurrence.ts';
import type { RollCall } from './roll-call.ts';
import { payers, split } from './split.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const MISSING_LISTED = 100;
const STATS_LISTED = 30;
const PAYERS_LISTED = 100;
const LIST_BUTTONS = 8;
const LABEL_GRAPHEMES = 24;
const NAME_GRAPHEMES = 20;
const TITLE_GRAPHEMES = 40;

export async function missing(desk: Desk, { call: word }: Given<'rollcall missing'>): Promise<Reply> {
  const call = await desk.which(word, 'any');
  const line = missingLine(call, await desk.people(), MISSING_LISTED, desk.texts);
  if (line === undefined) throw desk.refusal('roster-unknown');
  return `${inLine(titleOf(call, desk.texts))}\n${line}`;
}

export async function results(desk: Desk, { call: word }: Given<'rollcall results'>): Promise<void> {
  await desk.show(await desk.which(word, 'any'));
}

/** The open roll calls of the chat, each with its number, and the series with what comes next. */
export async function list(desk: Desk): Promise<Reply> {
  const { calls, texts } = desk;
  const [open, series] = await Promise.all([desk.open(), calls.allSeries()]);
  if (open.length + series.length === 0) return texts.t('none-open');
  const lines = [...open.map((call) => listLine(call, texts)), ...series.map((one) => seriesLine(one, desk))];
  const footer = [texts.t('list-footer'), ...(series.length === 0 ? [] : [texts.t('list-footer-series')])];
  return {
    type: 'card',
    title: texts.t('list-title'),
    text: lines.join('\n'),
    buttons: open.slice(-LIST_BUTTONS).map((call) => showButton(call, desk)),
    footer: footer.join('\n'),
  };
}

const showButton = (call: RollCall, { texts }: Desk): Button => ({
  label: `#${call.number} ${inLine(titleOf(call, texts), LABEL_GRAPHEMES)}`,
  command: `/rollcall results --call ${call.number}`,
  style: 'secondary',
});

export function seriesLine(series: Series, { texts }: Pick<Desk, 'texts'>): string {
  const { number, title, every } = series;
  const { at, asked } = upcoming(series, texts.timeZone);
  const moment = momentOf(at ?? asked, texts);
  return texts.t('series-line', { number, title: inLine(title, TITLE_GRAPHEMES), every, moment });
}

/** An amount shared among those who came, guests at the cost of whoever brought them. */
export async function splitAmount(desk: Desk, { amount, call: word }: Given<'rollcall split'>): Promise<string> {
  const { texts } = desk;
  const call = await desk.which(word, 'any');
  const counts = payers(call);
  const people = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (people === 0) throw desk.refusal('nobody-pays', call);
  const { names } = await desk.people();
  const lines = [...split(amount, counts)].slice(0, PAYERS_LISTED).map(([id, share]) => {
    const name = inLine(names.get(id) ?? '', NAME_GRAPHEMES) || texts.t('someone');
    return texts.t('split-line', { name, guests: (counts.get(id) ?? 1) - 1, share });
  });
  const more = counts.size - lines.length;
  return [
    texts.t('split-title', { title: inLine(titleOf(call, texts)), amount, people }),
    ...lines,
    ...(more > 0 ? [texts.t('stats-more', { count: more })] : []),
  ].join('\n');
}

/** What each member promised and kept. Members who left the chat are not shown to it. */
export async function stats(desk: Desk): Promise<Card | string> {
  const { calls, texts } = desk;
  const [records, { names, roster }] = await Promise.all([calls.records(), desk.people()]);
  if (roster === undefined) throw desk.refusal('roster-unknown');
  const shown = [...records]
    .map(([id, outcomes]) => ({ name: inLine(names.get(id) ?? '', NAME_GRAPHEMES), standing: standingOf(outcomes) }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.standing.promised - a.standing.promised || b.standing.kept - a.standing.kept);
  if (shown.length === 0) return texts.t('stats-none');
  const more = shown.length - STATS_LISTED;
  const footer = [...(more > 0 ? [texts.t('stats-more', { count: more })] : []), texts.t('stats-how')];
  return {
    type: 'card',
    title: texts.t('stats-title'),
    text: texts.t('stats-text'),
    bars: shown.slice(0, STATS_LISTED).map(({ name, standing }) => standingBar(name, standing, desk)),
    footer: footer.join('\n'),
  };
}

function standingBar(label: string, { promised, kept, forgiven, besides }: Standing, { texts }: Desk): Bar {
  const notes = [
    ...(forgiven === 0 ? [] : [texts.t('stats-forgiven', { count: forgiven })]),
    ...(besides === 0 ? [] : [texts.t('stats-besides', { count: besides })]),
  ];
  return {
    label,
    share: promised === 0 ? 0 : kept / promised,
    value: texts.t('stats-value', { kept, promised }),
    ...(notes.length === 0 ? {} : { note: notes.join(' · ') }),
  };
}
