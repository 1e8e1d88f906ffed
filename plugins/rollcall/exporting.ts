/** The command that gives a roll call away: as text, and as files where the operator has set an address for them. */
import { inLine, type ImageMessage, type Options, type Reply } from 'tenko';
import { detailsOf, titleOf } from './card.ts';
import type { Desk } from './desk.ts';
import { csvOf, icalOf, type Row } from './export.ts';
import { missingOf } from './missing.ts';
import { nameOf, type People } from './people.ts';
import type manifest from './plugin.json';
import { DAY, type Entry, type RollCall } from './roll-call.ts';
import { seatsOf } from './seats.ts';

const LINK_LIVES = 7 * DAY;
/** What one message of LINE holds, and some room for what stands round it. */
const TEXT_LENGTH = 4_500;

export async function exportCall(
  desk: Desk,
  { call: word, as }: Options<typeof manifest, 'rollcall export'>,
): Promise<Reply> {
  const call = await desk.which(word, 'any');
  const rows = rowsOf(call, await desk.people(), desk);
  if (as === 'csv') return cut(csv(rows, desk));
  if (as === 'ical') return call.at === undefined ? desk.texts.t('ical-no-time') : ical(call, desk);
  const links = await publish(desk, call, rows);
  const picture = links.length === 0 ? undefined : await pictureOf(desk, call);
  const lines = rows.map(({ name, answer, note, place, broughtBy }) => {
    const by = broughtBy === '' ? '' : desk.texts.t('named-by', { name: broughtBy });
    return [name, by, answer, place, note].filter(Boolean).join(' · ');
  });
  const head = [inLine(titleOf(call, desk.texts)), ...detailsOf(call, desk.texts)];
  const how = links.length > 0 ? links.join('\n') : desk.texts.t('export-how');
  return [cut([...head, ...lines].join('\n')), how, ...(picture === undefined ? [] : [picture])];
}

/** The card's bars as a picture, to pass on. */
async function pictureOf(desk: Desk, call: RollCall): Promise<ImageMessage | undefined> {
  const { title, text = '', bars = [] } = await desk.cardOf(call);
  const name = `rollcall-${call.number}.png`;
  const url = await desk.downloads.chart({
    name,
    title,
    text: text.split('\n').join(' · '),
    bars: bars.map(({ label, share, value }) => ({ label, share, value })),
    expires: desk.now + LINK_LIVES,
  });
  // The platform fetches a picture itself, and only over https.
  return url?.startsWith('https:') === true ? { type: 'image', url, alt: inLine(title) } : undefined;
}

async function publish(desk: Desk, call: RollCall, rows: readonly Row[]): Promise<readonly string[]> {
  const { downloads, now, texts } = desk;
  const expires = now + LINK_LIVES;
  const name = `rollcall-${call.number}`;
  const table = await downloads.publish({ name: `${name}.csv`, type: 'text/csv', body: csv(rows, desk), expires });
  const calendar =
    call.at === undefined
      ? undefined
      : await downloads.publish({ name: `${name}.ics`, type: 'text/calendar', body: ical(call, desk), expires });
  return [
    ...(table === undefined ? [] : [texts.t('link-csv', { url: table })]),
    ...(calendar === undefined ? [] : [texts.t('link-ical', { url: calendar })]),
    ...(table === undefined ? [] : [texts.t('link-lives')]),
  ];
}

function csv(rows: readonly Row[], { texts }: Desk): string {
  return csvOf(rows, {
    name: texts.t('column-name'),
    answer: texts.t('column-answer'),
    place: texts.t('column-place'),
    note: texts.t('column-note'),
    broughtBy: texts.t('column-brought-by'),
    arrived: texts.t('column-arrived'),
  });
}

const ical = (call: RollCall, { now }: Desk): string =>
  // The time of its making tells it from a roll call of the same number in another chat.
  icalOf({ ...call, at: call.at ?? now }, `rollcall-${call.number}-${call.created}@tenko`, now);

/** Everyone with an answer, in the order of their places; then those who have not answered, as far as they are known. */
function rowsOf(call: RollCall, people: People, { texts }: Desk): readonly Row[] {
  const { seated, waiting } = seatsOf(call);
  const queue = new Map(waiting.map((entry, index) => [entry, index + 1]));
  const others = call.entries.filter((entry) => !seated.includes(entry) && !queue.has(entry));
  const row = (entry: Entry): Row => {
    const { kind, id, name = '', status, note = '' } = entry;
    const member = nameOf(id, people) || texts.t('someone');
    const shown = kind === 'member' ? member : kind === 'named' ? inLine(name) : texts.t('guest');
    const at = kind === 'member' ? call.arrived[id] : undefined;
    const place = queue.get(entry);
    return {
      name: shown,
      answer: texts.t(call.kind === 'safety' ? `safety-${status}` : status),
      place: place === undefined ? '' : texts.t('waiting-place', { place }),
      note: inLine(note),
      broughtBy: kind === 'member' ? '' : member,
      arrived: at === undefined ? '' : localTime(at, texts.timeZone),
    };
  };
  const missing = missingOf(call, people).map(({ displayName }): Row => {
    const name = inLine(displayName);
    return { name, answer: texts.t('no-answer'), place: '', note: '', broughtBy: '', arrived: '' };
  });
  return [...[...seated, ...waiting, ...others].map(row), ...missing];
}

const localTime = (time: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(time)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');

/** Whole lines only. */
function cut(text: string): string {
  if (text.length <= TEXT_LENGTH) return text;
  const end = text.lastIndexOf('\n', TEXT_LENGTH);
  return `${text.slice(0, end)}\n…`;
}
