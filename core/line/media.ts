import type { messagingApi } from '@line/bot-sdk';
import type { OutgoingMessage } from '../chat/message.ts';
import type { SignLine } from '../chat/platform.ts';
import { cut, isBlank } from '../chat/cut.ts';
import { LIMITS } from './limits.ts';
import { nativeMessage } from './native.ts';

type Media = Exclude<OutgoingMessage, { type: 'text' | 'card' }>;

/** A message other than words, as LINE has it. */
export function mediaMessage(message: Media, sign: SignLine, quotes: boolean): messagingApi.Message {
  switch (message.type) {
    case 'image': {
      const { url, previewUrl = url } = message;
      return { type: 'image', originalContentUrl: url, previewImageUrl: previewUrl };
    }
    case 'video':
      return { type: 'video', originalContentUrl: message.url, previewImageUrl: message.previewUrl };
    case 'audio':
      return { type: 'audio', originalContentUrl: message.url, duration: message.duration };
    case 'location': {
      const { title, address, latitude, longitude } = message;
      const name = placeName(title, '…');
      return { type: 'location', title: name, address: placeName(address, name), latitude, longitude };
    }
    case 'sticker': {
      const { packageId, stickerId, quoteToken } = message;
      const quoted = quotes && quoteToken !== undefined ? { quoteToken } : {};
      return { type: 'sticker', packageId, stickerId, ...quoted };
    }
    default:
      return nativeMessage(message, sign);
  }
}

/** LINE shows no place without a name, nor without an address. */
const placeName = (words: string | undefined, otherwise: string): string =>
  words === undefined || isBlank(words) ? otherwise : cut(words, LIMITS.placeName);
