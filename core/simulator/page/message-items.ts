import type { ChatView, MessageView } from '../view.ts';
import { segmentsOf } from './content.tsx';
import type { MenuItem } from './menu.tsx';
import { t } from './texts.ts';
import type { Tell } from './toast.tsx';
import type { World } from './world.ts';

export interface MessageDeeds {
  readonly onQuote: (message: MessageView) => void;
  readonly onEdit: (message: MessageView) => void;
  readonly onUnsend: (message: MessageView) => void;
}

interface Situation extends MessageDeeds {
  readonly world: World;
  readonly chat: ChatView;
  readonly message: MessageView;
  readonly you: string | undefined;
  readonly tell: Tell;
}

export async function copy(text: string, tell: Tell): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(t.copied);
  } catch {
    // Not allowed, or the page is neither on https nor on localhost.
    tell(t.notCopied, true);
  }
}

/** What can be done with a message, as LINE has it: everyone may quote it; its author may unsend it and, in a group, edit its text. */
export function messageItems({ world, chat, message, you, tell, ...deeds }: Situation): readonly MenuItem[] {
  const items: MenuItem[] = [];
  const { type } = message.content;
  const words = type === 'text' || type === 'textV2';
  if (you !== undefined) items.push({ label: t.quote, icon: 'reply', act: () => deeds.onQuote(message) });
  if (words) {
    const text = (): string =>
      segmentsOf(world, message.content)
        .map((segment) => (segment.type === 'emoji' ? '' : segment.text))
        .join('');
    items.push({ label: t.copy, icon: 'copy', act: () => void copy(text(), tell) });
  }
  if (message.from !== you) return items;
  // LINE has no edit in rooms and 1:1 chats.
  if (type === 'text' && chat.kind === 'group')
    items.push({ label: t.edit, icon: 'edit', act: () => deeds.onEdit(message) });
  items.push({ label: t.unsend, icon: 'unsend', danger: true, act: () => deeds.onUnsend(message) });
  return items;
}
