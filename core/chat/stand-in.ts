import type { OutgoingMessage } from './message.ts';

type Media = Exclude<OutgoingMessage, { type: 'text' | 'card' }>;

/** What a message other than words says where it cannot be shown. */
export function standIn(message: Media): string {
  switch (message.type) {
    case 'image':
    case 'video':
    case 'audio':
      return said(message.alt, message.url);
    case 'location': {
      const { title, address, latitude, longitude } = message;
      return said(title, address, `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`);
    }
    case 'sticker':
      return message.alt;
    default:
      return message.text;
  }
}

const said = (...lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined && line.trim() !== '').join('\n');
