import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Config, LineConfig } from './config.ts';
import { composeHost, linePlatform, loadPlugins } from './container.ts';
import type { Troubles } from './dev/troubles.ts';
import { watchPlugins } from './dev/watch.ts';
import { downloadRoute } from './downloads.ts';
import { chartDrawer } from './drawing/draw-chart.ts';
import { Failure, isFailure } from './errors.ts';
import { Downloads } from './host/downloads.ts';
import { Engine } from './host/engine.ts';
import { Fetcher } from './host/fetch/fetcher.ts';
import type { Transport } from './host/fetch/transport.ts';
import { Inbox } from './host/inbox.ts';
import type { HostSettings } from './host/tokens.ts';
import { lineWebhook } from './line/webhook.ts';
import { Isolation } from './plugin/isolate/isolation.ts';
import { Registry } from './plugin/registry.ts';
import { buildServer, type Readiness } from './server.ts';
import { populate } from './simulator/demo.ts';
import { simulatorRoutes } from './simulator/routes.ts';
import { VirtualLine } from './simulator/virtual-line.ts';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';

export interface RunOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly paths: {
    readonly plugins: string;
    readonly bundles: string;
    readonly page: string;
    readonly fonts: string;
    readonly guest: string;
  };
  /** Whether foreign plugins must be as they were when they were added. Only a developer's host says no. */
  readonly pinned?: boolean;
  /** A developer's host: a plugin is loaded again when a file of it changes, and the simulator's page tells what is wrong with it. */
  readonly dev?: Troubles;
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
  settings = {},
  network,
}: RunOptions): Promise<RunningHost> {
  const virtual = config.simulator ? await VirtualLine.start() : undefined;
  const line: LineConfig = config.line ?? simulated(virtual!);
  const platform = linePlatform(line, log);
  const store = SqliteStore.open(
    join(config.dataDir, config.simulator ? 'simulator.db' : 'tenko.db'),
    settings.now ? { now: settings.now } : {},
  );
  const root = await composeHost({
    config,
    log,
    platforms: [platform],
    store,
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
  const warnings: string[] = [];
  let state: Readiness['state'] = 'starting';
  /** Signed with our secret for another bot than our token's: replies would fail one by one, and nobody would know why. */
  const pairing = async (destination: string): Promise<void> => {
    try {
      const { id, displayName } = await platform.info();
      if (id === destination) return;
      const warning = `webhooks are for the bot ${destination}, but LINE_CHANNEL_ACCESS_TOKEN belongs to ${displayName} (${id}): the secret and the token are of two channels`;
      warnings.push(warning);
      log.error(warning);
    } catch (error) {
      if (!isFailure(error)) throw error;
      log.warn({ code: error.code, ...error.details }, `cannot tell whose token this is: ${error.message}`);
    }
  };
  const server = await buildServer({
    log,
    readiness: async () => {
      const kept = await isReadable(store);
      return {
        ready: state === 'ready' && kept,
        state,
        store: kept ? 'ok' : 'unavailable',
        platforms: config.simulator ? ['line (simulated)'] : ['line'],
        plugins: registry
          .all()
          .map(({ name, ...plugin }) =>
            plugin.state === 'FAILED'
              ? { name, state: plugin.state, reason: plugin.reason.message }
              : { name, state: plugin.state, trust: plugin.trust },
          ),
        isolation: root.resolve(Isolation).layers ?? 'not needed: no foreign plugin is loaded',
        warnings,
      };
    },
    routes: [
      lineWebhook({
        secrets: line.channelSecrets,
        ...(settings.now ? { now: settings.now } : {}),
        accept: (events) => inbox.accept(events),
        onRefused: (reason, details) => log.warn({ reason, ...details }, 'webhook refused'),
        onDestination: (destination) => void pairing(destination),
      }),
      downloadRoute(root.resolve(Downloads)),
      ...(virtual ? [simulatorRoutes(virtual, { pageDir: paths.page })] : []),
    ],
  });
  // What an earlier run left comes first: an event that arrives now must not overtake it.
  await engine.start();
  let url: string;
  try {
    url = await listen(server, config);
  } catch (error) {
    await engine.stop();
    await Promise.all([folders.stop(), platform.close(), virtual?.stop()]);
    throw error;
  }
  if (virtual) {
    populate(virtual);
    virtual.setWebhookUrl(`${loopback(url)}/webhook/line`);
  }
  const unwatch = dev && (await watchPlugins(places, (folder) => void folders.reload(folder)));
  if (dev) {
    for (const plugin of registry.all()) dev.loaded(plugin);
    folders.onReload((plugin) => dev.loaded(plugin));
    dev.follow((troubles) => virtual?.setTroubles(troubles));
  }
  state = 'ready';
  const plugins = registry.all().filter((plugin) => plugin.state === 'READY');
  log.info({ url, simulator: config.simulator, plugins: plugins.map(({ name }) => name) }, greeting(config, url));

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
      await platform.close();
      await virtual?.stop();
    },
  };
}

/** A host that listens on every address is reached from this machine by the loopback one. */
const loopback = (url: string): string => url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');

async function isReadable(store: SqliteStore): Promise<boolean> {
  try {
    await store.left('');
    return true;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return false;
  }
}

function simulated(virtual: VirtualLine): LineConfig {
  return {
    channelSecrets: [virtual.channelSecret],
    channelAccessToken: virtual.channelAccessToken,
    apiBaseUrl: virtual.apiUrl,
    dataApiBaseUrl: virtual.apiUrl,
  };
}

const greeting = ({ simulator, port, host }: Config, url: string): string =>
  simulator
    ? `ready: open ${host === '127.0.0.1' && port !== 0 ? `http://localhost:${port}/` : url} and type /help`
    : 'ready: LINE may send webhooks to /webhook/line';
