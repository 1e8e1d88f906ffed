/** White initials stay readable (4.5:1) on each of these. */
const COLORS = [
  '#b4483a',
  '#1f6f8b',
  '#7a5ab5',
  '#2f7d4f',
  '#a4508b',
  '#8a6116',
  '#3c64b8',
  '#5d6b2a',
  '#9c4a63',
  '#3a7470',
];

/** Always the same colour for the same id. */
function avatarColor(id: string): string {
  let sum = 7;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 65_521;
  return COLORS[sum % COLORS.length] ?? '#3c64b8';
}

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first letter as people see it: an emoji or a letter with its marks is one. */
const initial = (name: string): string => {
  const first = clusters.segment(name.trim())[Symbol.iterator]().next();
  return first.done ? '?' : first.value.segment.toUpperCase();
};

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly shape?: 'member' | 'chat';
}

export function Avatar({ id, name, shape = 'member' }: AvatarProps) {
  return (
    <span class={`avatar avatar-${shape}`} style={{ backgroundColor: avatarColor(id) }} aria-hidden="true">
      {initial(name)}
    </span>
  );
}

/** The bot's face: a list with its ticks, for a host whose name is "roll call". */
export function BotAvatar() {
  return (
    <span class="avatar avatar-bot" aria-hidden="true">
      <svg viewBox="0 0 24 24" width="62%" height="62%" focusable="false">
        <path d="M4 7.5l2 2 3.5-4M4 16l2 2 3.5-4M13 7.5h7M13 16h7" />
      </svg>
    </span>
  );
}
