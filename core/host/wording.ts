import { inject, injectable } from 'tsyringe';
import { buttonsOnBar, type Button, type Card } from '../chat/card.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { plainMessage } from '../chat/plain.ts';
import type { SentMessage } from '../chat/platform.ts';
import { asWord } from '../command/correction.ts';
import { hostText } from './host-text.ts';
import type { NumberedCard, Signs } from './numbered-card.ts';
import { NumberedCards } from './numbered-cards.ts';
import { Policies } from './policies.ts';
import type { OutboxRow, SentCard } from './store.ts';
import { PLATFORMS, type Platforms } from './tokens.ts';

type CardMessage = OutgoingMessage & Card;

/** One message as it is handed to the platform, the row that it is of, and what it is a card of. */
interface Piece {
  readonly row: OutboxRow;
  readonly message: OutgoingMessage;
  readonly card?: CardMessage;
  /** What its numbers run. */
  readonly numbered?: Omit<NumberedCard, 'messageId'>;
}

/** What a call of the platform is made with, and what it leaves behind when it has taken it. */
export class Handed {
  constructor(private readonly pieces: readonly Piece[]) {}

  get messages(): readonly OutgoingMessage[] {
    return this.pieces.map(({ message }) => message);
  }

  /** The cards with a subject, by the ids that the platform gave them. */
  cards(sent: readonly SentMessage[]): readonly SentCard[] {
    return sent.flatMap(({ id, of }) => {
      const { row, card } = this.pieces[of ?? -1] ?? {};
      if (!row || card?.subject === undefined) return [];
      return [{ chat: row.chat, messageId: id, plugin: row.plugin, subject: card.subject }];
    });
  }

  numbered(sent: readonly SentMessage[]): readonly NumberedCard[] {
    return this.pieces.flatMap(({ numbered }, index) => {
      if (!numbered) return [];
      const messageId = sent.find(({ of }) => of === index)?.id;
      return [messageId === undefined ? numbered : { ...numbered, messageId }];
    });
  }
}

/** Turns what is to be sent into what the platform can show: where there are no buttons, their words and numbers. */
@injectable()
export class Wording {
  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Policies) private readonly policies: Policies,
    @inject(NumberedCards) private readonly cards: NumberedCards,
  ) {}

  async of(chat: ChatRef, rows: readonly OutboxRow[]): Promise<Handed> {
    const whole = rows.flatMap((row) =>
      (JSON.parse(row.body) as OutgoingMessage[]).map((message) => ({ row, message })),
    );
    if (this.platforms.of(chat).can('buttons', chat))
      return new Handed(
        whole.map((piece) => (piece.message.type === 'card' ? { ...piece, card: piece.message } : piece)),
      );
    const pieces: Piece[] = [];
    for (const { row, message } of whole) {
      if (message.type === 'card') pieces.push(...(await this.inWords(chat, row, message, pieces)));
      else if (message.type === 'text') pieces.push({ row, message: typed(message) });
      else pieces.push({ row, message });
    }
    return new Handed(pieces);
  }

  /** Its picture, which is a message of its own, and its words. */
  private async inWords(
    chat: ChatRef,
    row: OutboxRow,
    card: CardMessage,
    before: readonly Piece[],
  ): Promise<readonly Piece[]> {
    const { image, ...rest } = card;
    const picture: Piece[] = image
      ? [{ row, message: { type: 'image', url: image.url, ...(image.alt === undefined ? {} : { alt: image.alt }) } }]
      : [];
    const about = card.subject ?? row.key ?? '';
    const { plugin } = row;
    const { text, lines } = plainMessage(rest, card.settled ? 'typed' : 'numbered');
    const numbered = { chat: row.chat, plugin, about, lines, ...signsOf(card) };
    if (lines.length === 0) return [...picture, { row, card, message: { type: 'text', text }, numbered }];
    // What goes out in the same call is as open as what went out before.
    const others = before.some(
      ({ numbered: other }) => other !== undefined && other.about !== '' && other.about !== about,
    );
    const alone = !others && (await this.cards.isAlone(chat, plugin, about));
    // A message that nobody can answer by itself says what to type instead.
    if (!alone && !this.platforms.of(chat).can('quote', chat))
      return [...picture, { row, card, message: { type: 'text', text: plainMessage(rest, 'typed').text } }];
    const hint = hostText(await this.policies.language(chat), alone ? 'answer-number' : 'answer-number-quoting');
    return [...picture, { row, card, message: { type: 'text', text: `${text}\n${hint}` }, numbered }];
  }
}

const buttonsOf = ({ bars = [], buttons = [] }: Card): readonly Button[] => [...bars.flatMap(buttonsOnBar), ...buttons];

function signsOf(card: Card): { signs?: Signs } {
  const line = (sign: Button['reaction']): string | undefined =>
    buttonsOf(card).find(({ reaction }) => reaction === sign)?.command;
  const like = line('like');
  const dislike = line('dislike');
  if (like === undefined && dislike === undefined) return {};
  const { takeBack } = card;
  return {
    signs: {
      ...(like === undefined ? {} : { like }),
      ...(dislike === undefined ? {} : { dislike }),
      ...(takeBack === undefined ? {} : { takeBack }),
    },
  };
}

/** Under a text stands what to type, where the text itself does not say it. Mentions stay what they are. */
function typed(message: OutgoingMessage & { readonly type: 'text' }): OutgoingMessage {
  const { buttons = [], ...rest } = message;
  if (buttons.length === 0) return message;
  const said = plainMessage(rest, 'untold').text;
  const missing = buttons.filter(({ command, prefill }) => !said.includes((prefill ?? command).trim()));
  if (missing.length === 0) return rest;
  const lines = plainMessage({ type: 'text', text: '', buttons: missing.map(byName) }, 'typed').text;
  return { ...rest, text: typeof rest.text === 'string' ? `${rest.text}\n${lines}` : [...rest.text, `\n${lines}`] };
}

/** A member's id that a tap would say; its button is labelled with the member's name. */
const MEMBER_ID = /<@[\w-]+>$/;

/** Nobody reads or types an id; it stays only where the name would not say whom: two have it, or it was cut. */
function byName(button: Button, _index: number, all: readonly Button[]): Button {
  const { command, label } = button;
  const isPlain = all.filter((other) => other.label === label).length === 1 && !/.…$/u.test(label);
  return isPlain ? { ...button, command: command.replace(MEMBER_ID, () => asWord(label)) } : button;
}
