import { block, hero } from './flex-component.ts';
import { action } from './action.ts';
import { color } from './flex-values.ts';
import { all, anything, boolean, byType, isObject, list, object, oneOf, type Json, type Rule } from './rule.ts';

/** LINE reference, "Flex Message": the container. Sizes are those of the JSON in bytes. */
const BUBBLE_BYTES = 30 * 1024;
const CAROUSEL_BYTES = 50 * 1024;
const BLOCKS = ['header', 'hero', 'body', 'footer'];

const blockStyle = object({}, { backgroundColor: color, separator: boolean, separatorColor: color }, { closed: true });

const smallerThan =
  (bytes: number): Rule =>
  (value, property, problems) => {
    if (Buffer.byteLength(JSON.stringify(value)) > bytes) {
      problems.push({ message: `Too large flex message. The maximum size of JSON data is ${bytes} bytes`, property });
    }
  };

const hasBlock: Rule = (value, property, problems) => {
  if (BLOCKS.some((key) => (value as Json)[key] !== undefined && (value as Json)[key] !== null)) return;
  problems.push({ message: 'At least one block must be specified', property });
};

const bubble = all(
  object(
    { type: oneOf('bubble') },
    {
      size: oneOf('nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'),
      direction: oneOf('ltr', 'rtl'),
      header: block,
      hero,
      body: block,
      footer: block,
      styles: object({}, Object.fromEntries(BLOCKS.map((key) => [key, blockStyle])), { closed: true }),
      action: action({ label: 40 }),
    },
    { closed: true },
  ),
  (value, property, problems) => {
    if (isObject(value)) all(hasBlock, smallerThan(BUBBLE_BYTES))(value, property, problems);
  },
);

const oneSize: Rule = (value, property, problems) => {
  const bubbles = isObject(value) && Array.isArray(value['contents']) ? (value['contents'] as unknown[]) : [];
  const sizes = new Set(bubbles.filter(isObject).map(({ size }) => size ?? 'mega'));
  if (sizes.size > 1) {
    problems.push({ message: 'All bubbles of a carousel must have the same size', property: `${property}.contents` });
  }
};

export const flexContainer: Rule = byType({
  bubble,
  carousel: all(
    object({ type: anything, contents: list(1, 12, bubble) }, {}, { closed: true }),
    oneSize,
    smallerThan(CAROUSEL_BYTES),
  ),
});
