import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Deed } from '../view.ts';
import { abilitiesOf } from './abilities.ts';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { BotAvatar } from './avatar.tsx';
import { ChatHead } from './chat-head.tsx';
import { ChatList } from './chat-list.tsx';
import { chatName } from './chat-name.ts';
import { Chat } from './chat.tsx';
import { follow, perform as send } from './connection.ts';
import { Icon } from './icon.tsx';
import { Members } from './members.tsx';
import { NewChatDialog } from './new-chat-dialog.tsx';
import { PageContext, type Page } from './page-context.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { Switches } from './switches.tsx';
import { t } from './texts.ts';
import { useToast } from './toast.tsx';
import { Traffic } from './traffic.tsx';
import { Troubles } from './troubles.tsx';
import { usePlace } from './use-place.ts';
import { useSides } from './use-sides.ts';
import { emptyWorld, step } from './world.ts';

type Window =
  | { readonly kind: 'newChat' | 'addMember' }
  | { readonly kind: 'rename'; readonly name: string; readonly deed: (name: string) => Deed }
  | undefined;

export function App() {
  const [world, dispatch] = useReducer(step, emptyWorld);
  const { tell, shown: toast } = useToast();
  const { chat, you, openChat, play } = usePlace(world);
  const { open, toggle, closeDrawers } = useSides();
  const [window, setWindow] = useState<Window>();
  const closeWindow = useCallback(() => setWindow(undefined), []);
  const chatIds = useRef<readonly string[]>([]);
  const creating = useRef(false);

  useEffect(() => follow(dispatch), []);
  useEffect(() => {
    if (chat) dispatch({ type: 'open', chatId: chat.id });
  }, [chat?.id]);

  // A chat that this page has just made is opened as soon as it is there.
  useEffect(() => {
    const fresh = world.chats.find((one) => !chatIds.current.includes(one.id));
    chatIds.current = world.chats.map((one) => one.id);
    if (!fresh || !creating.current) return;
    creating.current = false;
    openChat(fresh.id);
  }, [world.chats]);

  const perform = useCallback(
    async (deed: Deed): Promise<boolean> => {
      if (deed.do === 'createChat') creating.current = true;
      const outcome = await send(deed);
      if (outcome.ok) return true;
      if (deed.do === 'createChat') creating.current = false;
      tell(outcome.message ?? t.deedLost, true);
      return false;
    },
    [tell],
  );
  const page = useMemo<Page>(() => ({ world, perform, tell }), [world, perform, tell]);

  if (!world.loaded) {
    return (
      <div class="loading" role="status">
        <BotAvatar />
        <p>{world.connected ? t.loading : t.disconnected}</p>
      </div>
    );
  }
  const renameChat =
    chat && you !== undefined && abilitiesOf(chat).rename
      ? () => {
          const deed = (name: string): Deed => ({ do: 'renameChat', chatId: chat.id, as: you, name });
          setWindow({ kind: 'rename', name: chatName(world, chat), deed });
        }
      : undefined;
  const head = <ChatHead chat={chat} open={open} onToggle={toggle} onRename={renameChat} />;
  return (
    <PageContext.Provider value={page}>
      <div class={`page${open.chats ? ' chats-open' : ''}${open.world ? ' world-open' : ''}`}>
        <aside class="side" id="chats" aria-label={t.openChats}>
          <header class="brand">
            <BotAvatar />
            <p>
              <strong>{world.bot.name}</strong>
              <small>{t.subtitle}</small>
            </p>
            <button type="button" class="icon-button drawer-close" aria-label={t.close} onClick={closeDrawers}>
              <Icon name="close" />
            </button>
          </header>
          <ChatList
            openId={chat?.id}
            onOpen={(id) => {
              openChat(id);
              closeDrawers();
            }}
            onNew={() => setWindow({ kind: 'newChat' })}
          />
          {chat && (
            <Members
              chat={chat}
              you={you}
              onYou={play}
              onAdd={() => setWindow({ kind: 'addMember' })}
              onRename={({ id, name }) =>
                setWindow({ kind: 'rename', name, deed: (to) => ({ do: 'renameMember', memberId: id, name: to }) })
              }
            />
          )}
        </aside>
        {chat ? (
          <Chat key={chat.id} chat={chat} you={you} onYou={play} head={head} />
        ) : (
          <main class="chat">
            {head}
            <div class="no-chat">
              <p>{t.noChats}</p>
              <button type="button" class="button primary" onClick={() => setWindow({ kind: 'newChat' })}>
                {t.newChat}
              </button>
            </div>
          </main>
        )}
        <aside class="world" id="world" aria-label={t.world}>
          <header class="world-head">
            <h2>{t.world}</h2>
            <button
              type="button"
              class="icon-button"
              aria-label={t.close}
              title={t.close}
              onClick={() => toggle('world')}
            >
              <Icon name="close" />
            </button>
          </header>
          {chat?.platform === 'linq' ? <p class="hint linq-rules">{t.linqRules}</p> : <Switches />}
          <Traffic />
        </aside>
        <div class="backdrop" onClick={closeDrawers} />
        {!world.connected && (
          <p class="offline" role="status">
            {t.disconnected}
          </p>
        )}
      </div>
      {window?.kind === 'newChat' && <NewChatDialog onClose={closeWindow} />}
      {window?.kind === 'addMember' && chat && <AddMemberDialog chat={chat} onClose={closeWindow} />}
      {window?.kind === 'rename' && <RenameDialog name={window.name} deed={window.deed} onClose={closeWindow} />}
      <Troubles />
      {toast}
    </PageContext.Provider>
  );
}
