import { useState } from 'preact/hooks';
import type { PlatformName } from '../../chat/chat.ts';
import type { ChatView, Service } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

type Kind = ChatView['kind'];

interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
}

const KINDS: readonly Choice<Kind>[] = [
  { value: 'group', label: t.kindGroup },
  { value: 'room', label: t.kindRoom },
  { value: 'user', label: t.kindUser },
];
const WAYS: readonly Choice<Service | 'LINE'>[] = (['LINE', 'iMessage', 'RCS', 'SMS'] as const).map((value) => ({
  value,
  label: value,
}));
/** The bot is the third of a group on Linq. */
const FEWEST: Readonly<Record<PlatformName, number>> = { line: 1, linq: 2 };

interface SegmentedProps<V extends string> {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly Choice<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}

function Segmented<V extends string>({ name, legend, choices, value, onChange }: SegmentedProps<V>) {
  return (
    <fieldset class={`segmented segmented-${choices.length}`}>
      <legend>{legend}</legend>
      {choices.map((one) => (
        <label key={one.value} class={one.value === value ? 'on' : ''}>
          <input type="radio" name={name} checked={one.value === value} onChange={() => onChange(one.value)} />
          {one.label}
        </label>
      ))}
    </fieldset>
  );
}

/** A new group, room or 1:1 chat on either platform, with the bot and those who are chosen. */
export function NewChatDialog({ onClose }: { readonly onClose: () => void }) {
  const { world, perform } = usePage();
  const [way, setWay] = useState<Service | 'LINE'>('LINE');
  const [wanted, setKind] = useState<Kind>('group');
  const platform = way === 'LINE' ? 'line' : 'linq';
  const kinds = platform === 'line' ? KINDS : KINDS.filter(({ value }) => value !== 'room');
  const kind = kinds.some(({ value }) => value === wanted) ? wanted : 'group';
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const single = kind === 'user';
  const people = world.members.filter((member) => member.platform === platform);
  const able = chosen.filter((id) => people.some((person) => person.id === id));
  const picked = single ? able.slice(-1) : able;
  const hasName = kind === 'group' && way !== 'SMS';
  const enough = picked.length >= (kind === 'group' ? FEWEST[platform] : 1);
  const ready = enough && (!hasName || platform === 'linq' || name.trim() !== '');

  const choose = (id: string, on: boolean): void =>
    setChosen(on ? [...chosen.filter((other) => other !== id), id] : chosen.filter((other) => other !== id));
  const create = async (): Promise<void> => {
    const what = { kind, name: hasName ? name.trim() : '', memberIds: picked };
    const where = way === 'LINE' ? {} : { platform: 'linq' as const, service: way };
    if (await perform({ do: 'createChat', ...where, ...what })) onClose();
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
        {world.chats.some((chat) => chat.platform === 'linq') && (
          <Segmented name="way" legend={t.platform} choices={WAYS} value={way} onChange={setWay} />
        )}
        <Segmented name="kind" legend={t.chatKind} choices={kinds} value={kind} onChange={setKind} />
        {hasName && (
          <label class="field">
            {t.chatName}
            <input
              type="text"
              required={platform === 'line'}
              maxLength={100}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
        )}
        {kind === 'room' && <p class="hint">{t.roomHint}</p>}
        <fieldset class="people">
          <legend>{t.who}</legend>
          {people.map((member) => (
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
