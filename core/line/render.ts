import type { messagingApi } from '@line/bot-sdk';
import type { Button, Card } from '../chat/card.ts';
import type { OutgoingMessage, TextMessage } from '../chat/message.ts';
import type { SignLine } from '../chat/platform.ts';
import { action } from './action.ts';
import { container } from './bubbles.ts';
import { cardRows } from './card-rows.ts';
import { altText, cardText } from './card-text.ts';
import { cut, isBlank, pieces, plain } from './cut.ts';
import { LIMITS } from './limits.ts';

/** What one message will be. `words` is the text, or what stands for a card where there is no room for it. */
interface Draft {
  readonly words: string;
  readonly flex?: messagingApi.FlexMessage;
}

/**
 * Messages as LINE takes them, at most five: texts in plain `text` (a member's braces mean nothing there), cards in Flex. Empty ones
 * are left out, since LINE refuses them; so the list may be empty. Nothing goes silently: messages past the fifth are joined into
 * the last as text, long texts share the places that are left, and what is cut ends with an ellipsis.
 */
export function renderMessages(messages: readonly OutgoingMessage[], sign: SignLine): messagingApi.Message[] {
  const buttons: Button[] = [];
  const drafts: Draft[] = [];
  for (const message of messages) {
    const draft = message.type === 'card' ? cardDraft(message, sign) : textDraft(message, buttons);
    if (draft !== undefined) drafts.push(draft);
  }
  const rendered = spread(fold(drafts));
  const last = rendered.at(-1);
  const items = buttons.map((button) => quickReply(button, sign)).filter((item) => item !== undefined);
  // LINE shows the quick replies of the last message only.
  if (last !== undefined && items.length > 0) last.quickReply = { items };
  return rendered;
}

function cardDraft(card: Card, sign: SignLine): Draft | undefined {
  const contents = container(card.title, cardRows(card, sign));
  if (contents === undefined) return undefined;
  return { words: cardText(card), flex: { type: 'flex', altText: cut(altText(card), LIMITS.altText), contents } };
}

/** Takes the message's buttons into `taken`, as long as LINE has room for them; the others are told as what to type. */
function textDraft({ text, buttons = [] }: TextMessage, taken: Button[]): Draft | undefined {
  const room = LIMITS.quickReplies - taken.length;
  taken.push(...buttons.slice(0, room));
  const typed = buttons.slice(room).map(({ label, command, prefill }) => `${label}: ${prefill ?? command}`);
  // Quick replies hang on a message: without words of its own, their labels are the words.
  const said = isBlank(text) ? buttons.map(({ label }) => label).join(' / ') : text;
  const words = plain([said, ...typed].join('\n'));
  return isBlank(words) ? undefined : { words };
}

function fold(drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length <= LIMITS.messages) return drafts;
  const kept = drafts.slice(0, LIMITS.messages - 1);
  const rest = drafts.slice(LIMITS.messages - 1).map(({ words }) => words);
  return [...kept, { words: rest.filter((words) => words !== '').join('\n\n') || '…' }];
}

function spread(drafts: readonly Draft[]): messagingApi.Message[] {
  let spare = LIMITS.messages - drafts.length;
  return drafts.flatMap(({ words, flex }): messagingApi.Message[] => {
    if (flex !== undefined) return [flex];
    if (words.length <= LIMITS.text) return [{ type: 'text', text: words }];
    const texts = pieces(words, LIMITS.text, 1 + spare);
    spare -= texts.length - 1;
    return texts.map((text) => ({ type: 'text', text }));
  });
}

function quickReply(button: Button, sign: SignLine): messagingApi.QuickReplyItem | undefined {
  const tap = action(button, LIMITS.quickReplyLabelGraphemes, sign);
  return tap && { type: 'action', action: tap };
}
