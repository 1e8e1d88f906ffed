import {
  Caller,
  Chat,
  inLine,
  Members,
  Texts,
  type Button,
  type Card,
  type Commands,
  type Reply,
  type TextMessage,
} from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

/** Enough to read; with names of any length the text stays within what one message holds (LINE: 5,000 UTF-16 units). */
const NAMES_LISTED = 100;
const NAME_GRAPHEMES = 20;
const LIST_LENGTH = 4_500;

/** Counts and names the people in a chat, and says honestly how far it knows them. */
@injectable()
export default class MembersPlugin implements Commands<typeof manifest> {
  constructor(
    @inject(Chat) private readonly chat: Chat,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly people: Members,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async members(): Promise<Card> {
    const { count, members, unknown } = await this.people.roster();
    return {
      type: 'card',
      title: this.texts.t('count', { count }),
      ...(count === 0
        ? {}
        : { text: this.texts.t(unknown === 0 ? 'known-all' : 'known-some', { known: members.length }) }),
      buttons: [
        { label: this.texts.t('button-list'), command: '/members list', style: 'secondary' },
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
