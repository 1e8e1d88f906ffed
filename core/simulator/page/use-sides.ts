import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** What stands beside the chat: the list of chats with the members, and the world with its switches. Also their elements' ids. */
export type Side = 'chats' | 'world';

const isWide = (): boolean => matchMedia('(min-width: 1100px)').matches;

const isInside = (element: Element | null): boolean => Boolean(element?.closest('#chats, #world'));
/** Nowhere, or in a drawer that is on its way out. */
const isAdrift = (element: Element | null): boolean => element === document.body || isInside(element);

/** On a wide screen the world stands beside the chat; elsewhere the sides are drawers, one at a time, that take the focus and give it back. */
export function useSides() {
  const [open, setOpen] = useState<Readonly<Record<Side, boolean>>>({ chats: false, world: isWide() });
  const opener = useRef<Element | null>(null);

  const toggle = useCallback((side: Side) => {
    if (!isInside(document.activeElement)) opener.current = document.activeElement;
    setOpen((before) => {
      const other: Side = side === 'chats' ? 'world' : 'chats';
      return { ...before, [side]: !before[side], ...(isWide() ? {} : { [other]: false }) };
    });
  }, []);
  const closeDrawers = useCallback(() => {
    setOpen((before) => ({ chats: false, world: isWide() && before.world }));
  }, []);

  const drawer: Side | undefined = open.chats ? 'chats' : open.world && !isWide() ? 'world' : undefined;
  useEffect(() => {
    if (drawer) document.getElementById(drawer)?.querySelector('button')?.focus();
    else if (opener.current instanceof HTMLElement && isAdrift(document.activeElement)) opener.current.focus();
  }, [drawer]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) closeDrawers();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return { open, toggle, closeDrawers };
}
