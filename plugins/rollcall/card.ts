import { inLine, type Bar, type Button, type Card, type Texts } from 'tenko';
import { missingLine, namesOf, type People } from './people.ts';
import { STATUSES, tally, type RollCall, type Status } from './rules.ts';

/** So that four lists of names, in any script, stay within LINE's 30 KB for a bubble. */
const NAMES_PER_STATUS = 25;
const NOTE_GRAPHEMES = 30;
const MISSING_ON_CARD = 15;
const LISTED_GRAPHEMES = 40;

const LABELS = { yes: 'yes', no: 'no', maybe: 'maybe', late: 'late' } as const satisfies Record<Status, string>;
const BUTTONS = {
  yes: 'button-yes',
  no: 'button-no',
  maybe: 'button-maybe',
  late: 'button-late',
} as const satisfies Record<Status, string>;

export function callCard(call: RollCall, texts: Texts, people: People): Card {
  const counts = tally(call);
  const coming = counts.yes.length + counts.late.length;
  const status = texts.t(call.closed ? 'status-closed' : 'status-open', { coming, late: counts.late.length });
  const text = [...detailsOf(call, texts), status, ...(call.closed ? [] : closesLine(call, texts))];
  const missing = missingLine(Object.keys(call.answers), people, MISSING_ON_CARD, texts);
  const twin = call.closed ? undefined : texts.t('how-to-answer', { number: call.number });
  const footer = [missing, twin].filter((line) => line !== undefined);
  return {
    type: 'card',
    title: call.title,
    text: text.join('\n'),
    bars: STATUSES.map((each) => barOf(call, each, counts[each], texts, people)),
    ...(call.closed
      ? {}
      : {
          buttons: [
            {
              label: texts.t('button-results'),
              command: `/rollcall results --call ${call.number}`,
              style: 'secondary',
            },
            {
              label: texts.t('button-missing'),
              command: `/rollcall missing --call ${call.number}`,
              style: 'secondary',
            },
          ],
        }),
    ...(footer.length === 0 ? {} : { footer: footer.join('\n') }),
    alt: texts.t('alt', { title: inLine(call.title), text: text.join(' · ') }),
  };
}

/** Tells those who have not answered; `missing` is the line that names them. */
export function reminderCard(call: RollCall, missing: string, texts: Texts): Card {
  const text = [...detailsOf(call, texts), missing, ...closesLine(call, texts)];
  return {
    type: 'card',
    title: call.title,
    text: text.join('\n'),
    buttons: STATUSES.map((status) => buttonOf(call, status, texts)),
    footer: texts.t('how-to-answer', { number: call.number }),
    alt: texts.t('reminder-alt', { title: inLine(call.title), text: text.join(' · ') }),
  };
}

/** The open roll calls of the chat, each with its number. */
export function listCard(calls: readonly RollCall[], texts: Texts): Card {
  return {
    type: 'card',
    title: texts.t('list-title'),
    text: calls.map((call) => listLine(call, texts)).join('\n'),
    footer: texts.t('list-footer'),
  };
}

export function listLine(call: RollCall, texts: Texts): string {
  const { yes, late } = tally(call);
  const title = inLine(call.title, LISTED_GRAPHEMES);
  return texts.t('list-line', { number: call.number, title, coming: yes.length + late.length });
}

/** The time as it was understood, in full: whoever meant another one sees it at once. */
export const momentOf = (time: number, texts: Texts): string => texts.t('moment', { time: new Date(time) });

const closesLine = ({ until }: RollCall, texts: Texts): readonly string[] =>
  until === undefined ? [] : [texts.t('closes', { moment: momentOf(until, texts) })];

const buttonOf = ({ number }: RollCall, status: Status, texts: Texts): Button => ({
  label: texts.t(BUTTONS[status]),
  command: `/rollcall ${status} --call ${number}`,
});

function detailsOf({ at, place }: RollCall, texts: Texts): readonly string[] {
  return [
    ...(at === undefined ? [] : [texts.t('at', { at: inLine(at) })]),
    ...(place === undefined ? [] : [texts.t('place', { place: inLine(place) })]),
  ];
}

function barOf(call: RollCall, status: Status, ids: readonly string[], texts: Texts, people: People): Bar {
  const all = Object.keys(call.answers).length;
  const noteOf = (id: string): string | undefined => {
    const note = call.answers[id]?.note;
    return note === undefined ? undefined : inLine(note, NOTE_GRAPHEMES);
  };
  return {
    label: texts.t(LABELS[status]),
    share: all === 0 ? 0 : ids.length / all,
    value: texts.t('count', { count: ids.length }),
    ...(ids.length === 0 ? {} : { note: namesOf(ids, people, NAMES_PER_STATUS, texts, noteOf) }),
    ...(call.closed ? {} : { button: buttonOf(call, status, texts) }),
  };
}
