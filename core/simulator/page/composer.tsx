import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { MenuButton, type MenuItem } from './menu.tsx';
import { MentionPicker } from './mention-picker.tsx';
import {
  matching,
  mentionQuery,
  mentionSpans,
  type Mentionable,
  type MentionSpan,
  type PickedMention,
} from './mentions.ts';
import { t } from './texts.ts';

const TALLEST = 160;
/** What LINE's app lets a member type at once, in UTF-16 units. */
const LONGEST = 10_000;
const PICKER = 'mention-picker';

interface ComposerProps {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string, mentions: readonly MentionSpan[]) => void;
  readonly onCancel: () => void;
  readonly disabled: boolean;
  /** What is quoted or edited, shown above the text. */
  readonly about: { readonly title: string; readonly words: string } | undefined;
  /** Those who can be mentioned here; nobody in a 1:1 chat. */
  readonly mentionable: readonly Mentionable[];
  readonly attachments: readonly MenuItem[];
  /** Grows by one each time something puts the cursor into the text. */
  readonly focusCall: number;
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, and an input method's own Enter does neither. */
export function Composer({ draft, onDraft, onSend, onCancel, about, mentionable, ...props }: ComposerProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const picked = useRef<readonly PickedMention[]>([]);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [hidden, setHidden] = useState(false);
  const query = hidden || mentionable.length === 0 ? undefined : mentionQuery(draft, caret);
  const found = query ? matching(mentionable, query.typed) : [];
  const choosing = found.length > 0;

  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, TALLEST)}px`;
  }, [draft]);

  // Before anything else can be typed: an effect after the paint comes too late for a quick hand on a slow machine.
  useLayoutEffect(() => {
    if (props.focusCall === 0) return;
    input.current?.focus();
    input.current?.setSelectionRange(draft.length, draft.length);
  }, [props.focusCall]);

  const send = (): void => {
    // The text goes as it was typed, full-width slash and all; only a message of nothing but blanks does not go.
    if (props.disabled || !draft.trim()) return;
    onSend(draft, mentionSpans(draft, picked.current));
    picked.current = [];
    input.current?.focus();
  };

  const pick = (one: Mentionable | undefined): void => {
    if (!one || !query) return;
    const label = `@${one.name}`;
    const text = `${draft.slice(0, query.start)}${label} ${draft.slice(caret)}`;
    const to = query.start + label.length + 1;
    picked.current = [...picked.current, { label, memberId: one.id }];
    onDraft(text);
    setCaret(to);
    setActive(0);
    requestAnimationFrame(() => input.current?.setSelectionRange(to, to));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // 229: Safari ends the composition before the Enter that confirmed it.
    if (event.isComposing || event.keyCode === 229) return;
    if (choosing) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        setActive((active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
      } else if (event.key === 'Enter' || event.key === 'Tab') pick(found[active] ?? found[0]);
      else if (event.key === 'Escape') setHidden(true);
      else return;
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && about) onCancel();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {about && (
        <div class="about">
          <p>
            <strong>{about.title}</strong>
            <span dir="auto">{about.words}</span>
          </p>
          <button type="button" class="icon-button" aria-label={t.cancel} title={t.cancel} onClick={onCancel}>
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      {choosing && <MentionPicker id={PICKER} found={found} active={active} onPick={pick} />}
      <div class="composer-line">
        <MenuButton label={t.attach} items={props.attachments} class="icon-button composer-attach">
          <Icon name="plus" size={22} />
        </MenuButton>
        <textarea
          ref={input}
          class="composer-text"
          rows={1}
          dir="auto"
          aria-label={t.message}
          placeholder={t.messageHint}
          enterkeyhint="send"
          autocomplete="off"
          maxLength={LONGEST}
          disabled={props.disabled}
          value={draft}
          aria-autocomplete="list"
          {...(choosing ? { 'aria-controls': PICKER, 'aria-activedescendant': `${PICKER}-${active}` } : {})}
          onInput={(event) => {
            onDraft(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
            setHidden(false);
            setActive(0);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="send"
          aria-label={t.send}
          title={t.send}
          disabled={props.disabled || !draft.trim()}
        >
          <Icon name="send" size={20} />
        </button>
      </div>
    </form>
  );
}
