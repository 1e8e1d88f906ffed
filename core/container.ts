import { join } from 'node:path';
import { pino, type Logger, type LoggerOptions } from 'pino';
import * as tsyringe from 'tsyringe';
import { container, type DependencyContainer } from 'tsyringe';
import { Census } from './chat/census.ts';
import type { ChatRef } from './chat/chat.ts';
import type { Exchanging } from './chat/exchanges.ts';
import type { Platform } from './chat/platform.ts';
import { Profiles } from './chat/profiles.ts';
import { Heard } from './chat/heard.ts';
import { Roster } from './chat/roster.ts';
import type { Config, LineConfig, LinqConfig } from './config.ts';
import { Failure } from './errors.ts';
import { Administrations } from './host/administrations.ts';
import { Authority } from './host/authority.ts';
import { Chats } from './host/chats.ts';
import { Claims } from './host/claims.ts';
import { CommandCatalogue } from './host/command-catalogue.ts';
import { DeedOutcomes } from './host/deed-outcomes.ts';
import { Dispatcher } from './host/dispatcher.ts';
import { Downloads } from './host/downloads.ts';
import { MediaRoom } from './host/media-room.ts';
import { Engine, signedBefore } from './host/engine.ts';
import { Fetcher } from './host/fetch/fetcher.ts';
import type { Transport } from './host/fetch/transport.ts';
import { Gate } from './host/gate.ts';
import { GateAnswers } from './host/gate-answers.ts';
import { Forgetting } from './host/forgetting.ts';
import { HostAnswers } from './host/host-answers.ts';
import { Hosts } from './host/hosts.ts';
import { Inbox } from './host/inbox.ts';
import { Mailboxes } from './host/mailboxes.ts';
import { METER, UNMETERED, type Meter } from './host/meter.ts';
import { NumberedCards } from './host/numbered-cards.ts';
import { Outbox } from './host/outbox.ts';
import { Passing } from './host/passing.ts';
import { Pace } from './host/pace.ts';
import { Patience } from './host/patience.ts';
import { Policies } from './host/policies.ts';
import { PushBudget } from './host/push-budget.ts';
import { Pushes } from './host/pushes.ts';
import { Quorum } from './host/quorum.ts';
import { Rate } from './host/rate.ts';
import { Receipts } from './host/receipts.ts';
import { Runner } from './host/runner.ts';
import { Sender } from './host/sender.ts';
import { SentCounts } from './host/sent-counts.ts';
import { Settling } from './host/settling.ts';
import { Signer } from './host/signer.ts';
import type { Store } from './host/store.ts';
import { SwitchedOff } from './host/switched-off.ts';
import { Tags } from './host/tags.ts';
import { Timers } from './host/timers.ts';
import { HOST_DEFAULTS, LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './host/tokens.ts';
import { Versions } from './host/versions.ts';
import { TRACER, UNTRACED, type Tracer } from './host/tracer.ts';
import { UsageReport } from './host/usage-report.ts';
import { Wording } from './host/wording.ts';
import * as tenko from './index.ts';
import { LinePlatform } from './line/client.ts';
import { LinqPlatform } from './linq/client.ts';
import { Handles } from './linq/handles.ts';
import { warnOfOwnWords } from './host/own-words.ts';
import { Isolation, type IsolationOptions } from './plugin/isolate/isolation.ts';
import { PluginFolders, type PluginPlaces } from './plugin/plugin-folders.ts';
import { Registry } from './plugin/registry.ts';

/** What a plugin sees of tsyringe: the decorators, and no container to reach through. */
const pluginModules = {
  tenko,
  tsyringe: { inject: tsyringe.inject, injectable: tsyringe.injectable },
};

/** Each once, and all made at start from the root: one that were first made for a command would keep that command's values. */
// eslint-disable-next-line typescript/no-explicit-any -- what each takes is the container's business
const ONCE: readonly (new (...parts: any[]) => object)[] = [
  Registry,
  Signer,
  CommandCatalogue,
  Claims,
  Versions,
  Chats,
  Policies,
  Authority,
  PushBudget,
  SentCounts,
  Receipts,
  UsageReport,
  Administrations,
  Downloads,
  MediaRoom,
  NumberedCards,
  Pace,
  DeedOutcomes,
  Wording,
  Rate,
  Settling,
  Pushes,
  Sender,
  Outbox,
  Passing,
  Dispatcher,
  HostAnswers,
  Quorum,
  GateAnswers,
  Gate,
  SwitchedOff,
  Forgetting,
  Runner,
  Timers,
  Inbox,
  Hosts,
  Engine,
];

export interface HostOptions {
  readonly config: Pick<Config, 'defaultLanguage' | 'defaultTimeZone' | 'publicUrl' | 'ownerIds'>;
  readonly log: Logger;
  readonly platforms: readonly Platform[];
  readonly store: Store;
  /** The file that isolates are started with. */
  readonly guest: string;
  /** For tests: a clock that can be moved, shorter limits. */
  readonly settings?: Partial<HostSettings>;
  /** For tests: what stands in for the network that plugins ask. */
  readonly network?: Transport;
  /** Whoever counts; nobody by default. */
  readonly meter?: Meter;
  /** Whoever follows events on their way; nobody by default. */
  readonly tracer?: Tracer;
  /** Told of the processes of foreign plugins. */
  readonly onIsolate?: IsolationOptions['onLife'];
}

/** The composition root: every part of the host, put together. Touches no global container. */
export async function composeHost({
  config,
  log,
  platforms,
  store,
  guest,
  settings,
  network,
  meter = UNMETERED,
  tracer = UNTRACED,
  onIsolate,
}: HostOptions): Promise<DependencyContainer> {
  const root = container.createChildContainer();
  const byName = new Map(platforms.map((platform) => [platform.name, platform]));
  const switchedOn: Platforms = {
    all: () => platforms,
    find: ({ platform }: ChatRef) => byName.get(platform),
    of(chat: ChatRef) {
      const platform = byName.get(chat.platform);
      if (!platform) throw new Failure('NOT_SUPPORTED', `the platform ${chat.platform} is not switched on`);
      return platform;
    },
  };
  const chosen: HostSettings = {
    ...HOST_DEFAULTS,
    defaultLanguage: config.defaultLanguage,
    timeZone: config.defaultTimeZone,
    publicUrl: config.publicUrl,
    ownerIds: new Set(config.ownerIds),
    ...settings,
  };
  const platformOf = (chat: ChatRef): Platform => switchedOn.of(chat);
  root.registerInstance(LOGGER, log);
  root.registerInstance(PLATFORMS, switchedOn);
  root.registerInstance(SETTINGS, chosen);
  root.registerInstance(STORE, store);
  root.registerInstance(METER, meter);
  root.registerInstance(TRACER, tracer);
  const patience = new Patience(log);
  root.registerInstance(Patience, patience);
  const keys = await (store.sharing ? patience.untilThere(() => store.tagKeys()) : store.tagKeys());
  root.registerInstance(Tags, new Tags(keys, store.sharing ? signedBefore(chosen.now()) : Infinity));
  root.registerInstance(Mailboxes, new Mailboxes());
  root.registerInstance(Fetcher, new Fetcher(network));
  root.registerInstance(
    Isolation,
    new Isolation({
      guest,
      handlerTimeout: chosen.handlerTimeout,
      tell: (level, details, message) => log[level](details, message),
      ...(onIsolate ? { onLife: onIsolate } : {}),
    }),
  );
  const profiles = new Profiles({
    platformOf,
    chosen: {
      name: (chat, memberId) => root.resolve(Policies).name(chat, memberId),
      knownName: (chat, memberId) => root.resolve(Policies).knownName(chat, memberId),
    },
  });
  const roster = new Roster(store);
  root.registerInstance(Profiles, profiles);
  root.registerInstance(Roster, roster);
  root.registerInstance(Heard, new Heard(chosen.now));
  root.registerInstance(Census, new Census({ platformOf, profiles, roster, now: chosen.now }));
  for (const part of ONCE) root.registerSingleton(part);
  for (const part of ONCE) root.resolve(part);
  return root;
}

/** Loads every plugin; what cannot be loaded is FAILED with its reason, in the log and on /readyz. */
export async function loadPlugins(
  root: DependencyContainer,
  places: PluginPlaces,
  cacheDir: string,
): Promise<PluginFolders> {
  const options = { root, modules: pluginModules, cacheDir, isolation: root.resolve(Isolation) };
  const folders = new PluginFolders(root.resolve(Registry), options, places, root.resolve(LOGGER));
  root.registerInstance(PluginFolders, folders);
  await folders.load();
  const platforms = root.resolve(PLATFORMS).all();
  for (const platform of platforms) warnOfOwnWords(platform, root.resolve(Registry), root.resolve(LOGGER));
  folders.watch();
  return folders;
}

export function linePlatform(line: LineConfig, log: Logger, exchanging?: Exchanging): LinePlatform {
  return new LinePlatform({
    log,
    channelAccessToken: line.channelAccessToken,
    ...(line.apiBaseUrl === undefined ? {} : { apiBaseUrl: line.apiBaseUrl }),
    ...(line.dataApiBaseUrl === undefined ? {} : { dataApiBaseUrl: line.dataApiBaseUrl }),
    ...(exchanging ? { exchanging } : {}),
  });
}

/** The key under which people's numbers become ids. One for each database: with another, everyone would be somebody else. */
const HANDLES = 'linq-handles';

export async function linqPlatform(
  linq: LinqConfig,
  store: Pick<Store, 'secret'>,
  log: Logger,
  exchanging?: Exchanging,
): Promise<LinqPlatform> {
  return new LinqPlatform({
    log,
    apiKey: linq.apiKey,
    account: linq.phoneNumber,
    handles: new Handles(await store.secret(HANDLES)),
    ...(linq.apiBaseUrl === undefined ? {} : { baseUrl: linq.apiBaseUrl }),
    ...(exchanging ? { exchanging } : {}),
  });
}

/** OWNER_IDS as they are compared: of Linq's people only ids are known. */
export function ownersOf(ids: readonly string[], linq: LinqPlatform | undefined): readonly string[] {
  return ids.flatMap((id) => {
    if (!id.startsWith('linq:')) return [id];
    return linq ? [`linq:${linq.idOf(id.slice('linq:'.length))}`] : [];
  });
}

/**
 * One JSON object a line on stdout. Lines are written together, a tenth of a second late at most: a write for each of them was a sixth
 * of what a command costs. `heard` is told what belongs to each line, `also` gets each line as it is written, `mixin` adds to it.
 */
export function buildLog(
  level: string,
  heard?: (details: unknown) => void,
  also?: (line: string) => void,
  mixin?: LoggerOptions['mixin'],
): { log: Logger; flush: () => void } {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 12_288, periodicFlush: 100 });
  const hooks: LoggerOptions['hooks'] = heard && {
    logMethod(line, method) {
      heard(line[0]);
      method.apply(this, line);
    },
  };
  const both = {
    write(line: string): void {
      destination.write(line);
      also?.(line);
    },
  };
  const timestamp = pino.stdTimeFunctions.isoTime;
  const options = { level, base: null, timestamp, ...(hooks ? { hooks } : {}), ...(mixin ? { mixin } : {}) };
  const log = pino(options, also ? both : destination);
  return { log, flush: () => destination.flushSync() };
}

/** Where this installation's own files are: the folder above `dist/`. */
export const installation = (mainFile: string) => {
  const folder = join(mainFile, '..', '..');
  return {
    plugins: join(folder, 'plugins'),
    bundles: join(folder, 'dist', 'bundles'),
    page: join(folder, 'dist', 'page'),
    console: join(folder, 'dist', 'console'),
    fonts: join(folder, 'dist', 'fonts'),
    guest: join(folder, 'dist', 'guest.cjs'),
    tracing: join(folder, 'dist', 'tracing.js'),
  };
};
