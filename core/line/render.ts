import type { messagingApi } from '@line/bot-sdk';
import type { Button } from '../chat/card.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import type { SignLine } from '../chat/platform.ts';
import { standIn } from '../chat/stand-in.ts';
import { action } from './action.ts';
import { container } from './bubbles.ts';
import { cardRows } from './card-rows.ts';
import { altText, cardText } from './card-text.ts';
import { cut, isBlank, pieces } from '../chat/cut.ts';
import { hero } from './hero.ts';
import { LIMITS } from './limits.ts';
import { mediaMessage } from './media.ts';
import { joined, said, textMessage, type Said } from './naming.ts';

/** What LINE may refuse because of who is in the chat, or what was unsent: sent again without, when it did. */
export interface Manner {
  readonly mentions: boolean;
  readonly quotes: boolean;
}

/** What one message will be. `words` is the text, or what stands for something else where there is no room for it: seldom asked for. */
interface Draft {
  readonly words: () => Said;
  readonly quoteToken?: string;
  /** A card, a picture …: anything but words. */
  readonly shown?: messagingApi.Message;
}

type Text = OutgoingMessage & { type: 'text' };
type Card = OutgoingMessage & { type: 'card' };

/**
 * Messages as LINE takes them, at most five: texts in plain `text` (a member's braces mean nothing there) or, where somebody is
 * mentioned, in `textV2`; cards in Flex; all else as it is. Empty ones are left out, since LINE refuses them; so the list may be empty. Nothing goes
 * silently: messages past the fifth are joined into the last as text, long texts share the places that are left, and what is cut
 * ends with an ellipsis.
 */
export function renderMessages(
  messages: readonly OutgoingMessage[],
  sign: SignLine,
  manner: Manner,
): messagingApi.Message[] {
  const buttons: Button[] = [];
  const drafts: Draft[] = [];
  for (const [index, message] of messages.entries()) {
    const draft = draftOf(message, index, buttons, sign, manner);
    if (draft !== undefined) drafts.push(draft);
  }
  const rendered = spread(fold(drafts));
  const last = rendered.at(-1);
  const items = buttons.map((button) => quickReply(button, sign)).filter((item) => item !== undefined);
  // LINE shows the quick replies of the last message only.
  if (last !== undefined && items.length > 0) last.quickReply = { items };
  return rendered;
}

const places = new WeakMap<messagingApi.Message, number>();
/** The place that a rendered card with a subject had among the messages it was rendered from. */
export const placeOf = (message: messagingApi.Message): number | undefined => places.get(message);

function draftOf(
  message: OutgoingMessage,
  index: number,
  taken: Button[],
  sign: SignLine,
  manner: Manner,
): Draft | undefined {
  switch (message.type) {
    case 'text':
      return textDraft(message, taken, manner);
    case 'card':
      return cardDraft(message, sign, index);
    default:
      return { words: () => said(standIn(message), false), shown: mediaMessage(message, sign, manner.quotes) };
  }
}

function cardDraft(card: Card, sign: SignLine, index: number): Draft | undefined {
  const contents = container(card.title, cardRows(card, sign), hero(card.image));
  if (contents === undefined) return undefined;
  const flex: messagingApi.FlexMessage = { type: 'flex', altText: cut(altText(card), LIMITS.altText), contents };
  if (card.subject !== undefined) places.set(flex, index);
  return { words: () => said(cardText(card), false), shown: flex };
}

/** Takes the message's buttons into `taken`, as long as LINE has room for them; the others are told as what to type. */
function textDraft(message: Text, taken: Button[], { mentions, quotes }: Manner): Draft | undefined {
  const { text, buttons = [], quoteToken } = message;
  const room = LIMITS.quickReplies - taken.length;
  taken.push(...buttons.slice(0, room));
  const typed = buttons
    .slice(room)
    .filter(({ pick }) => pick !== 'location')
    .map(({ label, command, prefill, pick }) => {
      const line = pick === undefined ? (prefill ?? command) : `${command} …`;
      return `${label}: ${line}`;
    });
  // Quick replies hang on a message: without words of its own, their labels are the words.
  const own = said(text, mentions);
  const first = isBlank(own.text) ? said(buttons.map(({ label }) => label).join(' / '), false) : own;
  const words = typed.length === 0 ? first : joined([first, ...typed.map((line) => said(line, false))], '\n');
  if (isBlank(words.text)) return undefined;
  return { words: () => words, ...(quotes && quoteToken !== undefined ? { quoteToken } : {}) };
}

function fold(drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length <= LIMITS.messages) return drafts;
  const kept = drafts.slice(0, LIMITS.messages - 1);
  const rest = joined(
    drafts.slice(LIMITS.messages - 1).map(({ words }) => words()),
    '\n\n',
  );
  return [...kept, { words: () => (rest.text === '' ? said('…', false) : rest) }];
}

function spread(drafts: readonly Draft[]): messagingApi.Message[] {
  let spare = LIMITS.messages - drafts.length;
  return drafts.flatMap(({ words: told, shown, quoteToken }): messagingApi.Message[] => {
    if (shown !== undefined) return [shown];
    const words = told();
    const parts =
      words.text.length <= LIMITS.text ? [{ text: words.text, start: 0 }] : pieces(words.text, LIMITS.text, 1 + spare);
    spare -= parts.length - 1;
    const texts = parts.map(({ text, start }) => textMessage(words, text, start));
    // One quote is enough: the message goes on below.
    if (quoteToken !== undefined && texts[0]) texts[0].quoteToken = quoteToken;
    return texts;
  });
}

function quickReply(button: Button, sign: SignLine): messagingApi.QuickReplyItem | undefined {
  const tap = action(button, LIMITS.quickReplyLabelGraphemes, sign);
  return tap && { type: 'action', action: tap };
}
