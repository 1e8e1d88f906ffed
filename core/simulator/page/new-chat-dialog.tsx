import { useState } from 'preact/hooks';
import type { ChatView } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

type Kind = ChatView['kind'];

const KINDS: ReadonlyArray<{ readonly kind: Kind; readonly label: string }> = [
  { kind: 'group', label: t.kindGroup },
  { kind: 'room', label: t.kindRoom },
  { kind: 'user', label: t.kindUser },
];

/** A new group, room or 1:1 chat, with the bot and those who are chosen. */
export function NewChatDialog({ onClose }: { readonly onClose: () => void }) {
  const { world, perform } = usePage();
  const [kind, setKind] = useState<Kind>('group');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const single = kind === 'user';
  const picked = single ? chosen.slice(-1) : chosen;
  const ready = picked.length > 0 && (kind !== 'group' || name.trim() !== '');

  const choose = (id: string, on: boolean): void =>
    setChosen(on ? [...chosen.filter((other) => other !== id), id] : chosen.filter((other) => other !== id));
  const create = async (): Promise<void> => {
    if (await perform({ do: 'createChat', kind, name: kind === 'group' ? name.trim() : '', memberIds: picked }))
      onClose();
  };

  return (
    <Dialog title={t.newChatTitle} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void create();
        }}
      >
        <fieldset class="segmented">
          <legend>{t.chatKind}</legend>
          {KINDS.map((one) => (
            <label key={one.kind} class={one.kind === kind ? 'on' : ''}>
              <input type="radio" name="kind" checked={one.kind === kind} onChange={() => setKind(one.kind)} />
              {one.label}
            </label>
          ))}
        </fieldset>
        {kind === 'group' && (
          <label class="field">
            {t.chatName}
            <input
              type="text"
              required
              maxLength={100}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
        )}
        {kind === 'room' && <p class="hint">{t.roomHint}</p>}
        <fieldset class="people">
          <legend>{t.who}</legend>
          {world.members.map((member) => (
            <label key={member.id}>
              <input
                type={single ? 'radio' : 'checkbox'}
                name="who"
                aria-label={member.name}
                checked={picked.includes(member.id)}
                onChange={(event) => choose(member.id, event.currentTarget.checked)}
              />
              <Avatar id={member.id} name={member.name} />
              <bdi>{member.name}</bdi>
            </label>
          ))}
        </fieldset>
        <div class="form-end">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button primary" disabled={!ready}>
            {t.create}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
