import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ChatView } from '../view.ts';
import { readPlace, writePlace } from './place.ts';
import type { World } from './world.ts';

/** Which chat is open and who the person plays in it: from the address where that still exists, else the first of each. */
export function usePlace(world: World) {
  const [place, setPlace] = useState(() => readPlace(location.hash));
  // Who was played in each chat, so that going back there plays them again.
  const [played, setPlayed] = useState<Readonly<Record<string, string>>>({});

  useEffect(() => {
    const onHash = (): void => setPlace(readPlace(location.hash));
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);

  const chat: ChatView | undefined = world.chats.find((one) => one.id === place.chatId) ?? world.chats[0];
  const wanted = place.chatId === chat?.id ? place.you : undefined;
  const candidates = chat ? [wanted, played[chat.id], chat.memberIds[0]] : [];
  const you = candidates.find((id) => id !== undefined && chat?.memberIds.includes(id));

  const openChat = useCallback((chatId: string) => {
    history.pushState(null, '', writePlace(chatId, undefined));
    setPlace({ chatId });
  }, []);
  const chatId = chat?.id;
  const play = useCallback(
    (memberId: string) => {
      if (chatId === undefined) return;
      setPlayed((before) => ({ ...before, [chatId]: memberId }));
      // Playing someone else is no step that the back button should undo.
      history.replaceState(null, '', writePlace(chatId, memberId));
      setPlace({ chatId, you: memberId });
    },
    [chatId],
  );
  return { chat, you, openChat, play };
}
