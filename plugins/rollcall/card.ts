import { inLine, type Bar, type Button, type Card, type Texts } from 'tenko';
import { momentOf } from './moments.ts';
import { missingLine } from './missing.ts';
import { memberNames, namesOf, type People } from './people.ts';
import { STATUSES, type Entry, type RollCall, type Status } from './roll-call.ts';
import { seatsOf, tally } from './seats.ts';

/** So that five lists of names, in any script, stay within LINE's 30 KB for a bubble. */
const NAMES_PER_STATUS = 22;
const MISSING_ON_CARD = 15;
const LISTED_GRAPHEMES = 40;

/** Safe or not is all that a safety check asks; whoever needs help comes first. */
const SAFETY: readonly Status[] = ['no', 'yes'];
const statusesOf = ({ kind }: RollCall): readonly Status[] => (kind === 'safety' ? SAFETY : STATUSES);

export function callCard(call: RollCall, texts: Texts, people: People): Card {
  const text = [
    ...detailsOf(call, texts),
    ...askedLine(call, people, texts),
    ...repeatsLine(call, texts),
    statusLine(call, texts),
    ...arrivedLine(call, texts),
    ...closesLine(call, texts),
  ];
  const missing = missingLine(call, people, MISSING_ON_CARD, texts);
  const twin = call.closed ? undefined : texts.t(`how-to-${call.kind}`, { number: call.number });
  const footer = [missing, twin].filter((line) => line !== undefined);
  return {
    type: 'card',
    title: titleOf(call, texts),
    text: text.join('\n'),
    bars: barsOf(call, texts, people),
    ...(buttonsOf(call, texts).length === 0 ? {} : { buttons: buttonsOf(call, texts) }),
    ...(footer.length === 0 ? {} : { footer: footer.join('\n') }),
    subject: `#${call.number}`,
    ...(call.closed ? { settled: true } : {}),
    // Whoever has said that they are safe has said so.
    ...(call.closed || call.kind === 'safety' ? {} : { takeBack: `/rollcall unanswer --call ${call.number}` }),
    alt: texts.t(`alt-${call.kind}`, { title: inLine(call.title), text: text.join(' · ') }),
  };
}

export const titleOf = ({ kind, title }: RollCall, texts: Texts): string =>
  kind === 'safety' ? texts.t('title-safety', { title }) : title;

/** When and where, each on a line. */
export function detailsOf({ at, place }: Pick<RollCall, 'at' | 'place'>, texts: Texts): readonly string[] {
  return [
    ...(at === undefined ? [] : [texts.t('at', { at: momentOf(at, texts) })]),
    ...(place === undefined ? [] : [texts.t('place', { place: inLine(place) })]),
  ];
}

export function closesLine({ until, closed }: RollCall, texts: Texts): readonly string[] {
  return until === undefined || closed ? [] : [texts.t('closes', { moment: momentOf(until, texts) })];
}

const buttonOf = ({ number, kind }: RollCall, status: Status, texts: Texts): Button => ({
  label: texts.t(kind === 'safety' ? `button-safety-${status}` : `button-${status}`),
  command: `/rollcall ${status} --call ${number}`,
  ...(status === 'yes' ? { reaction: 'like' } : status === 'no' ? { reaction: 'dislike' } : {}),
  ...(kind === 'safety' && status === 'yes' ? { style: 'primary' } : {}),
});

/** A button for each answer that the roll call takes. */
export const answerButtons = (call: RollCall, texts: Texts): readonly Button[] =>
  (call.kind === 'safety' ? SAFETY.toReversed() : STATUSES).map((status) => buttonOf(call, status, texts));

export function listLine(call: RollCall, texts: Texts): string {
  const title = inLine(titleOf(call, texts), LISTED_GRAPHEMES);
  const moment = call.at === undefined ? '' : momentOf(call.at, texts);
  const timed = call.at !== undefined;
  return texts.t('list-line', { number: call.number, title, coming: seatsOf(call).seated.length, timed, moment });
}

function statusLine(call: RollCall, texts: Texts): string {
  const { yes, no, late, waiting } = tally(call);
  if (call.kind === 'safety') {
    const state = call.closed ? 'safety-closed' : 'safety-open';
    return texts.t(state, { safe: yes.length, help: no.length });
  }
  const { capacity = 0 } = call;
  const values = { coming: yes.length + late.length, late: late.length, waiting: waiting.length, capacity };
  return texts.t(call.closed ? 'status-closed' : 'status-open', values);
}

function askedLine({ among }: RollCall, { roster }: People, texts: Texts): readonly string[] {
  if (among === undefined || roster === undefined) return [];
  const asked = roster.members.filter(({ id }) => among.includes(id));
  return asked.length === 0 ? [] : [texts.t('asked', { names: memberNames(asked, MISSING_ON_CARD, texts) })];
}

const repeatsLine = ({ every }: RollCall, texts: Texts): readonly string[] =>
  every === undefined ? [] : [texts.t('repeats', { every })];

function arrivedLine({ arrived, checked = [] }: RollCall, texts: Texts): readonly string[] {
  const count = Object.keys(arrived).length;
  return count === 0 ? [] : [texts.t('arrived', { count, checked: checked.length })];
}

function barsOf(call: RollCall, texts: Texts, people: People): readonly Bar[] {
  const counts = tally(call);
  const all = call.entries.length;
  const barOf = (label: string, entries: readonly Entry[], button?: Button): Bar => ({
    label,
    share: all === 0 ? 0 : entries.length / all,
    value: texts.t('count', { count: entries.length }),
    ...(entries.length === 0 ? {} : { note: namesOf(entries, people, NAMES_PER_STATUS, texts) }),
    ...(button === undefined ? {} : { button }),
  });
  // A safety check has its two answers as large buttons below.
  const tappable = !call.closed && call.kind === 'roll';
  const bars = statusesOf(call).map((status) => {
    const label = texts.t(call.kind === 'safety' ? `safety-${status}` : status);
    return barOf(label, counts[status], tappable ? buttonOf(call, status, texts) : undefined);
  });
  return counts.waiting.length === 0 ? bars : [...bars, barOf(texts.t('waiting'), counts.waiting)];
}

function buttonsOf(call: RollCall, texts: Texts): readonly Button[] {
  const button = (key: string, command: string): Button => ({
    label: texts.t(key),
    command: `/rollcall ${command} --call ${call.number}`,
    style: 'secondary',
  });
  // Tapped too early or too late, it says so; and it has to be on the card that people have, whenever that was sent.
  const here = call.at === undefined || call.settled === true ? [] : [button('button-here', 'here')];
  if (call.closed) return here;
  const answers = call.kind === 'safety' ? answerButtons(call, texts) : [];
  return [...answers, ...here, button('button-results', 'results'), button('button-missing', 'missing')];
}
