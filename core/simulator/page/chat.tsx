import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatView, MessageView } from '../view.ts';
import { runAction } from './actions.ts';
import { Composer } from './composer.tsx';
import { summary } from './content.tsx';
import { DatePicker } from './date-picker.tsx';
import { abilitiesOf } from './abilities.ts';
import type { Action } from './json.ts';
import { Log } from './log.tsx';
import type { MentionSpan } from './mentions.ts';
import { membersIn, nameIn, usePage } from './page-context.ts';
import { QuickReplies } from './quick-replies.tsx';
import { t } from './texts.ts';
import { wordsOf } from './wording.ts';
import { messagesOf, offering } from './world.ts';
import { YouAre } from './you-are.tsx';

interface ChatProps {
  readonly chat: ChatView;
  readonly you: string | undefined;
  readonly onYou: (memberId: string) => void;
  readonly head: ComponentChildren;
}

/** What the next line is about, if not simply new. */
type About = { readonly kind: 'quote' | 'edit'; readonly message: MessageView } | undefined;

// Unsent lines wait here while another chat is open.
const drafts = new Map<string, string>();

/** The open chat: what was said, and where to say more. */
export function Chat({ chat, you, onYou, head }: ChatProps) {
  const page = usePage();
  const { world, perform } = page;
  const messages = messagesOf(world, chat.id);
  const members = membersIn(world, chat.memberIds);
  const [draft, setDraft] = useState(drafts.get(chat.id) ?? '');
  const [chosen, setAbout] = useState<About>();
  // Nobody edits another's message: the edit ends when the person plays someone else.
  const about = chosen?.kind === 'edit' && chosen.message.from !== you ? undefined : chosen;
  const [asking, setAsking] = useState<{ readonly message: MessageView; readonly action: Action }>();
  const [focusCall, setFocusCall] = useState(0);
  const offer = offering(messages);

  drafts.set(chat.id, draft);

  const prefill = (text: string): void => {
    if (text) setDraft(text);
    setFocusCall((count) => count + 1);
  };
  const turnTo = (kind: 'quote' | 'edit') => (message: MessageView) => {
    setAbout({ kind, message });
    prefill(kind === 'edit' ? (wordsOf(message.content) ?? '') : '');
  };
  const say = async (text: string, mentions: readonly MentionSpan[] = []): Promise<void> => {
    if (you === undefined) return page.tell(t.noYou, true);
    const here = { chatId: chat.id, as: you };
    setDraft('');
    setAbout(undefined);
    const done = await perform(
      about?.kind === 'edit'
        ? { do: 'edit', ...here, messageId: about.message.id, text }
        : {
            do: 'say',
            ...here,
            text,
            ...(mentions.length > 0 ? { mentions } : {}),
            ...(about ? { quotedMessageId: about.message.id } : {}),
          },
    );
    // What could not be sent comes back, unless something else is being written by then.
    if (!done) setDraft((now) => now || text);
  };
  const tap = (message: MessageView, action: Action): void =>
    runAction(message, action, {
      page,
      chat,
      you,
      prefill,
      ask: (message, action) => setAsking({ message, action }),
    });
  const attach = (deed: 'sendSticker' | 'sendImage' | 'sendLocation') => () => {
    if (you !== undefined) void perform({ do: deed, chatId: chat.id, as: you });
  };
  const can = abilitiesOf(chat);
  const others = members.filter((member) => member.id !== you);
  const bot = chat.botIn ? [{ id: 'bot', name: world.bot.name }] : [];

  return (
    <main class={`chat${chat.service === undefined ? '' : ` chat-linq chat-${chat.service.toLowerCase()}`}`}>
      {head}
      <Log
        chat={chat}
        messages={messages}
        you={you}
        onTap={tap}
        onSay={(text) => void say(text)}
        onQuote={turnTo('quote')}
        onEdit={turnTo('edit')}
        onUnsend={(message) => {
          if (you !== undefined) void perform({ do: 'unsend', chatId: chat.id, as: you, messageId: message.id });
        }}
        onReact={(message, reaction, on) => {
          if (you === undefined) return;
          void perform({ do: 'react', chatId: chat.id, as: you, messageId: message.id, reaction, on });
        }}
      />
      <div class="chat-foot">
        {!chat.botIn && (
          <p class="bot-out">
            {chat.kind === 'user' ? t.botIsBlocked : t.botIsOut}
            {can.bot && (
              <button type="button" class="button" onClick={() => void perform({ do: 'addBot', chatId: chat.id })}>
                {chat.kind === 'user' ? t.unblockBot : t.addBot}
              </button>
            )}
          </p>
        )}
        {offer && <QuickReplies message={offer} onTap={tap} />}
        <YouAre members={members} you={you} onYou={onYou} />
        <Composer
          draft={draft}
          onDraft={setDraft}
          onSend={(text, mentions) => void say(text, mentions)}
          onCancel={() => {
            if (about?.kind === 'edit') setDraft('');
            setAbout(undefined);
          }}
          disabled={you === undefined}
          about={
            about && {
              title: about.kind === 'edit' ? t.editing : t.quoting(nameIn(world, about.message.from) ?? '?'),
              words: summary(world, about.message.content),
            }
          }
          mentionable={!can.mention ? [] : [...bot, ...others, { id: 'all', name: t.everyone }]}
          attachments={[
            ...(chat.platform === 'line'
              ? [{ label: t.sendSticker, icon: 'smile' as const, act: attach('sendSticker') }]
              : []),
            { label: t.sendImage, icon: 'picture', act: attach('sendImage') },
            ...(chat.platform === 'line'
              ? [{ label: t.sendLocation, icon: 'pin' as const, act: attach('sendLocation') }]
              : []),
          ]}
          focusCall={focusCall}
        />
      </div>
      {asking && (
        <DatePicker
          action={asking.action}
          onClose={() => setAsking(undefined)}
          onPick={(picked) => {
            setAsking(undefined);
            if (you === undefined) return;
            const { message, action } = asking;
            void perform({ do: 'tap', chatId: chat.id, as: you, messageId: message.id, action, picked });
          }}
        />
      )}
    </main>
  );
}
