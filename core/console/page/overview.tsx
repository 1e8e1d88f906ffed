import type { ComponentChildren } from 'preact';
import type { AccountView, ChatsView, FailureView, NoticesView, PluginView, StateView } from '../view.ts';
import { duration, exactly, number, When } from './moments.tsx';
import { Badge, Head, Waiting, type Mood } from './parts.tsx';
import { lang, t } from './texts.ts';
import { useData, type Data } from './use-data.ts';

interface OverviewProps {
  readonly state: Data<StateView>;
  readonly failures: Data<readonly FailureView[]>;
  readonly notices: Data<NoticesView>;
}

/** What is up, at a glance. */
export function Overview({ state, failures, notices }: OverviewProps) {
  const plugins = useData<readonly PluginView[]>(`plugins?language=${lang}`, 10_000);
  const chats = useData<ChatsView>('chats', 30_000);
  const accounts = useData<readonly AccountView[]>('accounts', 30_000);
  const failed = plugins.data?.filter((one) => one.state === 'FAILED').length ?? 0;
  return (
    <>
      <Head title={t.overview} />
      <Waiting {...state} />
      {state.data && <Standing state={state.data} failures={failures.data?.length ?? 0} failedPlugins={failed} />}
      <ul class="tiles">
        <Tile
          to="chats"
          label={t.chats}
          value={chats.data && `${chats.data.chats.length}${chats.data.isCut ? '+' : ''}`}
        />
        <Tile to="plugins" label={t.plugins} value={plugins.data?.length} mood={failed > 0 ? 'bad' : undefined} />
        <Tile
          to="failures"
          label={t.failures}
          value={failures.data?.length}
          mood={failures.data?.length ? 'bad' : undefined}
        />
        <Tile to="notices" label={t.notices} value={notices.data?.count} />
      </ul>
      <div class="columns">
        <section class="card" aria-labelledby="month">
          <h2 id="month">{t.month}</h2>
          <Waiting {...accounts} />
          {accounts.data?.map((account) => (
            <Account key={account.platform} account={account} />
          ))}
        </section>
        {state.data && <HostCard state={state.data} />}
      </div>
    </>
  );
}

function Standing({
  state,
  failures,
  failedPlugins,
}: {
  readonly state: StateView;
  readonly failures: number;
  readonly failedPlugins: number;
}) {
  const troubles: ComponentChildren[] = [...state.warnings];
  if (failedPlugins > 0) troubles.push(<a href="#plugins">{t.pluginsFailed(failedPlugins)}</a>);
  if (failures > 0) troubles.push(<a href="#failures">{t.failuresWait(failures)}</a>);
  const [mood, words]: [Mood, string] =
    state.store !== 'ok'
      ? ['bad', t.storeAway]
      : state.state === 'starting'
        ? ['warn', t.starting]
        : state.state === 'draining'
          ? ['warn', t.draining]
          : troubles.length > 0
            ? ['warn', t.look]
            : ['good', t.allWell];
  return (
    <section class={`standing ${mood}`} aria-labelledby="standing">
      <span class="light" aria-hidden="true" />
      <div>
        <h2 id="standing">{words}</h2>
        <p>{t.runningFor(duration(state.now - state.host.startedAt))}</p>
        {troubles.length > 0 && (
          <ul>
            {troubles.map((one, index) => (
              <li key={index}>{one}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

interface TileProps {
  readonly to: string;
  readonly label: string;
  readonly value: number | string | undefined;
  readonly mood?: Mood | undefined;
}

function Tile({ to, label, value, mood }: TileProps) {
  return (
    <li>
      <a class={`tile ${mood ?? ''}`} href={`#${to}`}>
        <span class="tile-label">{label}</span>
        <span class="tile-value">{value === undefined ? '–' : typeof value === 'number' ? number(value) : value}</span>
      </a>
    </li>
  );
}

function Account({ account }: { readonly account: AccountView }) {
  const { usage, platform, name } = account;
  const title = `${platform === 'line' ? 'LINE' : 'Linq'}${name === undefined ? '' : ` · ${name}`}`;
  if (!usage)
    return (
      <div class="account">
        <h3>{title}</h3>
        <p class="trouble">
          {t.notTold} {account.code !== undefined && <code>{account.code}</code>}
        </p>
      </div>
    );
  const { limit, used, forecast, left, sent } = usage;
  const over = limit !== undefined && forecast > limit;
  return (
    <div class="account">
      <h3>{title}</h3>
      <p class="used">
        {limit === undefined ? t.usedFree(number(used)) : t.used(number(used), number(limit))}
        {limit === undefined && <Badge mood="quiet">{t.noLimit}</Badge>}
      </p>
      {limit !== undefined && (
        <meter
          class={over ? 'over' : ''}
          min={0}
          max={Math.max(limit, 1)}
          value={Math.min(used, limit)}
          aria-label={t.used(number(used), number(limit))}
        />
      )}
      <p class={over ? 'trouble' : 'hint'}>{over ? t.forecastOver(number(forecast)) : t.forecast(number(forecast))}</p>
      {left !== undefined && <p class="hint">{t.left(number(left))}</p>}
      <p class="hint">{t.sent(number(sent.replies), number(sent.notices), number(sent.pushes))}</p>
    </div>
  );
}

function HostCard({ state }: { readonly state: StateView }) {
  const { host, isShared, store, platforms, isolation, webhooks, sessionEnds } = state;
  return (
    <section class="card" aria-labelledby="this-host">
      <h2 id="this-host">{t.thisHost}</h2>
      <dl class="facts">
        <dt>{t.answers}</dt>
        <dd>
          <code>{host.name}</code> · {host.pid} · <code title={host.id}>{host.id.slice(0, 8)}</code>
          <br />
          <small>{isShared ? t.shared : t.alone}</small>
        </dd>
        <dt>{t.started}</dt>
        <dd>
          <When at={host.startedAt} />
        </dd>
        <dt>{t.store}</dt>
        <dd>
          <Badge mood={store === 'ok' ? 'good' : 'bad'}>{store === 'ok' ? t.ok : t.unavailable}</Badge>
        </dd>
        <dt>{t.platforms}</dt>
        <dd>{platforms.join(', ')}</dd>
        <dt>{t.isolation}</dt>
        <dd>{typeof isolation === 'string' ? isolation : isolation.join(', ')}</dd>
        <dt>{t.webhooks}</dt>
        <dd>{t.webhookCounts(webhooks.tests, webhooks.refused)}</dd>
        <dt>{t.session}</dt>
        <dd>{exactly(sessionEnds)}</dd>
      </dl>
    </section>
  );
}
