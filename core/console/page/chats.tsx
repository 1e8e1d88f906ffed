import { useState } from 'preact/hooks';
import type { ChatsView, ChatView } from '../view.ts';
import { When } from './moments.tsx';
import { Badge, ChatLabel, CopyButton, Empty, Head, Waiting } from './parts.tsx';
import { t } from './texts.ts';
import { useData } from './use-data.ts';

const STANDINGS = ['everything', 'isHere', 'hasLeft'] as const;

/** Every chat that is known, the last seen first. */
export function Chats() {
  const chats = useData<ChatsView>('chats', 10_000);
  const [words, setWords] = useState('');
  const [standing, setStanding] = useState<(typeof STANDINGS)[number]>('everything');
  const wanted = words.trim().toLowerCase();
  const fits = ({ name = '', chat, leftAt }: ChatView): boolean =>
    (standing === 'everything' || (standing === 'hasLeft') === (leftAt !== undefined)) &&
    `${name} ${chat}`.toLowerCase().includes(wanted);
  const found = chats.data?.chats.filter(fits) ?? [];
  return (
    <>
      <Head title={t.chats}>{chats.data && <p class="hint">{t.known(chats.data.chats.length)}</p>}</Head>
      <Waiting {...chats} />
      {chats.data?.chats.length === 0 && <Empty title={t.noChats} />}
      {chats.data && chats.data.chats.length > 0 && (
        <>
          <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
            <label>
              {t.search}
              <input
                type="search"
                placeholder={t.searchChats}
                value={words}
                onInput={(event) => setWords(event.currentTarget.value)}
              />
            </label>
            <label>
              {t.show_}
              <select
                value={standing}
                onChange={(event) => setStanding(STANDINGS[event.currentTarget.selectedIndex] ?? 'everything')}
              >
                {STANDINGS.map((one) => (
                  <option key={one} value={one}>
                    {t[one]}
                  </option>
                ))}
              </select>
            </label>
          </form>
          {found.length === 0 && <p class="hint">{t.noneFound}</p>}
          <ul class="rows">
            {found.map((chat) => (
              <li key={chat.chat} class="row">
                <ChatLabel chat={chat} />
                <span class="row-facts">
                  {chat.leftAt === undefined ? (
                    <Badge mood="good">{t.isHere}</Badge>
                  ) : (
                    <Badge mood="quiet">{t.hasLeft}</Badge>
                  )}
                  <Seen chat={chat} />
                  <CopyButton text={chat.chat} label={chat.name ?? chat.chat} />
                </span>
              </li>
            ))}
          </ul>
          {chats.data.isCut && <p class="hint">{t.cut}</p>}
        </>
      )}
    </>
  );
}

function Seen({ chat: { seenAt, leftAt } }: { readonly chat: ChatView }) {
  const at = leftAt ?? seenAt;
  return <small>{at === undefined ? t.neverSeen : <When at={at} />}</small>;
}
