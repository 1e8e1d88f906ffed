import type { ChatView } from '../view.ts';
import { chatName, kindName } from './chat-name.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';
import type { Side } from './use-sides.ts';

interface ChatHeadProps {
  readonly chat: ChatView | undefined;
  readonly open: Readonly<Record<Side, boolean>>;
  readonly onToggle: (side: Side) => void;
  /** Absent where the chat has no name that members give. */
  readonly onRename: (() => void) | undefined;
}

/** The bar over the chat: whose it is, and the buttons that open what does not fit beside it. */
export function ChatHead({ chat, open, onToggle, onRename }: ChatHeadProps) {
  const { world } = usePage();
  return (
    <header class="chat-head">
      <button
        type="button"
        class="icon-button chats-toggle"
        aria-label={t.openChats}
        title={t.openChats}
        aria-expanded={open.chats}
        aria-controls="chats"
        onClick={() => onToggle('chats')}
      >
        <Icon name="list" size={22} />
      </button>
      {chat && (
        <div class="chat-title">
          <h1>
            <bdi>{chatName(world, chat)}</bdi>
          </h1>
          <p>
            {kindName(chat)}
            {chat.kind !== 'user' && ` · ${t.memberCount(chat.memberIds.length)}`}
            {!chat.botIn && ` · ${t.botOut}`}
          </p>
        </div>
      )}
      {onRename && (
        <button type="button" class="icon-button" aria-label={t.renameGroup} title={t.renameGroup} onClick={onRename}>
          <Icon name="edit" />
        </button>
      )}
      <button
        type="button"
        class="icon-button world-toggle"
        aria-label={t.openWorld}
        title={t.openWorld}
        aria-expanded={open.world}
        aria-controls="world"
        onClick={() => onToggle('world')}
      >
        <Icon name="sliders" size={22} />
      </button>
    </header>
  );
}
