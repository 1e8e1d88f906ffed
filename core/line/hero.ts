import type { messagingApi } from '@line/bot-sdk';
import type { CardImage } from '../chat/card.ts';
import { cutGraphemes, isBlank } from '../chat/cut.ts';
import { LIMITS } from './limits.ts';

/** A card's picture, as wide as the card. A tap opens it, where its address is short enough to be opened. */
export function hero(image: CardImage | undefined): messagingApi.FlexImage | undefined {
  if (image === undefined) return undefined;
  const { url, alt = '', aspect = '20:13' } = image;
  const label = isBlank(alt) ? {} : { label: cutGraphemes(alt, LIMITS.flexLabelGraphemes) };
  const action: messagingApi.URIAction = { type: 'uri', ...label, uri: url };
  return {
    type: 'image',
    url,
    size: 'full',
    aspectRatio: aspect,
    aspectMode: 'cover',
    ...(url.length > LIMITS.uri ? {} : { action }),
  };
}
