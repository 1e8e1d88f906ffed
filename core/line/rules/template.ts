import { action } from './action.ts';
import { color } from './flex-values.ts';
import { all, anything, byType, isObject, list, object, oneOf, url, words, type Json, type Rule } from './rule.ts';

/** LINE reference, "Template messages". */
const button = action({ label: 20, labelRequired: true });
const anywhere = action({ label: 20 });
const images = { imageAspectRatio: oneOf('rectangle', 'square'), imageSize: oneOf('cover', 'contain') };
const card = {
  thumbnailImageUrl: url(),
  imageBackgroundColor: color,
  title: words(40),
  defaultAction: anywhere,
};

/** A text has less room beside a title or a picture. */
const roomForText =
  (alone: number, beside: number): Rule =>
  (value, property, problems) => {
    if (!isObject(value) || value['text'] === undefined || value['text'] === null) return;
    const crowded = [value['title'], value['thumbnailImageUrl']].some((other) => other !== undefined && other !== null);
    words(crowded ? beside : alone)(value['text'], `${property}.text`, problems);
  };

const sameNumberOfActions: Rule = (value, property, problems) => {
  const columns = isObject(value) && Array.isArray(value['columns']) ? (value['columns'] as unknown[]) : [];
  const counts = columns.filter(isObject).map(({ actions }: Json) => (Array.isArray(actions) ? actions.length : 0));
  if (new Set(counts).size > 1) {
    problems.push({ message: 'All columns must have the same number of actions', property: `${property}.columns` });
  }
};

const column = all(object({ text: anything, actions: list(1, 3, button) }, card), roomForText(120, 60));

export const template: Rule = byType({
  buttons: all(
    object({ type: anything, text: anything, actions: list(1, 4, button) }, { ...card, ...images }),
    roomForText(160, 60),
  ),
  confirm: object({ type: anything, text: words(240), actions: list(2, 2, button) }),
  carousel: all(object({ type: anything, columns: list(1, 10, column) }, images), sameNumberOfActions),
  image_carousel: object({
    type: anything,
    columns: list(1, 10, object({ imageUrl: url(), action: action({ label: 12 }) })),
  }),
});
