import { action } from './action.ts';
import {
  angle,
  aspectRatio,
  borderWidth,
  color,
  extent,
  fontSize,
  imageSize,
  lineSpacing,
  offset,
  padding,
  percent,
  spacing,
} from './flex-values.ts';
import {
  all,
  anything,
  boolean,
  byType,
  isObject,
  lazy,
  list,
  number,
  object,
  oneOf,
  text,
  url,
  type Properties,
  type Rule,
} from './rule.ts';

/** LINE reference, "Flex Message": the components. LINE refuses properties that it does not know. */
const closed = (required: Properties, optional: Properties = {}): Rule =>
  object({ type: anything, ...required }, optional, { closed: true });

const MANY = 1_000;
const flex = number(0, MANY, { whole: true });
const placed: Properties = {
  margin: spacing,
  position: oneOf('relative', 'absolute'),
  offsetTop: offset,
  offsetBottom: offset,
  offsetStart: offset,
  offsetEnd: offset,
};
const gravity = oneOf('top', 'bottom', 'center');
const align = oneOf('start', 'end', 'center');
const tap = action({ label: 40 });
const letters: Properties = {
  size: fontSize,
  color,
  weight: oneOf('regular', 'bold'),
  style: oneOf('normal', 'italic'),
  decoration: oneOf('none', 'underline', 'line-through'),
};
const TEXT = text(Infinity);

const span = closed({ text: TEXT }, letters);

const textComponent = all(
  closed(
    {},
    {
      // Empty only where spans stand in for it; the rule below says so.
      text: text(Infinity, { min: 0 }),
      contents: list(1, MANY, byType({ span })),
      ...letters,
      ...placed,
      flex,
      align,
      gravity,
      wrap: boolean,
      lineSpacing,
      maxLines: number(0, MANY, { whole: true }),
      adjustMode: oneOf('shrink-to-fit'),
      scaling: boolean,
      action: tap,
    },
  ),
  (value, property, problems) => {
    if (!isObject(value) || Array.isArray(value['contents']) || value['text']) return;
    problems.push({ message: 'must be non-empty text', property: `${property}.text` });
  },
);

const button = closed(
  { action: action({ label: 40, labelRequired: true }) },
  {
    ...placed,
    flex,
    gravity,
    color,
    height: oneOf('sm', 'md'),
    style: oneOf('primary', 'secondary', 'link'),
    adjustMode: oneOf('shrink-to-fit'),
    scaling: boolean,
  },
);

const image = closed(
  { url: url() },
  {
    ...placed,
    flex,
    align,
    gravity,
    size: imageSize,
    aspectRatio,
    aspectMode: oneOf('cover', 'fit'),
    backgroundColor: color,
    animated: boolean,
    action: tap,
  },
);

const icon = closed({ url: url() }, { ...placed, size: fontSize, aspectRatio, scaling: boolean });
const separator = closed({}, { margin: spacing, color });
const filler = closed({}, { flex });

const gradient = closed({ angle, startColor: color, endColor: color }, { centerColor: color, centerPosition: percent });

const boxed = (layouts: readonly string[], inside: Rule): Rule =>
  closed(
    { layout: oneOf(...layouts), contents: list(0, MANY, inside) },
    {
      ...placed,
      flex,
      spacing,
      backgroundColor: color,
      borderColor: color,
      borderWidth,
      cornerRadius: spacing,
      width: extent,
      maxWidth: extent,
      height: extent,
      maxHeight: extent,
      paddingAll: padding,
      paddingTop: padding,
      paddingBottom: padding,
      paddingStart: padding,
      paddingEnd: padding,
      justifyContent: oneOf('flex-start', 'center', 'flex-end', 'space-between', 'space-around', 'space-evenly'),
      alignItems: oneOf('flex-start', 'center', 'flex-end'),
      background: byType({ linearGradient: gradient }),
      action: tap,
    },
  );

const inBox: Rule = lazy(() => byType({ box, button, image, text: textComponent, separator, filler }));
const onBaseline: Rule = byType({ icon, text: textComponent, filler });
const horizontalOrVertical = boxed(['horizontal', 'vertical', 'baseline'], inBox);
const baseline = boxed(['baseline'], onBaseline);

const box: Rule = (value, property, problems) => {
  const rule = isObject(value) && value['layout'] === 'baseline' ? baseline : horizontalOrVertical;
  rule(value, property, problems);
};

const video = closed(
  { url: url(), previewUrl: url(), altContent: byType({ box, image }) },
  { aspectRatio, action: tap },
);

/** Header, body and footer are boxes. */
export const block: Rule = byType({ box });
export const hero: Rule = byType({ box, image, video });
