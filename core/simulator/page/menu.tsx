import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  /** An emoji that stands for it: those that have one stand in a row above the others. */
  readonly sign?: string;
  /** For one that is on or off. */
  readonly checked?: boolean;
  readonly act: () => void;
}

interface MenuButtonProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly class?: string;
  readonly children?: ComponentChildren;
  /** Tells the parent, which opens the same menu by right click or long press. */
  readonly open?: boolean;
  readonly onOpen?: (open: boolean) => void;
}

const MARGIN = 8;

/** Beside its button, turned to the side where there is room. Fixed, so that no scrolling parent cuts it off. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const below = from.bottom + 4 + offsetHeight < innerHeight - MARGIN;
  const top = below ? from.bottom + 4 : Math.max(MARGIN, from.top - 4 - offsetHeight);
  const left = Math.min(Math.max(MARGIN, from.right - offsetWidth), innerWidth - offsetWidth - MARGIN);
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

/** A button with a menu: arrows move, Escape and a click elsewhere close, the focus goes back to the button. */
export function MenuButton({ label, items, children, open: asked, onOpen, ...props }: MenuButtonProps) {
  const [own, setOwn] = useState(false);
  const open = asked ?? own;
  const setOpen = onOpen ?? setOwn;
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!open || !menu.current || !button.current) return;
    place(menu.current, button.current);
    menu.current.querySelector('button')?.focus();
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    const away = (event: Event): void => {
      const target = event.target as Node;
      if (!menu.current?.contains(target) && !button.current?.contains(target)) setOpen(false);
    };
    // On a phone the keyboard goes away as the menu opens: that must move it, not close it.
    const moved = (): void => {
      if (menu.current && button.current) place(menu.current, button.current);
    };
    document.addEventListener('pointerdown', away);
    addEventListener('resize', moved);
    return () => {
      document.removeEventListener('pointerdown', away);
      removeEventListener('resize', moved);
    };
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  const choose = (item: MenuItem): void => {
    close();
    item.act();
  };
  const signed = items.filter(({ sign }) => sign !== undefined);
  const worded = items.filter(({ sign }) => sign === undefined);

  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: entries.length - 1,
    }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class ?? 'icon-button'}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children ?? <Icon name="more" />}
      </button>
      {open && (
        <div ref={menu} class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {signed.length > 0 && (
            <div class="menu-signs" role="group">
              {signed.map((item) => (
                <button
                  key={item.label}
                  type="button"
                  role="menuitemcheckbox"
                  aria-checked={item.checked ?? false}
                  aria-label={item.label}
                  title={item.label}
                  tabIndex={-1}
                  class="menu-sign"
                  onClick={() => choose(item)}
                >
                  {item.sign}
                </button>
              ))}
            </div>
          )}
          {worded.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.danger ? 'menu-item danger' : 'menu-item'}
              onClick={() => choose(item)}
            >
              {item.icon && <Icon name={item.icon} size={18} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
