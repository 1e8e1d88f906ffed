import type { messagingApi } from '@line/bot-sdk';
import type { Bar } from '../chat/card.ts';
import type { SignLine } from '../chat/platform.ts';
import { action, type Tap } from './action.ts';
import { cut, cutColumns, cutGraphemes, isBlank } from '../chat/cut.ts';
import { LIMITS } from './limits.ts';
import { COLOURS, LENGTHS, PILL_COLUMNS } from './look.ts';

/**
 * One bar of a chart:
 *
 *     Sushi              [ Vote ]
 *     ████████░░░░░░░  3 · 60 %
 *     Yuki, Ken
 */
export function barRow(bar: Bar, sign: SignLine): messagingApi.FlexBox {
  return {
    type: 'box',
    layout: 'vertical',
    margin: 'lg',
    spacing: 'sm',
    contents: [...heading(bar, sign), ...pills(bar, sign), line(bar), ...note(bar)],
  };
}

function heading({ label, button, image }: Bar, sign: SignLine): messagingApi.FlexComponent[] {
  const tap = button && action(button, LIMITS.flexLabelGraphemes, sign);
  const contents: messagingApi.FlexComponent[] = image === undefined ? [] : [thumbnail(image)];
  if (!isBlank(label)) {
    contents.push({
      type: 'text',
      text: cut(label, LENGTHS.barLabel),
      weight: 'bold',
      size: 'sm',
      color: COLOURS.text,
      wrap: true,
      flex: 1,
    });
  }
  const room = isBlank(label) ? Infinity : PILL_COLUMNS;
  if (tap !== undefined) contents.push(pill(tap, room, button?.style === 'primary'));
  if (contents.length === 0) return [];
  return [{ type: 'box', layout: 'horizontal', alignItems: 'center', spacing: 'md', contents }];
}

/** A picture beside a choice; a tap opens it, where its address is short enough to be opened. */
function thumbnail({ url, alt = '' }: NonNullable<Bar['image']>): messagingApi.FlexImage {
  const label = isBlank(alt) ? {} : { label: cutGraphemes(alt, LIMITS.flexLabelGraphemes) };
  return {
    type: 'image',
    url,
    size: '56px',
    aspectRatio: '1:1',
    aspectMode: 'cover',
    flex: 0,
    ...(url.length > LIMITS.uri ? {} : { action: { type: 'uri', ...label, uri: url } }),
  };
}

/** Several small buttons, each as wide as the others. */
function pills({ buttons = [] }: Bar, sign: SignLine): messagingApi.FlexComponent[] {
  const contents = buttons.flatMap((button): messagingApi.FlexComponent[] => {
    const tap = action(button, LIMITS.flexLabelGraphemes, sign);
    if (tap === undefined) return [];
    // Nothing to keep from the edges: it is as wide as its share of the row.
    const { paddingStart: _, paddingEnd: __, ...shown } = pill(tap, PILL_COLUMNS, button.style === 'primary');
    return [{ ...shown, flex: 1 }];
  });
  return contents.length === 0 ? [] : [{ type: 'box', layout: 'horizontal', spacing: 'sm', contents }];
}

/** A small button. Flex's own is as wide as its share of the row and 40 px high: too much for one on each line of a chart. */
function pill(tap: Tap, room: number, strong: boolean): messagingApi.FlexBox {
  const label: messagingApi.FlexText = {
    type: 'text',
    // Long words would leave no room for the choice beside it, which says the rest. A screen reader hears all of them.
    text: cutColumns(tap.label ?? '', room),
    size: 'xs',
    weight: 'bold',
    align: 'center',
    color: strong ? COLOURS.onAccent : COLOURS.accent,
  };
  return {
    type: 'box',
    layout: 'vertical',
    flex: 0,
    action: tap,
    backgroundColor: strong ? COLOURS.accent : COLOURS.soft,
    cornerRadius: 'xl',
    paddingTop: '6px',
    paddingBottom: '6px',
    paddingStart: '14px',
    paddingEnd: '14px',
    contents: [label],
  };
}

function line({ share, value }: Bar): messagingApi.FlexBox {
  const contents: messagingApi.FlexComponent[] = [track(share)];
  if (!isBlank(value)) {
    contents.push({
      type: 'text',
      text: cut(value, LENGTHS.barValue),
      size: 'xs',
      color: COLOURS.quiet,
      align: 'end',
      wrap: true,
      flex: 3,
    });
  }
  return { type: 'box', layout: 'horizontal', alignItems: 'center', spacing: 'md', contents };
}

function track(share: number): messagingApi.FlexBox {
  const percent = percentOf(share);
  return {
    ...strip(COLOURS.track),
    // A share of the row and not what the words leave of it: tracks of one chart must be of one length.
    flex: 7,
    // No box of 0 %: LINE does not say whether it takes that width.
    contents: percent === 0 ? [{ type: 'filler' }] : [{ ...strip(COLOURS.accent), width: `${percent}%` }],
  };
}

/** A strip of colour. It holds a filler, since a box without contents may be drawn without a height. */
const strip = (backgroundColor: string): messagingApi.FlexBox => ({
  type: 'box',
  layout: 'vertical',
  backgroundColor,
  height: '8px',
  cornerRadius: '4px',
  contents: [{ type: 'filler' }],
});

/** Whole percents; a share that is not nothing is seen. */
function percentOf(share: number): number {
  if (!(share > 0)) return 0;
  return Math.max(1, Math.min(100, Math.round(share * 100)));
}

function note({ note }: Bar): messagingApi.FlexText[] {
  if (note === undefined || isBlank(note)) return [];
  return [{ type: 'text', text: cut(note, LENGTHS.note), size: 'xs', color: COLOURS.quiet, wrap: true }];
}
