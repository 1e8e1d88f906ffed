import type { PluginView } from '../view.ts';
import { Badge, Empty, Head, Waiting } from './parts.tsx';
import { lang, t } from './texts.ts';
import { useData } from './use-data.ts';

/** Every plugin: what it is and what it may do, or why it does not run. Those that do not run come first. */
export function Plugins() {
  const plugins = useData<readonly PluginView[]>(`plugins?language=${lang}`, 5_000);
  const sorted = plugins.data?.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return (
    <>
      <Head title={t.plugins} />
      <Waiting {...plugins} />
      {sorted?.length === 0 && <Empty title={t.noPlugins} />}
      <ul class="cards">
        {sorted?.map((plugin) => (
          <li key={plugin.folder} class={`card plugin ${plugin.state === 'FAILED' ? 'is-failed' : ''}`}>
            <Plugin plugin={plugin} />
          </li>
        ))}
      </ul>
    </>
  );
}

const rank = ({ state }: PluginView): number => (state === 'FAILED' ? 0 : 1);

function Plugin({ plugin }: { readonly plugin: PluginView }) {
  const { name, state, trust, version, description, commands = [], events = [], permissions = [], fetch = [] } = plugin;
  return (
    <article>
      <header>
        <h2>
          {name} {version !== undefined && <small>{version}</small>}
        </h2>
        <span class="badges">
          {trust && <Badge mood={trust === 'trusted' ? 'quiet' : 'warn'}>{t[trust]}</Badge>}
          <Badge mood={state === 'READY' ? 'good' : 'bad'}>{state === 'READY' ? t.ready : t.failedState}</Badge>
        </span>
      </header>
      {description !== undefined && <p>{description}</p>}
      {state === 'FAILED' ? (
        <>
          <p class="trouble">
            <code>{plugin.code}</code> {plugin.reason}
          </p>
          <p class="hint">
            <code>{plugin.folder}</code>
          </p>
        </>
      ) : (
        <dl class="facts">
          {commands.length > 0 && (
            <>
              <dt>{t.commands}</dt>
              <dd>
                {commands.map((one) => (
                  <code key={one} class="command">
                    /{one}
                  </code>
                ))}
              </dd>
            </>
          )}
          {events.length > 0 && (
            <>
              <dt>{t.events}</dt>
              <dd>{events.join(', ')}</dd>
            </>
          )}
          <dt>{t.may}</dt>
          <dd>
            {permissions.length === 0 ? (
              t.mayNothing
            ) : (
              <ul class="plain-list">
                {permissions.map((one) => (
                  <li key={one.name} title={one.name}>
                    {one.words}
                  </li>
                ))}
              </ul>
            )}
          </dd>
          {fetch.length > 0 && (
            <>
              <dt>{t.asks}</dt>
              <dd>{fetch.join(', ')}</dd>
            </>
          )}
        </dl>
      )}
    </article>
  );
}
