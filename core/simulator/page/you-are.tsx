import { useEffect } from 'preact/hooks';
import type { MemberView } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { t } from './texts.ts';

interface YouAreProps {
  readonly members: readonly MemberView[];
  readonly you: string | undefined;
  readonly onYou: (memberId: string) => void;
}

/** Chooses whom the person plays. By the digit's key and not its letter: Alt+1 types `¡` on a Mac. */
export function YouAre({ members, you, onYou }: YouAreProps) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const member = digit === undefined ? undefined : members[Number(digit) - 1];
      if (!member || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      onYou(member.id);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [members, onYou]);

  if (members.length === 0) return <p class="you-are you-are-nobody">{t.nobodyToBe}</p>;
  return (
    <div class="you-are" role="radiogroup" aria-label={t.youAre} title={t.switchHint}>
      <span class="you-are-label" aria-hidden="true">
        {t.youAre}
      </span>
      <div class="chips">
        {members.map((member, index) => (
          <label key={member.id} class={member.id === you ? 'chip chip-you' : 'chip'}>
            <input
              type="radio"
              name="you"
              aria-label={member.name}
              {...(index < 9 ? { 'aria-keyshortcuts': `Alt+${index + 1}` } : {})}
              checked={member.id === you}
              onChange={() => onYou(member.id)}
            />
            <Avatar id={member.id} name={member.name} />
            <bdi>{member.name}</bdi>
          </label>
        ))}
      </div>
    </div>
  );
}
