import type { ChatView, MemberView } from '../view.ts';
import { Avatar, BotAvatar } from './avatar.tsx';
import { abilitiesOf } from './abilities.ts';
import { Icon } from './icon.tsx';
import { MenuButton, type MenuItem } from './menu.tsx';
import { membersIn, usePage } from './page-context.ts';
import { t } from './texts.ts';

interface MembersProps {
  readonly chat: ChatView;
  readonly you: string | undefined;
  readonly onYou: (memberId: string) => void;
  readonly onAdd: () => void;
  readonly onRename: (member: MemberView) => void;
}

function BotEntry({ chat }: { readonly chat: ChatView }) {
  const { world, perform } = usePage();
  const words = chat.kind === 'user' ? [t.blockBot, t.unblockBot] : [t.removeBot, t.addBot];
  return (
    <li class="member">
      <span class="member-name">
        <BotAvatar />
        <bdi>{world.bot.name}</bdi>
        <span class="badge">{t.bot}</span>
      </span>
      {abilitiesOf(chat).bot && (
        <button
          type="button"
          class="button small"
          onClick={() => void perform({ do: chat.botIn ? 'removeBot' : 'addBot', chatId: chat.id })}
        >
          {chat.botIn ? words[0] : words[1]}
        </button>
      )}
    </li>
  );
}

/** Who is in the open chat. A tap on a member plays them. */
export function Members({ chat, you, onYou, onAdd, onRename }: MembersProps) {
  const { world, perform } = usePage();
  const can = abilitiesOf(chat);
  const items = (member: MemberView): readonly MenuItem[] => [
    { label: t.rename, icon: 'edit', act: () => onRename(member) },
    ...(!can.members
      ? []
      : [
          {
            label: t.removeFromChat,
            icon: 'unsend' as const,
            danger: true,
            act: () => void perform({ do: 'removeMember', chatId: chat.id, memberId: member.id }),
          },
        ]),
  ];
  return (
    <section class="side-section members-section" aria-label={t.members}>
      <header class="side-head">
        <h2>{t.members}</h2>
        {can.members && (
          <button type="button" class="icon-button" aria-label={t.addMember} title={t.addMember} onClick={onAdd}>
            <Icon name="plus" />
          </button>
        )}
      </header>
      <ul class="side-list">
        <BotEntry chat={chat} />
        {membersIn(world, chat.memberIds).map((member) => (
          <li key={member.id} class={member.id === you ? 'member you' : 'member'}>
            <button
              type="button"
              class="member-name"
              aria-label={t.playAs(member.name)}
              aria-pressed={member.id === you}
              onClick={() => onYou(member.id)}
            >
              <Avatar id={member.id} name={member.name} />
              {member.platform === 'linq' ? (
                <span class="member-words">
                  <bdi>{member.name}</bdi>
                  <small>{member.id}</small>
                </span>
              ) : (
                <bdi>{member.name}</bdi>
              )}
              {!member.identified && (
                <span class="badge" title={t.noIdHint}>
                  {t.noId}
                </span>
              )}
              {member.id === you && <span class="badge badge-you">{t.isYou}</span>}
            </button>
            <MenuButton label={t.moreFor(member.name)} items={items(member)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
