import type { TrafficView } from '../view.ts';
import { isoOf, secondOf } from './clock.ts';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

/** Ids of 33 letters, or of 36, tell a reader nothing: their beginnings are enough to tell them apart. */
const short = (summary: string): string =>
  summary
    .replace(/\b([UCR][0-9a-f]{5})[0-9a-f]{27}\b/g, '$1…')
    .replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1…');

function Entry({ entry, several }: { readonly entry: TrafficView; readonly several: boolean }) {
  const good = entry.status >= 200 && entry.status < 300;
  const way = entry.direction === 'webhook' ? t.webhook : t.api;
  return (
    <li class="traffic-entry">
      <span class={`way way-${entry.direction}`} title={way}>
        <span aria-hidden="true">{entry.direction === 'webhook' ? '→' : '←'}</span>
        <span class="unseen">{way}</span>
      </span>
      <span class="traffic-words" dir="auto" title={entry.summary}>
        {short(entry.summary)}
      </span>
      <span class={good ? 'code good' : 'code bad'} title={t.status}>
        {entry.status > 0 ? entry.status : '—'}
      </span>
      <span class="traffic-foot">
        <time dateTime={isoOf(entry.at)}>{secondOf(entry.at)}</time>
        {several && <span>{entry.platform === 'line' ? 'LINE' : 'Linq'}</span>}
      </span>
    </li>
  );
}

/** What went over the wire, newest first. */
export function Traffic() {
  const { world } = usePage();
  const several = world.chats.some(({ platform }) => platform === 'linq');
  return (
    <section class="traffic" aria-label={t.traffic}>
      <h2>{t.traffic}</h2>
      {world.traffic.length === 0 && <p class="hint">{t.trafficEmpty}</p>}
      <ol class="traffic-list" tabIndex={0}>
        {world.traffic.toReversed().map((entry, index) => (
          <Entry key={world.traffic.length - index} entry={entry} several={several} />
        ))}
      </ol>
    </section>
  );
}
