import type { ChatView } from '../view.ts';
import { membersIn } from './page-context.ts';
import { t } from './texts.ts';
import type { World } from './world.ts';

const KINDS = { group: t.kindGroup, room: t.kindRoom, user: t.kindUser } as const;

/** On Linq a group or a 1:1 chat is of one service, which says most of what one can do there. */
export const kindName = ({ kind, service }: ChatView): string =>
  service === undefined ? KINDS[kind] : `${service} · ${KINDS[kind]}`;

/** The same in one word, where there is little room. */
export const kindTag = ({ kind, service }: ChatView): string => service ?? KINDS[kind];

/** What to call a chat. Rooms have no name of their own; they are called after who is in them. */
export function chatName(world: World, chat: ChatView): string {
  if (chat.name) return chat.name;
  const names = membersIn(world, chat.memberIds).map((member) => member.name);
  return names.join(', ') || t.emptyChat;
}
