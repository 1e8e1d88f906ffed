const PATHS = {
  overview: 'M4 13.5a8 8 0 1 1 16 0M12 13.5l3.5-4.5M4.5 18h15',
  chats: 'M4.5 5.5h15v10h-8l-4 3.5v-3.5h-3z',
  plugins: 'M9 4.5v4M15 4.5v4M6.5 8.5h11v4a5.5 5.5 0 0 1-11 0zM12 18v2.5',
  failures: 'M12 4.5l8.5 15h-17zM12 10v4M12 16.8h.01',
  notices: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  log: 'M5 6h14M5 10h14M5 14h9M5 18h6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M8.5 8.5V4.5h11v11h-4M4.5 8.5h11v11h-11z',
  leave: 'M10 4.5H5v15h5M14.5 8l4 4-4 4M18.5 12H9.5',
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
