import { useRef, useState } from 'preact/hooks';
import type { ChatView, MessageView } from '../view.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import { isoOf, timeOf } from './clock.ts';
import { Content, summary } from './content.tsx';
import type { Action } from './json.ts';
import { MenuButton } from './menu.tsx';
import { messageItems, type MessageDeeds } from './message-items.ts';
import { nameIn, usePage } from './page-context.ts';
import { TapContext } from './tap.tsx';
import { Tapbacks } from './tapbacks.tsx';
import { t } from './texts.ts';

const LONG_PRESS = 500;

interface RowProps extends MessageDeeds {
  readonly chat: ChatView;
  readonly message: MessageView;
  readonly quoted: MessageView | undefined;
  readonly you: string | undefined;
  /** The first of several by the same member: it shows who they are. */
  readonly first: boolean;
  readonly onTap: (message: MessageView, action: Action) => void;
}

/** Opens the message's menu by right click, or by a long press where there is no mouse. */
function useMenu() {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pressed = useRef(false);
  const stop = (): void => clearTimeout(timer.current);
  const handlers = {
    onContextMenu: (event: MouseEvent) => {
      // A link and a selection keep the browser's own menu.
      if ((event.target as Element).closest('a, input, textarea') || String(getSelection())) return;
      event.preventDefault();
      setOpen(true);
    },
    onPointerDown: (event: PointerEvent) => {
      stop();
      pressed.current = false;
      if (event.pointerType !== 'touch') return;
      timer.current = setTimeout(() => {
        pressed.current = true;
        setOpen(true);
      }, LONG_PRESS);
    },
    // Lifting the finger after a long press is no tap on what lies under it.
    onClickCapture: (event: MouseEvent) => {
      if (!pressed.current) return;
      pressed.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerMove: (event: PointerEvent) => Math.hypot(event.movementX, event.movementY) > 3 && stop(),
  };
  return { open, setOpen, handlers };
}

function Marks({ message }: { readonly message: MessageView }) {
  return (
    <span class="marks">
      {message.sentBy === 'push' && (
        <span class="mark mark-push" title={t.paidPushHint}>
          {t.paidPush}
        </span>
      )}
      {message.sentBy === 'reply' && (
        <span class="mark" title={t.freeReplyHint}>
          {t.freeReply}
        </span>
      )}
      {message.failed && <span class="mark mark-failed">{t.notDelivered}</span>}
      {message.edited && <span class="mark">{t.edited}</span>}
      <time dateTime={isoOf(message.at)}>{timeOf(message.at)}</time>
    </span>
  );
}

function Quote({ message, id }: { readonly message: MessageView | undefined; readonly id: string }) {
  const { world } = usePage();
  const words = !message ? t.missingQuote : message.unsent ? t.unsentQuote : summary(world, message.content);
  const go = (): void => document.getElementById(`m-${id}`)?.scrollIntoView({ block: 'center' });
  return (
    <button type="button" class="quote" onClick={go} disabled={!message}>
      <strong dir="auto">{message ? (nameIn(world, message.from) ?? '?') : ''}</strong>
      <span dir="auto">{words}</span>
    </button>
  );
}

/** A line in the middle: who joined, who left, what was unsent. */
export function MiddleLine({ text }: { readonly text: string }) {
  return (
    <p class="middle-line">
      <span dir="auto">{text}</span>
    </p>
  );
}

/** One message: its sender, its bubble or card, when it was sent and, for the bot's, what it cost. */
export function Row({ chat, message, quoted, you, first, onTap, ...deeds }: RowProps) {
  const { world, tell } = usePage();
  const { open, setOpen, handlers } = useMenu();
  const bot = message.from === 'bot';
  const own = message.from === you;
  const name = nameIn(world, message.from) ?? '?';
  const wide = ['flex', 'template', 'imagemap'].includes(message.content.type);
  const items = messageItems({ world, chat, message, you, tell, ...deeds });
  return (
    <article
      id={`m-${message.id}`}
      class={`row ${own ? 'row-own' : 'row-other'}${first ? ' row-first' : ''}${wide ? ' row-wide' : ''}${(message.reactions?.length ?? 0) > 0 ? ' row-tapped' : ''}`}
      aria-label={`${name}, ${timeOf(message.at)}`}
    >
      {!own && (
        <span class="row-avatar">{first && (bot ? <BotAvatar /> : <Avatar id={message.from} name={name} />)}</span>
      )}
      <div class="row-main">
        {first && !own && (
          <p class="row-name">
            <bdi>{name}</bdi>
            {bot && <span class="badge">{t.bot}</span>}
          </p>
        )}
        {message.quotedMessageId !== undefined && <Quote message={quoted} id={message.quotedMessageId} />}
        <div class="row-line" {...handlers}>
          <div class="row-content">
            <TapContext.Provider value={(action) => onTap(message, action)}>
              <Content content={message.content} you={you} byMember={!bot} />
            </TapContext.Provider>
            <Tapbacks reactions={message.reactions ?? []} />
          </div>
          <div class="row-side">
            {items.length > 0 && (
              <MenuButton
                class="icon-button row-more"
                label={t.messageMenu}
                items={items}
                open={open}
                onOpen={setOpen}
              />
            )}
            <Marks message={message} />
          </div>
        </div>
      </div>
    </article>
  );
}
