import { anything, byType, list, number, object, text, url } from './rule.ts';

/** LINE reference, "Imagemap message". */
const pixels = number(0, 2_000, { whole: true });
const area = object({ x: pixels, y: pixels, width: pixels, height: pixels });
const label = { label: text(100) };

export const imagemapProperties = {
  baseUrl: url(),
  altText: text(1_500),
  baseSize: object({ width: number(1_040, 1_040), height: number(1, 100_000, { whole: true }) }),
  actions: list(
    1,
    50,
    byType({
      message: object({ type: anything, area, text: text(400) }, label),
      uri: object({ type: anything, area, linkUri: url(1_000, ['http:', 'https:', 'line:', 'tel:']) }, label),
      clipboard: object({ type: anything, area, clipboardText: text(1_000) }, label),
    }),
  ),
};

export const imagemapOptions = {
  video: object(
    {},
    {
      originalContentUrl: url(),
      previewImageUrl: url(),
      area,
      externalLink: object({ linkUri: url(1_000), label: text(30) }),
    },
  ),
};
