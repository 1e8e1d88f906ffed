import type { messagingApi } from '@line/bot-sdk';
import type { Button, Card, Field } from '../chat/card.ts';
import type { SignLine } from '../chat/platform.ts';
import { action } from './action.ts';
import { barRow } from './bar.ts';
import { columns, cut, isBlank } from '../chat/cut.ts';
import { LIMITS } from './limits.ts';
import { COLOURS, HALF_ROW, LENGTHS } from './look.ts';

type Row = messagingApi.FlexComponent;

/** The parts of a card from top to bottom, each a row of its own, so that a card too large for one bubble can go on in the next. */
export function cardRows(card: Card, sign: SignLine): Row[] {
  const { fields = [], bars = [], buttons = [] } = card;
  const parts = [
    heading(card),
    // Bars keep their own distance: a line between question and answers would part what belongs together.
    bars.map((bar) => barRow(bar, sign)),
    underLine(fields.flatMap(fieldRow)),
    underLine(buttonRows(buttons, sign)),
    underLine(smallPrint(card.footer)),
  ];
  const [first, ...rest] = parts.flat();
  if (first === undefined) return [];
  // A line above the first row of all would part it from nothing.
  return first.type === 'separator' ? rest : [first, ...rest];
}

const underLine = (rows: readonly Row[]): Row[] =>
  rows.length === 0 ? [] : [{ type: 'separator', margin: 'lg', color: COLOURS.line }, ...rows];

function heading({ title, text }: Card): Row[] {
  const rows: Row[] = [];
  if (!isBlank(title)) rows.push(titleRow(cut(title, LENGTHS.title)));
  if (text !== undefined && !isBlank(text)) {
    rows.push({
      type: 'text',
      text: cut(text, LENGTHS.text),
      size: 'sm',
      color: COLOURS.text,
      wrap: true,
      ...(rows.length > 0 ? { margin: 'sm' } : {}),
    });
  }
  return rows;
}

export const titleRow = (text: string): messagingApi.FlexText => ({
  type: 'text',
  text,
  weight: 'bold',
  size: 'lg',
  color: COLOURS.text,
  wrap: true,
});

function fieldRow({ name, value }: Field): Row[] {
  const contents: messagingApi.FlexComponent[] = [];
  if (!isBlank(name)) {
    const text = cut(name, LENGTHS.fieldName);
    contents.push({ type: 'text', text, size: 'sm', color: COLOURS.quiet, wrap: true, flex: 2 });
  }
  if (!isBlank(value)) {
    const text = cut(value, LENGTHS.fieldValue);
    contents.push({ type: 'text', text, size: 'sm', color: COLOURS.text, wrap: true, flex: 3 });
  }
  return contents.length === 0 ? [] : [{ type: 'box', layout: 'horizontal', spacing: 'md', margin: 'md', contents }];
}

function buttonRows(buttons: readonly Button[], sign: SignLine): Row[] {
  const rows: Row[] = [];
  let waiting: messagingApi.FlexButton | undefined;
  for (const button of buttons) {
    const shown = flexButton(button, sign);
    if (shown === undefined) continue;
    if (waiting === undefined) {
      waiting = shown;
    } else if (Math.max(width(waiting), width(shown)) <= HALF_ROW) {
      rows.push({ type: 'box', layout: 'horizontal', spacing: 'sm', margin: 'md', contents: [waiting, shown] });
      waiting = undefined;
    } else {
      rows.push({ ...waiting, margin: 'md' });
      waiting = shown;
    }
  }
  if (waiting !== undefined) rows.push({ ...waiting, margin: 'md' });
  return rows;
}

function flexButton(button: Button, sign: SignLine): messagingApi.FlexButton | undefined {
  const tap = action(button, LIMITS.flexLabelGraphemes, sign);
  if (tap === undefined) return undefined;
  const strong = button.style === 'primary';
  return {
    type: 'button',
    action: tap,
    height: 'sm',
    adjustMode: 'shrink-to-fit',
    style: strong ? 'primary' : 'secondary',
    color: strong ? COLOURS.accent : COLOURS.soft,
  };
}

const width = ({ action }: messagingApi.FlexButton): number => columns(action.label ?? '');

function smallPrint(footer: string | undefined): Row[] {
  if (footer === undefined || isBlank(footer)) return [];
  return [
    { type: 'text', text: cut(footer, LENGTHS.footer), size: 'xxs', color: COLOURS.quiet, wrap: true, margin: 'md' },
  ];
}
