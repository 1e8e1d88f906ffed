import type { ChatView } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { chatName, kindTag } from './chat-name.ts';
import { timeOf } from './clock.ts';
import { summary } from './content.tsx';
import { Icon } from './icon.tsx';
import { nameIn, usePage } from './page-context.ts';
import { t } from './texts.ts';
import { messagesOf, type World } from './world.ts';

function lastLine(world: World, chat: ChatView): { readonly words: string; readonly time: string } {
  const last = messagesOf(world, chat.id).at(-1);
  if (!last) return { words: t.noMessages, time: '' };
  const who = nameIn(world, last.from);
  if (last.unsent) return { words: t.wasUnsent(who ?? '?'), time: timeOf(last.at) };
  const words = summary(world, last.content);
  return { words: who && chat.kind !== 'user' ? `${who}: ${words}` : words, time: timeOf(last.at) };
}

function ChatEntry({
  chat,
  open,
  onOpen,
}: {
  readonly chat: ChatView;
  readonly open: boolean;
  readonly onOpen: () => void;
}) {
  const { world } = usePage();
  const name = chatName(world, chat);
  const unread = world.unread.get(chat.id) ?? 0;
  const { words, time } = lastLine(world, chat);
  return (
    <li>
      <button
        type="button"
        class={open ? 'chat-entry open' : 'chat-entry'}
        aria-label={name}
        aria-describedby={`about-${chat.id}`}
        aria-current={open}
        onClick={onOpen}
      >
        <Avatar id={chat.id} name={name} shape={chat.kind === 'user' ? 'member' : 'chat'} />
        <span class="chat-entry-words">
          <span class="chat-entry-top">
            <strong>
              <bdi>{name}</bdi>
            </strong>
            <time>{time}</time>
          </span>
          <span class="chat-entry-bottom" id={`about-${chat.id}`}>
            <span class={`tag tag-${chat.service?.toLowerCase() ?? 'line'}`}>{kindTag(chat)}</span>
            <span class="chat-entry-last" dir="auto">
              {words}
            </span>
            {unread > 0 && (
              <span class="unread">
                <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
                <span class="unseen">{t.unread(unread)}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

interface ChatListProps {
  readonly openId: string | undefined;
  readonly onOpen: (chatId: string) => void;
  readonly onNew: () => void;
}

/** Names of platforms are the same in every language. */
const PLATFORMS = [
  { platform: 'line', name: 'LINE' },
  { platform: 'linq', name: 'iMessage · RCS · SMS' },
] as const;

export function ChatList({ openId, onOpen, onNew }: ChatListProps) {
  const { world } = usePage();
  const several = new Set(world.chats.map(({ platform }) => platform)).size > 1;
  return (
    <nav class="side-section chats-section" aria-label={t.chats}>
      <header class="side-head">
        <h2>{t.chats}</h2>
        <button type="button" class="icon-button" aria-label={t.newChat} title={t.newChat} onClick={onNew}>
          <Icon name="plus" />
        </button>
      </header>
      {world.chats.length === 0 && <p class="hint">{t.noChats}</p>}
      <div class="side-list">
        {PLATFORMS.map(({ platform, name }) => {
          const chats = world.chats.filter((chat) => chat.platform === platform);
          return (
            chats.length > 0 && (
              <section key={platform} aria-label={name}>
                {several && <h3 class="platform-name">{name}</h3>}
                <ul>
                  {chats.map((chat) => (
                    <ChatEntry key={chat.id} chat={chat} open={chat.id === openId} onOpen={() => onOpen(chat.id)} />
                  ))}
                </ul>
              </section>
            )
          );
        })}
      </div>
    </nav>
  );
}
