import type { ReactionType, ReactionView } from '../view.ts';
import { nameIn, usePage } from './page-context.ts';
import { t } from './texts.ts';

export const TAPBACKS: readonly { readonly type: ReactionType; readonly sign: string; readonly label: string }[] = [
  { type: 'love', sign: '❤️', label: t.tapbackLove },
  { type: 'like', sign: '👍', label: t.tapbackLike },
  { type: 'dislike', sign: '👎', label: t.tapbackDislike },
  { type: 'laugh', sign: '😂', label: t.tapbackLaugh },
  { type: 'emphasize', sign: '‼️', label: t.tapbackEmphasize },
  { type: 'question', sign: '❓', label: t.tapbackQuestion },
];

const signOf = ({ type, emoji }: ReactionView): string =>
  emoji ?? TAPBACKS.find((tapback) => tapback.type === type)?.sign ?? '?';

const labelOf = ({ type, emoji }: ReactionView): string =>
  emoji ?? TAPBACKS.find((tapback) => tapback.type === type)?.label ?? type;

/** The tapbacks on a message: each sign once, and how many gave one. */
export function Tapbacks({ reactions }: { readonly reactions: readonly ReactionView[] }) {
  const { world } = usePage();
  if (reactions.length === 0) return null;
  const signs = [...new Set(reactions.map(signOf))];
  const names = reactions.map((reaction) => `${nameIn(world, reaction.from) ?? '?'}: ${labelOf(reaction)}`);
  return (
    <span class="tapbacks" role="img" aria-label={`${t.tapbacks}: ${names.join(', ')}`} title={names.join('\n')}>
      {signs.map((sign) => (
        <span key={sign} aria-hidden="true">
          {sign}
        </span>
      ))}
      {reactions.length > 1 && <small aria-hidden="true">{reactions.length}</small>}
    </span>
  );
}
