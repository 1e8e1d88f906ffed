import { action } from './action.ts';
import { flexContainer } from './flex.ts';
import { imagemapOptions, imagemapProperties } from './imagemap.ts';
import {
  all,
  anything,
  byType,
  deeperThan,
  isObject,
  list,
  number,
  object,
  oneOf,
  text,
  url,
  type Problem,
  type Properties,
  type Rule,
} from './rule.ts';
import { template } from './template.ts';
import { textV2Options, textV2Properties, textV2Whole } from './text-v2.ts';

/** LINE reference, "Message objects". */
const DEEPEST = 64;
const ALT_TEXT = text(1_500);
const quote = { quoteToken: text(1_000) };
const digits = text(20, { matches: /^\d+$/ });
const emoji = object({ index: number(0, 5_000, { whole: true }), productId: text(100), emojiId: text(100) });

const quickReply = object({
  items: list(
    1,
    13,
    object(
      { type: oneOf('action'), action: action({ label: 20, labelRequired: true, quickReply: true }) },
      { imageUrl: url() },
    ),
  ),
});

const senderName: Rule = (value, property, problems) => {
  text(20)(value, property, problems);
  if (typeof value === 'string' && /\bline\b/i.test(value)) problems.push({ message: 'Invalid name', property });
};
const common: Properties = { quickReply, sender: object({}, { name: senderName, iconUrl: url() }) };

const kind = (required: Properties, optional: Properties = {}): Rule =>
  object({ type: anything, ...required }, { ...common, ...optional });

/** Each emoji stands at a `$` of the text. */
const emojiPlaces: Rule = (value, property, problems) => {
  if (!isObject(value) || typeof value['text'] !== 'string' || !Array.isArray(value['emojis'])) return;
  for (const [place, item] of (value['emojis'] as unknown[]).entries()) {
    const index = isObject(item) ? item['index'] : undefined;
    if (typeof index !== 'number' || value['text'][index] === '$') continue;
    problems.push({ message: 'There is no $ at this index', property: `${property}.emojis[${place}].index` });
  }
};

const message = byType({
  text: all(kind({ text: text(5_000) }, { emojis: list(0, 20, emoji), ...quote }), emojiPlaces),
  textV2: all(kind(textV2Properties, textV2Options), textV2Whole),
  sticker: kind({ packageId: digits, stickerId: digits }, quote),
  image: kind({ originalContentUrl: url(), previewImageUrl: url() }),
  video: kind(
    { originalContentUrl: url(), previewImageUrl: url() },
    { trackingId: text(100, { matches: /^[\w\-.=,+*()%$&;:@{}!?<>[\]]+$/ }) },
  ),
  audio: kind({ originalContentUrl: url(), duration: number(1, Number.MAX_SAFE_INTEGER, { whole: true }) }),
  location: kind({
    title: text(100),
    address: text(100),
    latitude: number(-90, 90),
    longitude: number(-180, 180),
  }),
  imagemap: kind(imagemapProperties, imagemapOptions),
  template: kind({ altText: ALT_TEXT, template }),
  flex: kind({ altText: ALT_TEXT, contents: flexContainer }),
  coupon: kind({ couponId: text(100) }, { deliveryTag: text(30) }),
});

const messages = list(1, 5, message);

/** What LINE would find wrong with the `messages` of a request, without knowing where they go. */
export function problemsOf(value: unknown): Problem[] {
  const problems: Problem[] = [];
  if (value === undefined || value === null) problems.push({ message: 'May not be empty', property: 'messages' });
  // The rules call themselves for what is inside, and must not be led too deep.
  else if (deeperThan(DEEPEST, value)) problems.push({ message: 'Too deeply nested', property: 'messages' });
  else messages(value, 'messages', problems);
  return problems;
}
