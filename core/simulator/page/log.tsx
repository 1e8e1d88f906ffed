import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatView, MessageView } from '../view.ts';
import { dayOf } from './clock.ts';
import { summary } from './content.tsx';
import { Icon } from './icon.tsx';
import type { Action } from './json.ts';
import type { MessageDeeds } from './message-items.ts';
import { nameIn, usePage } from './page-context.ts';
import { MiddleLine, Row } from './row.tsx';
import { t } from './texts.ts';
import { wordsOf } from './wording.ts';
import { Welcome } from './welcome.tsx';

const PAGE = 150;
const NEAR = 48;
const SAME_SPEAKER_FOR = 5 * 60_000;

interface LogProps extends MessageDeeds {
  readonly chat: ChatView;
  readonly messages: readonly MessageView[];
  readonly you: string | undefined;
  readonly onTap: (message: MessageView, action: Action) => void;
  readonly onSay: (text: string) => void;
}

/** Keeps the newest message in view, but only for someone who is at the bottom: whoever reads further up is left alone. */
function useBottom(newest: MessageView | undefined, own: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const toBottom = (): void => {
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    stuck.current = true;
    setAway(false);
  };

  useLayoutEffect(() => {
    if (stuck.current || own) toBottom();
  }, [newest?.id]);

  // Pictures and fonts that arrive late, and a composer that grows, move the bottom too.
  useEffect(() => {
    const observer = new ResizeObserver(() => stuck.current && toBottom());
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    setAway(!stuck.current);
  };
  return { scroller, content, away, toBottom, onScroll };
}

const sameSpeaker = (message: MessageView, before: MessageView | undefined): boolean =>
  before !== undefined &&
  before.from === message.from &&
  !before.unsent &&
  message.at - before.at < SAME_SPEAKER_FOR &&
  dayOf(before.at) === dayOf(message.at);

const SHORT = 8;

/** Nobody has talked with the bot here yet, and there is little to read. */
const isNew = (messages: readonly MessageView[]): boolean =>
  messages.length <= SHORT &&
  messages.every(({ from, content }) => from !== 'bot' && !/^[/／]/.test(wordsOf(content) ?? ''));

/** All that was said in a chat, oldest first. */
export function Log({ chat, messages, you, onSay, ...row }: LogProps) {
  const { world } = usePage();
  const [shown, setShown] = useState(PAGE);
  const newest = messages.at(-1);
  const { scroller, content, away, toBottom, onScroll } = useBottom(
    newest,
    newest !== undefined && newest.from === you,
  );
  const visible = messages.slice(-shown);
  const heightBefore = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || heightBefore.current === undefined) return;
    element.scrollTop += element.scrollHeight - heightBefore.current;
    heightBefore.current = undefined;
  }, [shown]);

  const showEarlier = (): void => {
    heightBefore.current = scroller.current?.scrollHeight;
    setShown(shown + PAGE);
  };

  return (
    <div class="log-frame">
      <div ref={scroller} class="log" onScroll={onScroll} tabIndex={0} role="log" aria-label={t.messages}>
        <div ref={content} class="log-content">
          {messages.length > shown && (
            <button type="button" class="button earlier" onClick={showEarlier}>
              {t.earlier}
            </button>
          )}
          {visible.map((message, index) => {
            const before = visible[index - 1];
            const newDay = !before || dayOf(before.at) !== dayOf(message.at);
            return [
              newDay && <MiddleLine key={`day-${message.id}`} text={dayOf(message.at)} />,
              message.unsent ? (
                <MiddleLine key={message.id} text={t.wasUnsent(nameIn(world, message.from) ?? '?')} />
              ) : message.from === 'system' ? (
                <MiddleLine key={message.id} text={summary(world, message.content)} />
              ) : (
                <Row
                  key={message.id}
                  chat={chat}
                  message={message}
                  quoted={messages.find((other) => other.id === message.quotedMessageId)}
                  you={you}
                  first={!sameSpeaker(message, before)}
                  {...row}
                />
              ),
            ];
          })}
          {chat.botIn && you !== undefined && isNew(messages) && <Welcome onSay={onSay} />}
        </div>
      </div>
      {away && (
        <button type="button" class="to-bottom" aria-label={t.newest} title={t.newest} onClick={toBottom}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
