import { asNumber, asOneOf, asRecord, type Json } from '../json.ts';
import * as measure from './measure.ts';

export type Layout = 'horizontal' | 'vertical' | 'baseline';
export type Css = Record<string, string>;

export const layoutOf = (box: Json): Layout =>
  asOneOf(box['layout'], ['horizontal', 'vertical', 'baseline'] as const) ?? 'vertical';

/** Leaves out what is not set: an undefined value would still overwrite what stands in the style sheet. */
const set = (css: Record<string, string | undefined>): Css =>
  Object.fromEntries(Object.entries(css).filter((entry): entry is [string, string] => entry[1] !== undefined));

const ALONG = { start: 'flex-start', end: 'flex-end', center: 'center' } as const;
const ACROSS = { top: 'flex-start', bottom: 'flex-end', center: 'center' } as const;

/** `align` of a text, image or button's parent line. */
export const alongOf = (component: Json): string | undefined => {
  const align = asOneOf(component['align'], ['start', 'end', 'center'] as const);
  return align && ALONG[align];
};

/** `gravity`: where a component stands across a horizontal box. */
export const acrossOf = (component: Json): string | undefined => {
  const gravity = asOneOf(component['gravity'], ['top', 'bottom', 'center'] as const);
  return gravity && ACROSS[gravity];
};

/** The share of the parent's length. Without `flex`: 1 in a horizontal box, by its content in a vertical one (LINE docs, flex-message-layout). */
function share(component: Json, layout: Layout): string {
  const given = asNumber(component['flex']);
  const fixed = measure.extent(component[layout === 'vertical' ? 'height' : 'width']);
  const whole = given !== undefined && given >= 0 ? Math.min(Math.trunc(given), 1000) : undefined;
  if (layout === 'vertical') return whole ? `${whole} 0 auto` : '0 0 auto';
  if (fixed) return '0 0 auto';
  if (component['type'] === 'icon' || component['type'] === 'separator') return '0 0 auto';
  return whole === 0 ? '0 1 auto' : `${whole ?? 1} 1 0px`;
}

/** How a component stands in its parent box: share, margin (its own, else the parent's spacing), position and offsets. */
export function itemStyle(component: Json, parent: Json, index: number): Css {
  const layout = layoutOf(parent);
  const absolute = component['position'] === 'absolute';
  const gap = measure.spacing(component['margin']) ?? (index > 0 ? measure.spacing(parent['spacing']) : undefined);
  return set({
    flex: absolute ? undefined : share(component, layout),
    [layout === 'vertical' ? 'marginTop' : 'marginInlineStart']: absolute ? undefined : gap,
    position: absolute ? 'absolute' : 'relative',
    top: measure.offset(component['offsetTop']),
    bottom: measure.offset(component['offsetBottom']),
    insetInlineStart: measure.offset(component['offsetStart']),
    insetInlineEnd: measure.offset(component['offsetEnd']),
  });
}

function background(box: Json): string | undefined {
  const gradient = asRecord(box['background']);
  const start = measure.color(gradient?.['startColor']);
  const end = measure.color(gradient?.['endColor']);
  const angle = /^\d{1,3}(\.\d+)?deg$/.exec(String(gradient?.['angle']))?.[0];
  if (gradient?.['type'] !== 'linearGradient' || !start || !end || !angle) return undefined;
  const center = measure.color(gradient['centerColor']);
  const middle = center ? `, ${center} ${measure.percent(gradient['centerPosition']) ?? '50%'}` : '';
  return `linear-gradient(${angle}, ${start}${middle}, ${end})`;
}

/** A box itself: direction, padding, border, size and how its children are placed. */
export function boxStyle(box: Json): Css {
  const layout = layoutOf(box);
  const width = measure.borderWidth(box['borderWidth']);
  return set({
    flexDirection: layout === 'vertical' ? 'column' : 'row',
    alignItems:
      layout === 'baseline' ? 'baseline' : asOneOf(box['alignItems'], ['center', 'flex-start', 'flex-end'] as const),
    justifyContent: asOneOf(box['justifyContent'], [
      'center',
      'flex-start',
      'flex-end',
      'space-between',
      'space-around',
      'space-evenly',
    ] as const),
    padding: measure.padding(box['paddingAll']),
    paddingTop: measure.padding(box['paddingTop']),
    paddingBottom: measure.padding(box['paddingBottom']),
    paddingInlineStart: measure.padding(box['paddingStart']),
    paddingInlineEnd: measure.padding(box['paddingEnd']),
    backgroundColor: measure.color(box['backgroundColor']),
    backgroundImage: background(box),
    borderWidth: width,
    borderStyle: width === undefined ? undefined : 'solid',
    borderColor: measure.color(box['borderColor']) ?? (width === undefined ? undefined : '#d4d6da'),
    borderRadius: measure.spacing(box['cornerRadius']),
    overflow: box['cornerRadius'] === undefined ? undefined : 'hidden',
    width: measure.extent(box['width']),
    maxWidth: measure.extent(box['maxWidth']),
    height: measure.extent(box['height']),
    maxHeight: measure.extent(box['maxHeight']),
  });
}

/** What a text and a span have in common. */
export const wordsStyle = (component: Json): Css =>
  set({
    fontSize: measure.fontSize(component['size']),
    color: measure.color(component['color']),
    fontWeight: component['weight'] === 'bold' ? '700' : component['weight'] === 'regular' ? '400' : undefined,
    fontStyle: asOneOf(component['style'], ['normal', 'italic'] as const),
    textDecoration: asOneOf(component['decoration'], ['none', 'underline', 'line-through'] as const),
  });

/** The paragraph of a text: alignment, line spacing, and one line, some lines or as many as it takes. */
export function textStyle(text: Json): Css {
  const lines = asNumber(text['maxLines']);
  const wraps = text['wrap'] === true;
  const clamp = wraps && lines !== undefined && lines >= 1 ? String(Math.trunc(lines)) : undefined;
  return set({
    ...wordsStyle(text),
    textAlign: asOneOf(text['align'], ['start', 'end', 'center'] as const),
    lineHeight: measure.pixels(text['lineSpacing']) && `calc(1.4em + ${measure.pixels(text['lineSpacing'])})`,
    whiteSpace: wraps ? 'pre-wrap' : 'nowrap',
    overflowWrap: wraps ? 'anywhere' : undefined,
    textOverflow: wraps ? undefined : 'ellipsis',
    ...(clamp === undefined ? {} : { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: clamp }),
  });
}

/** A button's colours: `color` paints the button, or for `link` its words. LINE writes white on primary and dark on secondary, whatever
 * the colour is, and so does this: an author should see here what members will see. */
export function buttonStyle(button: Json): Css {
  const given = measure.color(button['color']);
  if (!given) return {};
  if (button['style'] === 'primary') return { backgroundColor: given, color: '#ffffff' };
  if (button['style'] === 'secondary') return { backgroundColor: given, color: '#111111' };
  return { color: given };
}

/** An image's frame. Its height follows from the width and the ratio. */
export function imageStyle(image: Json): Css {
  return set({
    width: measure.imageWidth(image['size']) ?? '100px',
    aspectRatio: measure.aspectRatio(image['aspectRatio']) ?? '1 / 1',
    backgroundColor: measure.color(image['backgroundColor']),
  });
}

/** An icon is as high as a text of its size; its ratio gives the width. */
export function iconStyle(icon: Json): Css {
  const height = measure.fontSize(icon['size']) ?? '16px';
  return { height, aspectRatio: measure.aspectRatio(icon['aspectRatio']) ?? '1 / 1' };
}
