const PATHS = {
  plus: 'M12 5v14M5 12h14',
  send: 'M4.5 12 20 4.5l-5 15.5-3.2-6.3zM11.8 13.7 20 4.5',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  list: 'M4 6.5h16M4 12h16M4 17.5h10',
  sliders: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  down: 'M6 9.5l6 6 6-6',
  reply: 'M9.5 7 4.5 12l5 5M4.5 12H14a5.5 5.5 0 0 1 5.5 5.5V19',
  edit: 'M4.5 19.5h4L19 9l-4-4L4.5 15.5zM13 7l4 4',
  unsend: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.5 11v5M13.5 11v5',
  copy: 'M8.5 8.5V4.5h11v11h-4M4.5 8.5h11v11h-11z',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 9.5h.01',
  play: 'M8 5.5v13l10.5-6.5z',
  sound: 'M5 9.5v5h3.5l4.5 4v-13l-4.5 4zM16.5 9a4.5 4.5 0 0 1 0 6M18.8 6.5a8 8 0 0 1 0 11',
  file: 'M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4',
  pin: 'M12 20.5s6.5-5.6 6.5-10.5a6.5 6.5 0 0 0-13 0c0 4.9 6.5 10.5 6.5 10.5zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  ticket: 'M4 6.5h16v4a1.8 1.8 0 0 0 0 3v4H4v-4a1.8 1.8 0 0 0 0-3zM14 7v2M14 11v2M14 15v2',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14a4.3 4.3 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  group:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5M16 11a2.5 2.5 0 1 0-1-4.8M16.5 14.2c2.3.3 4 2 4 4.8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  card: 'M4.5 5h15v14h-15zM4.5 10h15M8 14.5h5',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 24 by 24; what it means is said by the words beside it or by its button's label. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
