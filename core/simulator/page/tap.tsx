import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { asAction, asText, type Action } from './json.ts';
import { safeLink } from './links.ts';
import type { Css } from './flex/style.ts';

/** What happens when an action of the message around is tapped. */
export const TapContext = createContext<(action: Action) => void>(() => undefined);

interface TappableProps {
  /** A LINE action object as it came, or anything else, which makes nothing of it tappable. */
  readonly action: unknown;
  readonly class: string;
  readonly style?: Css;
  /** A real button, for what holds words only. Boxes may hold buttons themselves and must stay plain elements. */
  readonly as?: 'button' | 'div';
  /** For a screen reader, where the action has no label of its own. */
  readonly label?: string | undefined;
  readonly children?: ComponentChildren;
}

/** An element of a card that may carry an action: a link for http and https, else something that a click, Enter or Space taps. */
export function Tappable({ action: given, as = 'div', label: name, style = {}, children, ...props }: TappableProps) {
  const tap = useContext(TapContext);
  const action = asAction(given);
  if (!action) {
    return (
      <div class={props.class} style={style}>
        {children}
      </div>
    );
  }
  const label = asText(action['label']) ?? name;
  // A box's or picture's label is what a screen reader says; a button shows its own.
  const named = label && as === 'div' ? { 'aria-label': label } : {};
  const link = action.type === 'uri' ? safeLink(action['uri']) : undefined;
  if (link) {
    return (
      <a
        {...named}
        class={`${props.class} tappable`}
        style={style}
        href={link}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(event) => event.stopPropagation()}
      >
        {children}
      </a>
    );
  }
  const onClick = (event: Event): void => {
    event.stopPropagation();
    tap(action);
  };
  if (as === 'button') {
    return (
      <button type="button" class={`${props.class} tappable`} style={style} onClick={onClick}>
        {children}
      </button>
    );
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    onClick(event);
  };
  return (
    <div
      {...named}
      class={`${props.class} tappable`}
      style={style}
      role="button"
      tabIndex={0}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}
