import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatName } from '../view.ts';
import { Icon } from './icon.tsx';
import { t } from './texts.ts';
import type { Data } from './use-data.ts';

export type Mood = 'good' | 'bad' | 'warn' | 'quiet';

export function Badge({ mood, children }: { readonly mood: Mood; readonly children: ComponentChildren }) {
  return <span class={`badge ${mood}`}>{children}</span>;
}

/** The head of a section: focus goes here when it is opened. */
export function Head({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not at the very first: whoever opens the page begins at its top.
    if (document.activeElement?.closest('nav')) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}

/** What is there before the first answer, and that a look failed. */
export function Waiting({ data, failed }: Pick<Data<unknown>, 'data' | 'failed'>) {
  // Without an answer the whole page says so.
  if (failed !== undefined && failed !== 0 && failed !== 401)
    return (
      <p class="trouble" role="status">
        {failed === 503 ? t.noStore : t.failed(failed)}
      </p>
    );
  return data === undefined ? (
    <p class="loading" role="status">
      {t.loading}
    </p>
  ) : null;
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name="check" size={32} />
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

/** What a chat is called, or its id. */
export function ChatLabel({ chat }: { readonly chat: ChatName }) {
  const id = chat.chat.slice(chat.chat.indexOf('/') + 1);
  return (
    <span class="chat-label">
      {chat.name === undefined ? <code class="id">{id}</code> : <bdi>{chat.name}</bdi>}
      <small>
        {chat.platform === 'line' ? 'LINE' : 'Linq'} · {chat.isGuessed ? t.unknownKind : t[chat.chatKind]}
      </small>
    </span>
  );
}

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2_000);
  };
  // Browsers give no clipboard to a page that came by http from elsewhere.
  if (!('clipboard' in navigator)) return null;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`${done ? t.copied : t.copy}: ${label}`}
      title={done ? t.copied : t.copy}
      onClick={() => void copy()}
    >
      <Icon name={done ? 'check' : 'copy'} size={16} />
    </button>
  );
}
