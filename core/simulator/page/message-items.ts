import type { ChatView, MessageView, ReactionType } from '../view.ts';
import { segmentsOf } from './content.tsx';
import { abilitiesOf } from './abilities.ts';
import type { MenuItem } from './menu.tsx';
import { TAPBACKS } from './tapbacks.tsx';
import { t } from './texts.ts';
import type { Tell } from './toast.tsx';
import { wordsOf } from './wording.ts';
import type { World } from './world.ts';

export interface MessageDeeds {
  readonly onQuote: (message: MessageView) => void;
  readonly onEdit: (message: MessageView) => void;
  readonly onUnsend: (message: MessageView) => void;
  readonly onReact: (message: MessageView, reaction: ReactionType, on: boolean) => void;
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

/** What can be done with a message, as its platform has it: everyone may quote it, its author may unsend it and edit its text. */
export function messageItems({ world, chat, message, you, tell, ...deeds }: Situation): readonly MenuItem[] {
  const items: MenuItem[] = [];
  const { type } = message.content;
  const words = type === 'text' || type === 'textV2' || (type === 'parts' && wordsOf(message.content) !== undefined);
  const can = abilitiesOf(chat);
  if (you !== undefined && can.tapbacks) {
    const own = message.reactions?.find(({ from }) => from === you)?.type;
    for (const { type: tapback, sign, label } of TAPBACKS)
      items.push({
        label,
        sign,
        checked: own === tapback,
        act: () => deeds.onReact(message, tapback, own !== tapback),
      });
  }
  if (you !== undefined && can.quote) items.push({ label: t.quote, icon: 'reply', act: () => deeds.onQuote(message) });
  if (words) {
    const text = (): string =>
      type === 'parts'
        ? (wordsOf(message.content) ?? '')
        : segmentsOf(world, message.content)
            .map((segment) => (segment.type === 'emoji' ? '' : segment.text))
            .join('');
    items.push({ label: t.copy, icon: 'copy', act: () => void copy(text(), tell) });
  }
  if (message.from !== you) return items;
  if (words && type !== 'textV2' && can.edit)
    items.push({ label: t.edit, icon: 'edit', act: () => deeds.onEdit(message) });
  if (can.unsend) items.push({ label: t.unsend, icon: 'unsend', danger: true, act: () => deeds.onUnsend(message) });
  return items;
}
