import type { Channel } from '../channel.ts';
import { Impossible } from '../impossible.ts';
import type { Herald } from './herald.ts';
import { mentionOf, type Mention } from './mention.ts';
import { picture, PICTURE_PATH } from './picture.ts';
import type { Person, Place, Population } from './population.ts';
import type { Content, Post, SentContent, Timeline } from './timeline.ts';

/** What LINE's app lets a member type at once. */
const LONGEST_TEXT = 10_000;

export interface Saying {
  readonly mentions?: readonly Mention[];
  readonly quotedMessageId?: string;
}

/** What a member picks on the phone. Milliseconds for `duration`. */
export type Medium = { readonly bytes: Uint8Array; readonly contentType: string } & (
  | { readonly type: 'image' }
  | { readonly type: 'video' | 'audio'; readonly duration: number }
  | { readonly type: 'file'; readonly fileName: string }
);

/** What members write and send, and what they do to it afterwards. */
export class Talk {
  constructor(
    private readonly channel: Channel,
    private readonly population: Population,
    private readonly timeline: Timeline,
    private readonly herald: Herald,
  ) {}

  say(chatId: string, memberId: string, text: string, { mentions = [], quotedMessageId }: Saying = {}): string {
    const { place, person } = this.speaker(chatId, memberId);
    checkText(text);
    const mention = mentionOf(text, mentions, place, this.population, this.channel.botId);
    const content = { type: 'text', text, ...(mention ? { mention } : {}) };
    if (quotedMessageId !== undefined && this.timeline.post(chatId, quotedMessageId).quoteTokens.length === 0) {
      throw new Impossible('This message cannot be quoted.');
    }
    return this.#send(place, person, content, content, quotedMessageId === undefined ? {} : { quotedMessageId });
  }

  sendSticker(chatId: string, memberId: string): string {
    const { place, person } = this.speaker(chatId, memberId);
    const sticker = { type: 'sticker', packageId: '446', stickerId: '1988' };
    return this.#send(place, person, sticker, {
      ...sticker,
      stickerResourceType: 'STATIC',
      keywords: ['hello', 'hi', 'wave'],
    });
  }

  sendImage(chatId: string, memberId: string): string {
    return this.sendMedium(chatId, memberId, { type: 'image', bytes: picture(), contentType: 'image/png' });
  }

  sendMedium(chatId: string, memberId: string, medium: Medium): string {
    const { place, person } = this.speaker(chatId, memberId);
    const { type, bytes, contentType } = medium;
    const sent = { bytes, contentType, hasPreview: type === 'image' || type === 'video' };
    if (type === 'file') {
      const file = { type, fileName: medium.fileName, fileSize: bytes.length };
      return this.#send(place, person, file, file, { sent });
    }
    const shown = {
      type,
      // Only the picture that everybody sends is to be seen on the page.
      ...(type === 'image' ? { originalContentUrl: PICTURE_PATH, previewImageUrl: PICTURE_PATH } : {}),
      ...('duration' in medium ? { duration: medium.duration } : {}),
    };
    const duration = 'duration' in medium ? { duration: medium.duration } : {};
    return this.#send(place, person, shown, { type, contentProvider: { type: 'line' }, ...duration }, { sent });
  }

  sendLocation(chatId: string, memberId: string): string {
    const { place, person } = this.speaker(chatId, memberId);
    const location = {
      type: 'location',
      title: '渋谷駅 Shibuya Station',
      address: '東京都渋谷区道玄坂1丁目',
      latitude: 35.658034,
      longitude: 139.701636,
    };
    return this.#send(place, person, location, location);
  }

  /** Shows a text as the member's without telling the host: what a button's `displayText` does. */
  show(place: Place, person: Person, text: string): void {
    this.timeline.add({ ...this.#draft(place, person), content: { type: 'text', text } });
  }

  edit(chatId: string, memberId: string, messageId: string, text: string): void {
    const { place, person } = this.speaker(chatId, memberId);
    const post = this.#own(chatId, person, messageId);
    if (place.kind !== 'group') throw new Impossible('Messages can be edited in groups only.');
    if (post.view.content.type !== 'text') throw new Impossible('Only texts can be edited.');
    checkText(text);
    const quoteToken = this.timeline.giveQuoteToken(post);
    this.timeline.replace(post, { ...post.view, content: { type: 'text', text }, edited: true });
    // The same id, a new quote token, and no token to mark it as read (LINE reference, "Edit event").
    const message = { type: 'text', id: messageId, quoteToken, text };
    this.herald.tell(place, { type: 'messageEdited', by: person, replyable: true, payload: { message } });
  }

  unsend(chatId: string, memberId: string, messageId: string): void {
    const { place, person } = this.speaker(chatId, memberId);
    const post = this.#own(chatId, person, messageId);
    const { quickReply: _, ...view } = post.view;
    this.timeline.replace(post, { ...view, content: { type: 'text', text: '' }, unsent: true });
    this.herald.tell(place, { type: 'unsend', by: person, payload: { unsend: { messageId } } });
  }

  /** The chat, and the member in it, who must be able to speak there. */
  speaker(chatId: string, memberId: string): { readonly place: Place; readonly person: Person } {
    const place = this.population.place(chatId);
    const person = this.population.memberOf(place, memberId);
    if (place.kind === 'user' && !place.botIn) throw new Impossible(`${person.name} blocks the bot.`);
    return { place, person };
  }

  #own(chatId: string, person: Person, messageId: string): Post {
    const post = this.timeline.post(chatId, messageId);
    if (post.view.from !== person.id) throw new Impossible(`${person.name} did not write this message.`);
    return post;
  }

  #draft(place: Place, person: Person) {
    return { chatId: place.id, at: this.channel.now(), from: person.id };
  }

  #send(
    place: Place,
    person: Person,
    shown: Content,
    told: object,
    { sent, ...quoted }: { readonly sent?: SentContent; readonly quotedMessageId?: string } = {},
  ): string {
    const { view, quoteTokens, markAsReadToken } = this.timeline.add({
      ...this.#draft(place, person),
      content: shown,
      ...(sent ? { sent } : {}),
      ...quoted,
    });
    const [quoteToken] = quoteTokens;
    const message = { ...told, id: view.id, ...(quoteToken ? { quoteToken } : {}), ...quoted, markAsReadToken };
    this.herald.tell(place, { type: 'message', by: person, replyable: true, payload: { message } });
    return view.id;
  }
}

function checkText(text: string): void {
  if (text.trim() === '') throw new Impossible('A text is missing.');
  if (text.length > LONGEST_TEXT) throw new Impossible(`A text has at most ${LONGEST_TEXT} characters.`);
}
