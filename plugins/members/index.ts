import {
  Caller,
  Chat,
  Clock,
  Downloads,
  inLine,
  Members,
  Storage,
  Texts,
  type Button,
  type Card,
  type Commands,
  type EventOf,
  type Options,
  type Reply,
  type TextMessage,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import { historyCard, historyChart } from './chart.ts';
import { dayOf, lately, record, type Book } from './history.ts';
import manifest from './plugin.json' with { type: 'json' };

/** Enough to read; with names of any length the text stays within what one message holds (LINE: 5,000 UTF-16 units). */
const NAMES_LISTED = 100;
const NAME_GRAPHEMES = 20;
const LIST_LENGTH = 4_500;
const LATELY = 30;
const PICTURE_LIVES = 30 * 86_400_000;
/** Where the book of comings and goings is kept. */
const BOOK = 'book';

/** Counts and names the people in a chat, and says honestly how far it knows them. */
@injectable()
export default class MembersPlugin implements Commands<typeof manifest> {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly people: Members,
    @inject(Storage) private readonly storage: Storage,
    @inject(Downloads) private readonly downloads: Downloads,
    @inject(Clock) private readonly clock: Clock,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async members(): Promise<Card> {
    const { count, members, unknown, listed } = await this.people.roster();
    const why = unknown === 0 ? 'known-all' : listed === true ? 'known-listed' : 'known-some';
    const known = count === 0 ? [] : [this.texts.t(why, { known: members.length })];
    return {
      type: 'card',
      title: this.texts.t('count', { count }),
      text: [...known, ...(await this.lately())].join('\n'),
      buttons: [
        { label: this.texts.t('button-list'), command: '/members list', style: 'secondary' },
        { label: this.texts.t('button-history'), command: '/members history', style: 'secondary' },
        ...this.hereButtons(unknown),
      ],
      footer: this.texts.t('how-to'),
    };
  }

  async membersList(): Promise<TextMessage> {
    const { members, unknown } = await this.people.roster();
    const names = folded(members.map(({ displayName }) => `・${inLine(displayName, NAME_GRAPHEMES) || '…'}`));
    const more = members.length - names.length;
    const lines = [this.texts.t('list-title', { known: members.length }), ...names];
    if (more > 0) lines.push(this.texts.t('list-more', { more }));
    if (unknown > 0) lines.push(this.texts.t('list-unknown', { unknown }));
    return { type: 'text', text: lines.join('\n'), buttons: this.hereButtons(unknown) };
  }

  async membersHistory({ by, picture }: Options<typeof manifest, 'members history'>): Promise<Reply> {
    const now = this.clock.now();
    const book = await this.book(now);
    const card = historyCard(book, now, await this.people.count(), by, this.texts);
    if (picture !== true) return card;
    const url = await this.downloads.chart(historyChart(card, now + PICTURE_LIVES));
    // The platform fetches a picture itself, and only over https.
    if (url?.startsWith('https:') !== true) return [card, this.texts.t('no-picture')];
    return { type: 'image', url, alt: card.title };
  }

  /** Whoever taps or types has been seen by that, so there is nothing to do but to show how far we are. */
  async membersHere(): Promise<Reply> {
    const { count, members, unknown } = await this.people.roster();
    const values = { count, known: members.length };
    const card: Card = {
      type: 'card',
      title: this.texts.t('here-title'),
      text: this.texts.t(unknown === 0 ? 'here-all' : 'here-text', values),
      buttons: this.hereButtons(unknown),
      ...(unknown === 0 ? {} : { footer: this.texts.t('how-to-here') }),
    };
    // A whole group taps at once: one fresh card answers them all.
    this.chat.reply(card, { key: 'here' });
    return this.caller.id === undefined ? this.texts.t('no-identity') : undefined;
  }

  /** The bot is here, perhaps again. What it did not see while it was away it cannot tell: it starts to count anew. */
  async onJoin({ at }: EventOf<'join'>): Promise<void> {
    await this.storage.set(BOOK, { since: at, days: [] });
  }

  async onMemberJoined({ at, memberIds, unnamed }: EventOf<'memberJoined'>): Promise<void> {
    await this.note(at, { joined: memberIds.length + unnamed });
  }

  async onMemberLeft({ at, memberIds, unnamed }: EventOf<'memberLeft'>): Promise<void> {
    await this.note(at, { left: memberIds.length + unnamed });
  }

  /** Nothing to erase: the book has how many came and went, and of nobody who. Names come from the host, which forgets them itself. */
  onMemberForgotten(_memberId: string): void {}

  private async note(at: number, change: { readonly joined?: number; readonly left?: number }): Promise<void> {
    const book = await this.book(at);
    await this.storage.set(BOOK, record(book, dayOf(at, this.texts.timeZone), change));
  }

  /** The book so far; one that begins at `now` where there is none. */
  private async book(now: number): Promise<Book> {
    const kept = await this.storage.get<Book>(BOOK);
    if (kept !== undefined) return kept;
    const book: Book = { since: now, days: [] };
    await this.storage.set(BOOK, book);
    return book;
  }

  private async lately(): Promise<readonly string[]> {
    const book = await this.storage.get<Book>(BOOK);
    if (book === undefined) return [];
    const { joined, left } = lately(book, dayOf(this.clock.now(), this.texts.timeZone), LATELY);
    return joined + left === 0 ? [] : [this.texts.t('lately', { days: LATELY, joined, left })];
  }

  private hereButtons(unknown: number): readonly Button[] {
    if (unknown === 0) return [];
    return [{ label: this.texts.t('button-here'), command: '/members here', style: 'primary' }];
  }
}

/** As many of the lines, from the first, as people read and a message holds. */
function folded(lines: readonly string[]): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line, index) => index === NAMES_LISTED || (length += line.length + 1) > LIST_LENGTH);
  return end < 0 ? lines : lines.slice(0, end);
}
