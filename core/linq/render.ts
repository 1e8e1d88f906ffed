import { pieces } from '../chat/cut.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { plainMessage } from '../chat/plain.ts';
import { wellFormed } from '../chat/well-formed.ts';
import { LIMITS } from './limits.ts';

export type Part = { readonly type: 'text'; readonly value: string } | { readonly type: 'media'; readonly url: string };

/** One message as Linq takes it. */
export interface RenderedMessage {
  readonly parts: readonly Part[];
  readonly replyTo?: string;
  /** The same in words alone, where Linq can refuse this one: for a picture that it cannot fetch, or a quoted message that is gone. */
  readonly plain?: readonly Part[];
  /** The place of what it says among what was rendered. */
  readonly of: number;
}

/** A picture, a film or a sound, with what stands for it in words. */
interface Media {
  readonly url: string;
  readonly words: string;
}

/** Texts longer than this many messages end with an ellipsis. */
const MOST_PIECES = 5;
/** What Linq fetches and shows ("Supported media"): it takes neither WebP, SVG, FLAC nor Ogg, and tells by the name. */
const TAKEN = /\.(?:jpe?g|png|gif|heic|mp4|mov|m4a|mp3|wav)$/i;

/**
 * Messages as Linq takes them: what is words becomes a message of one text part each, so that a number, a quote or a reaction is about
 * that one; pictures go in front of the words that follow them. There are no buttons: what the host has not told in words itself has
 * numbers. Empty ones are left out. A link stays in its text, since as a part of its own it would have to be alone.
 */
export function renderMessages(messages: readonly OutgoingMessage[]): readonly RenderedMessage[] {
  const rendered: RenderedMessage[] = [];
  let shown: Media[] = [];
  const show = (of: number, words: string, replyTo?: string): void => {
    rendered.push(...rendering(shown, words, of, replyTo));
    shown = [];
  };
  for (const [place, message] of messages.entries()) {
    const media = mediaOf(message);
    if (media !== undefined) {
      if (shown.length === LIMITS.mediaByUrl) show(place - 1, '');
      shown.push(media);
    }
    const words = wellFormed(plainMessage(media ? withoutMedia(message) : message, 'numbered').text).trim();
    if (words !== '') show(place, words, message.quoteToken);
  }
  if (shown.length > 0) show(messages.length - 1, '');
  return rendered;
}

function rendering(
  media: readonly Media[],
  words: string,
  of: number,
  replyTo: string | undefined,
): readonly RenderedMessage[] {
  const [first, ...more] = pieces(words, LIMITS.text, MOST_PIECES).map(({ text }) => textPart(text));
  const parts = [...media.map(({ url }): Part => ({ type: 'media', url })), ...(first ? [first] : [])];
  const told = [...media.map((one) => one.words), ...(first ? [first.value] : [])].join('\n\n');
  const isPlain = media.length === 0 && replyTo === undefined;
  const careful = isPlain ? {} : { plain: pieces(told, LIMITS.text, 1).map(({ text }) => textPart(text)) };
  return [
    { parts, of, ...(replyTo === undefined ? {} : { replyTo }), ...careful },
    ...more.map((part) => Object.assign({ parts: [part] }, { of })),
  ];
}

const textPart = (value: string) => ({ type: 'text', value }) as const;

/** What Linq can fetch and show. */
function mediaOf(message: OutgoingMessage): Media | undefined {
  const image = message.type === 'card' ? message.image : message;
  if (image === undefined || !('url' in image)) return undefined;
  if (!TAKEN.test(URL.parse(image.url)?.pathname ?? '')) return undefined;
  return { url: image.url, words: [image.alt, image.url].filter(Boolean).join('\n') };
}

/** What is left to be said beside the picture. */
function withoutMedia(message: OutgoingMessage): OutgoingMessage {
  if (message.type !== 'card') return { type: 'text', text: '' };
  const { image: _, ...card } = message;
  return card;
}
