import { useState } from 'preact/hooks';
import type { TroubleView } from '../view.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

/** On a developer's host: what is wrong with the plugins, until it is mended or put away. */
export function Troubles() {
  const { troubles } = usePage().world;
  const [seen, setSeen] = useState<readonly TroubleView[]>();
  if (troubles.length === 0 || troubles === seen) return null;
  return (
    <div class="troubles" role="alert">
      <ul>
        {troubles.map(({ plugin, place, text }) => (
          <li key={plugin}>
            <strong>{plugin}</strong> {place !== undefined && <code>{place}</code>} <span>{text}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="icon-button" aria-label={t.close} title={t.close} onClick={() => setSeen(troubles)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
