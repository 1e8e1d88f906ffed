import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Config } from './config.ts';
import { HostFacts } from './console/host-facts.ts';
import { LogBook } from './console/log-book.ts';
import { consoleRoutes } from './console/routes.ts';
import { composeHost, loadPlugins } from './container.ts';
import type { Troubles } from './dev/troubles.ts';
import { watchPlugins } from './dev/watch.ts';
import { downloadRoute } from './downloads.ts';
import { chartDrawer } from './drawing/draw-chart.ts';
import { Failure, isFailure } from './errors.ts';
import { Claims } from './host/claims.ts';
import { Downloads } from './host/downloads.ts';
import { Engine } from './host/engine.ts';
import { Fetcher } from './host/fetch/fetcher.ts';
import type { Transport } from './host/fetch/transport.ts';
import { Inbox } from './host/inbox.ts';
import { Mailboxes } from './host/mailboxes.ts';
import { Outbox } from './host/outbox.ts';
import { PushBudget } from './host/push-budget.ts';
import type { Store } from './host/store.ts';
import type { HostSettings } from './host/tokens.ts';
import { switchOn } from './platforms.ts';
import { Isolation } from './plugin/isolate/isolation.ts';
import { Registry } from './plugin/registry.ts';
import { Gauges } from './metrics/gauges.ts';
import { Metrics } from './metrics/metrics.ts';
import { buildServer, type Readiness } from './server.ts';
import { populate } from './simulator/demo.ts';
import { simulatorRoutes } from './simulator/routes.ts';
import { Simulator } from './simulator/simulator.ts';
import { openStore } from './store/open-store.ts';
import type { Tracer } from './host/tracer.ts';

export interface RunOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly paths: {
    readonly plugins: string;
    readonly bundles: string;
    readonly page: string;
    readonly console: string;
    readonly fonts: string;
    readonly guest: string;
  };
  /** Whether foreign plugins must be as they were when they were added. Only a developer's host says no. */
  readonly pinned?: boolean;
  /** A developer's host: a plugin is loaded again when a file of it changes, and the simulator's page tells what is wrong with it. */
  readonly dev?: Troubles;
  /** Whoever follows events on their way, and is given some time to hand over what is left at the end; nobody by default. */
  readonly tracing?: { readonly tracer: Tracer; stop(): Promise<void> } | undefined;
  /** The last lines of the log, for the console. */
  readonly book?: LogBook;
  /** For tests: a clock that can be moved, shorter limits. */
  readonly settings?: Partial<HostSettings>;
  /** For tests: what stands in for the network that plugins ask. */
  readonly network?: Transport;
}

export interface RunningHost {
  readonly url: string;
  /** Every part of it, for tests. */
  readonly root: DependencyContainer;
  /** Resolves when all that was accepted has run and been answered. */
  idle(): Promise<void>;
  /** Takes no more webhooks, finishes what runs, closes every connection. */
  stop(): Promise<void>;
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Failure(
        'PORT_IN_USE',
        `PORT ${port} on ${host} is in use; stop the other program, or set PORT to a free one`,
      );
    if (code === 'EACCES')
      throw new Failure('CONFIG_INVALID', `PORT ${port} may not be opened by this user; it should be 1024 or above`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      throw new Failure(
        'CONFIG_INVALID',
        `HOST ${host} is no address of this machine; it should be 127.0.0.1 or 0.0.0.0`,
      );
    throw error;
  }
}

