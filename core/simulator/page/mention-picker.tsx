import { Avatar, BotAvatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import type { Mentionable } from './mentions.ts';
import { t } from './texts.ts';

interface MentionPickerProps {
  readonly id: string;
  readonly found: readonly Mentionable[];
  readonly active: number;
  readonly onPick: (one: Mentionable) => void;
}

/** The list above the composer. The focus stays in the text; arrows move the active entry. */
export function MentionPicker({ id, found, active, onPick }: MentionPickerProps) {
  return (
    <div class="mention-picker" role="listbox" id={id} aria-label={t.mention}>
      {found.map((one, index) => (
        <div
          key={one.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          class={index === active ? 'mention-option active' : 'mention-option'}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(one);
          }}
        >
          {one.id === 'bot' ? (
            <BotAvatar />
          ) : one.id === 'all' ? (
            <span class="avatar avatar-all">
              <Icon name="group" size={16} />
            </span>
          ) : (
            <Avatar id={one.id} name={one.name} />
          )}
          <bdi>{one.name}</bdi>
        </div>
      ))}
    </div>
  );
}
