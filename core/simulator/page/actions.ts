import type { ChatView, MessageView } from '../view.ts';
import { asText, type Action } from './json.ts';
import { safeLink } from './links.ts';
import { copy } from './message-items.ts';
import type { Page } from './page-context.ts';
import { t } from './texts.ts';

interface Hands {
  readonly page: Page;
  readonly chat: ChatView;
  readonly you: string | undefined;
  /** Puts text into the composer. */
  readonly prefill: (text: string) => void;
  /** Asks for a date first; the tap follows when one was picked. */
  readonly ask: (message: MessageView, action: Action) => void;
}

function openLink(action: Action, { page }: Hands): void {
  const link = safeLink(action['uri']);
  if (link) window.open(link, '_blank', 'noopener,noreferrer');
  else page.tell(t.phoneOnly(asText(action['uri']) ?? '?'));
}

/** What a tap on an action does, as LINE's apps do it (LINE reference, action-objects). */
export function runAction(message: MessageView, action: Action, hands: Hands): void {
  const { page, chat, you } = hands;
  if (action.type === 'uri') return openLink(action, hands);
  if (action.type === 'clipboard') return void copy(asText(action['clipboardText']) ?? '', page.tell);
  if (you === undefined) return page.tell(t.noYou, true);
  const here = { chatId: chat.id, as: you };
  switch (action.type) {
    case 'datetimepicker':
      return hands.ask(message, action);
    case 'camera':
    case 'cameraRoll':
      return void page.perform({ do: 'sendImage', ...here });
    case 'location':
      return void page.perform({ do: 'sendLocation', ...here });
    default:
      void page.perform({ do: 'tap', ...here, messageId: message.id, action });
  }
  const text = asText(action['fillInText']);
  if (action['inputOption'] === 'openKeyboard') hands.prefill(text ?? '');
}