/** Starts everything that the configuration asks for. Throws a Failure that the operator can mend. */
export async function runHost({
  config,
  log,
  paths,
  pinned = true,
  dev,
  book = new LogBook(),
  tracing,
  settings = {},
  network,
}: RunOptions): Promise<RunningHost> {
  const simulator = config.simulator ? await Simulator.start() : undefined;
  const metrics = new Metrics();
  const store = await openStore(config, log, {
    ...(settings.now ? { now: settings.now } : {}),
    onCommit: (writes, ms) => metrics.committed(writes, ms),
    onTrouble: () => metrics.storeFailed(),
  });
  const { all: platforms, ownerIds } = await switchOn(
    { ...config, ...(simulator && played(simulator)) },
    store,
    log,
    tracing?.tracer.exchanging,
  );
  const root = await composeHost({
    config: { ...config, ownerIds },
    log,
    platforms: platforms.map(({ platform }) => platform),
    store,
    meter: metrics,
    ...(tracing ? { tracer: tracing.tracer } : {}),
    onIsolate: (plugin, what) => metrics.isolate(plugin, what),
    guest: paths.guest,
    settings: {
      // A picture that nobody can fetch is not drawn.
      draw: config.publicUrl === undefined ? undefined : chartDrawer(paths.fonts),
      ...settings,
    },
    ...(network ? { network } : {}),
  });
  const places = { shipped: paths.plugins, foreign: config.pluginsDir };
  const folders = await loadPlugins(root, { ...places, trusted: config.trustedPlugins, pinned }, paths.bundles);

  const inbox = root.resolve(Inbox);
  const engine = root.resolve(Engine);
  const registry = root.resolve(Registry);
  const claims = root.resolve(Claims);
  const warnings: string[] = [];
  const webhooks = { tests: 0, refused: 0 };
  let state: Readiness['state'] = 'starting';
  const gauges = new Gauges(metrics, {
    store,
    mailboxes: root.resolve(Mailboxes),
    outbox: root.resolve(Outbox),
    budget: root.resolve(PushBudget),
    plugins: registry,
    platforms: platforms.map(({ platform }) => platform),
    isReady: () => state === 'ready',
    now: settings.now ?? Date.now,
  });
  const id = randomUUID();
  const readiness = async (): Promise<Readiness> => {
    // A host whose lease may have run out runs nothing, whatever the store answers.
    const kept = (await isReadable(store)) && claims.isSafe;
    return {
      ready: state === 'ready' && kept,
      state,
      store: kept ? 'ok' : 'unavailable',
      platforms: platforms.map(({ platform: { name } }) => (config.simulator ? `${name} (simulated)` : name)),
      plugins: registry
        .all()
        .map(({ name, ...plugin }) =>
          plugin.state === 'FAILED'
            ? { name, state: plugin.state, reason: plugin.reason.message }
            : { name, state: plugin.state, trust: plugin.trust },
        ),
      isolation: root.resolve(Isolation).layers ?? 'not needed: no foreign plugin is loaded',
      warnings,
      webhooks,
    };
  };
  const server = await buildServer({
    log,
    id,
    readiness,
    metrics: {
      contentType: gauges.contentType,
      token: config.metricsToken,
      text: () => gauges.text(),
      answered: (...of) => metrics.webhook(...of),
    },
    routes: [
      ...platforms.map(({ route }) =>
        route({
          accept: (events) => inbox.accept(events),
          log,
          warnings,
          webhooks,
          tracer: tracing?.tracer,
          ...(settings.now ? { now: settings.now } : {}),
        }),
      ),
      downloadRoute(root.resolve(Downloads)),
      ...(config.consoleToken === undefined
        ? []
        : [
            consoleRoutes({
              token: config.consoleToken,
              secret: await store.secret('console'),
              pageDir: paths.console,
              facts: root.resolve(HostFacts),
              readiness,
              book,
              log,
              hostId: id,
              publicUrl: config.publicUrl,
              now: settings.now ?? Date.now,
            }),
          ]),
      ...(simulator ? [simulatorRoutes(simulator, { pageDir: paths.page })] : []),
    ],
  });
  const closeAll = (): Promise<unknown> => Promise.all(platforms.map(({ platform }) => platform.close()));
  // What an earlier run left comes first: an event that arrives now must not overtake it.
  await engine.start();
  let url: string;
  try {
    url = await listen(server, config);
  } catch (error) {
    await engine.stop();
    await Promise.all([folders.stop(), closeAll(), simulator?.stop()]);
    throw error;
  }
  if (simulator) {
    populate(simulator);
    simulator.setHost(loopback(url));
  }
  const unwatch = dev && (await watchPlugins(places, (folder) => void folders.reload(folder)));
  if (dev) {
    for (const plugin of registry.all()) dev.loaded(plugin);
    folders.onReload((plugin) => dev.loaded(plugin));
    dev.follow((troubles) => simulator?.setTroubles(troubles));
  }
  state = 'ready';
  const plugins = registry.all().filter((plugin) => plugin.state === 'READY');
  const names = plugins.map(({ name }) => name);
  log.info({ url, simulator: config.simulator, plugins: names }, greeting(config, url, platforms));

  return {
    url,
    root,
    idle: () => engine.idle(),
    async stop() {
      state = 'draining';
      unwatch?.();
      await server.close();
      await engine.stop();
      await root.resolve(Fetcher).close();
      await folders.stop();
      await closeAll();
      await simulator?.stop();
      await tracing?.stop();
    },
  };
}

/** A host that listens on every address is reached from this machine by the loopback one. */
const loopback = (url: string): string => url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');

async function isReadable(store: Store): Promise<boolean> {
  try {
    await store.left('');
    return true;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return false;
  }
}

/** What the operator would have set for these platforms, were they real. */
const played = ({ line, linq }: Simulator): Pick<Config, 'line' | 'linq'> => ({
  line: {
    channelSecrets: [line.channelSecret],
    channelAccessToken: line.channelAccessToken,
    apiBaseUrl: line.apiUrl,
    dataApiBaseUrl: line.apiUrl,
  },
  linq: {
    apiKey: linq.apiKey,
    webhookSecrets: [linq.webhookSecret],
    phoneNumber: linq.line,
    apiBaseUrl: linq.apiUrl,
  },
});

function greeting(
  { simulator, port, host }: Config,
  url: string,
  platforms: readonly { readonly title: string; readonly path: string }[],
): string {
  if (simulator)
    return `ready: open ${host === '127.0.0.1' && port !== 0 ? `http://localhost:${port}/` : url} and type /help`;
  return `ready: ${platforms.map(({ title, path }) => `${title} may send webhooks to ${path}`).join(', ')}`;
}
