import { useEffect, useState } from 'preact/hooks';
import type { ChatView } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { chatName } from './chat-name.ts';
import { Dialog } from './dialog.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

interface AddMemberDialogProps {
  readonly chat: ChatView;
  readonly onClose: () => void;
}

/** Makes a new member and brings them in. Their id is the virtual LINE's to give: it comes with the next change of the members. */
function NewMember({ chat }: { readonly chat: ChatView }) {
  const { world, perform } = usePage();
  const [name, setName] = useState('');
  const [hidden, setHidden] = useState(false);
  const [expected, setExpected] = useState<{ readonly name: string; readonly known: ReadonlySet<string> }>();

  useEffect(() => {
    const member = world.members.find((one) => expected && one.name === expected.name && !expected.known.has(one.id));
    if (!member) return;
    setExpected(undefined);
    void perform({ do: 'addMember', chatId: chat.id, memberId: member.id });
  }, [world.members, expected]);

  const create = async (): Promise<void> => {
    const wanted = name.trim();
    setExpected({ name: wanted, known: new Set(world.members.map((member) => member.id)) });
    if (await perform({ do: 'createMember', platform: chat.platform, name: wanted, identified: !hidden })) {
      setName('');
      setHidden(false);
    } else setExpected(undefined);
  };

  return (
    <form
      class="form new-member"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) void create();
      }}
    >
      <h3>{t.newMember}</h3>
      <label class="field">
        {t.memberName}
        <input
          type="text"
          required
          maxLength={50}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {chat.platform === 'line' && (
        <label class="check">
          <input type="checkbox" checked={hidden} onChange={(event) => setHidden(event.currentTarget.checked)} />
          {t.sharesNoId}
        </label>
      )}
      <div class="form-end">
        <button type="submit" class="button primary" disabled={!name.trim()}>
          {t.createAndAdd}
        </button>
      </div>
    </form>
  );
}

export function AddMemberDialog({ chat, onClose }: AddMemberDialogProps) {
  const { world, perform } = usePage();
  const others = world.members.filter(
    (member) => member.platform === chat.platform && !chat.memberIds.includes(member.id),
  );
  return (
    <Dialog title={t.addMemberTitle(chatName(world, chat))} onClose={onClose}>
      {others.length === 0 && <p class="hint">{t.everyoneIsIn}</p>}
      <ul class="people-list">
        {others.map((member) => (
          <li key={member.id}>
            <Avatar id={member.id} name={member.name} />
            <bdi>{member.name}</bdi>
            <button
              type="button"
              class="button small"
              aria-label={`${t.add}: ${member.name}`}
              onClick={() => void perform({ do: 'addMember', chatId: chat.id, memberId: member.id })}
            >
              {t.add}
            </button>
          </li>
        ))}
      </ul>
      <NewMember chat={chat} />
    </Dialog>
  );
}
