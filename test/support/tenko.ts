import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { LogBook } from '../../core/console/log-book.ts';
import { runHost } from '../../core/run.ts';
import { Engine } from '../../core/host/engine.ts';
import type { Transport } from '../../core/host/fetch/transport.ts';
import { STORE, type HostSettings } from '../../core/host/tokens.ts';
import type { Language } from '../../core/command/definition.ts';
import type { Tracing } from '../../core/tracing/tracing.ts';
import type { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import { VirtualLine, type VirtualLineOptions } from '../../core/simulator/virtual-line.ts';
import type { MessageView } from '../../core/simulator/view.ts';
import { watchLinq } from './linq-watch.ts';
import { databaseOf } from './test-store.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface TenkoOptions {
  readonly line?: VirtualLineOptions;
  readonly language?: Language;
  /** OWNER_IDS. */
  readonly owners?: readonly string[];
  /** The folder of the plugins; those of the repository by default. */
  readonly plugins?: string;
  /** The folder of foreign plugins; none by default. They need no pins unless `pinned` says so. */
  readonly foreign?: string;
  readonly pinned?: boolean;
  /** `name@hash` of foreign plugins that run in process. */
  readonly trusted?: readonly string[];
  readonly settings?: Partial<HostSettings>;
  /** CONSOLE_TOKEN. */
  readonly consoleToken?: string;
  /** PUBLIC_URL. */
  readonly publicUrl?: string;
  /** A folder that outlives the host, for one that is started again; a fresh one by default. */
  readonly dataDir?: string;
  /** What stands in for the network that plugins ask. */
  readonly network?: Transport;
  /** A virtual LINE that outlives the host. */
  readonly on?: VirtualLine;
  /** A virtual Linq, switched on beside LINE; it outlives the host. Whatever it refuses fails the test. */
  readonly linq?: VirtualLinq;
  /** METRICS_TOKEN. */
  readonly metricsToken?: string;
  /** DATABASE_URL, where a test has one of its own. */
  readonly databaseUrl?: string;
  /** Whoever follows events on their way. */
  readonly tracing?: Tracing;
}

/** Bursts are drawn together by tests that are about it; the others need not wait for quiet. */
const AT_ONCE: Partial<HostSettings> = { tick: 20, coalescing: { pause: 0, quiet: 0, longest: 0, together: 0 } };

/** The whole host and a virtual LINE, joined by HTTP alone, and a group to talk in. */
export async function startTenko(options: TenkoOptions = {}) {
  const { line: lineOptions, language, plugins, settings, linq } = options;
  const line = options.on ?? (await VirtualLine.start(lineOptions));
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tenko-test-'));
  const logged: Record<string, unknown>[] = [];
  const book = new LogBook();
  const host = await runHost({
    config: {
      port: 0,
      host: '127.0.0.1',
      dataDir,
      pluginsDir: options.foreign ?? join(dataDir, 'plugins'),
      trustedPlugins: new Set(options.trusted ?? []),
      simulator: false,
      line: {
        channelSecrets: [line.channelSecret],
        channelAccessToken: line.channelAccessToken,
        apiBaseUrl: line.apiUrl,
        dataApiBaseUrl: line.apiUrl,
      },
      linq: linq && {
        apiKey: linq.apiKey,
        webhookSecrets: [linq.webhookSecret],
        phoneNumber: linq.line,
        apiBaseUrl: linq.apiUrl,
      },
      defaultLanguage: language,
      defaultTimeZone: 'Asia/Tokyo',
      databaseUrl: options.databaseUrl ?? (await databaseOf(dataDir))?.url,
      publicUrl: options.publicUrl,
      consoleToken: options.consoleToken,
      ownerIds: options.owners ?? [],
      metricsToken: options.metricsToken,
      logLevel: 'trace',
    },
    log: pino(
      { level: 'trace', base: null, ...(options.tracing ? { mixin: options.tracing.mixin } : {}) },
      {
        write(text: string) {
          logged.push(JSON.parse(text) as Record<string, unknown>);
          book.add(text);
        },
      },
    ),
    paths: {
      plugins: plugins ?? at('../../plugins'),
      bundles: at('../../dist/bundles'),
      page: at('../../dist/page'),
      console: at('../../dist/console'),
      fonts: at('../../dist/fonts'),
      guest: at('../../dist/guest.cjs'),
    },
    book,
    tracing: options.tracing,
    pinned: options.pinned ?? false,
    settings: { ...AT_ONCE, ...settings },
    ...(options.network ? { network: options.network } : {}),
  });
  line.setWebhookUrl(`${host.url}/webhook/line`);
  linq?.setWebhookUrl(`${host.url}/webhook/linq`);
  if (linq) watchLinq(linq);
  const { world } = line;

  /** Everything that was said has been delivered, run and answered. */
  async function quiet(): Promise<void> {
    await line.settled();
    await linq?.settled();
    await host.idle();
  }

  const fromBot = (chatId: string): readonly MessageView[] =>
    world.messages(chatId).filter(({ from }) => from === 'bot');

  return {
    line,
    world,
    url: host.url,
    root: host.root,
    log: logged,
    quiet,
    /** One heartbeat, and all that it sets off. */
    async beat() {
      const engine = host.root.resolve(Engine);
      for (let beats = 0; beats < 2; beats++) {
        await engine.tick();
        await engine.idle();
      }
    },
    failures: () => host.root.resolve(STORE).failures(),
    fromBot,
    /** Says a line and returns what the bot answered to it. */
    async say(chatId: string, memberId: string, text: string, saying: Parameters<typeof world.say>[3] = {}) {
      const before = fromBot(chatId).length;
      world.say(chatId, memberId, text, saying);
      await quiet();
      return fromBot(chatId).slice(before);
    },
    /** Taps the button with this label on the newest message of the bot that has one, and returns what the bot answered. */
    async tap(chatId: string, memberId: string, label: string) {
      const messages = fromBot(chatId);
      for (const message of messages.toReversed()) {
        const action = world.actions(message.id).find((one) => one['label'] === label);
        if (!action) continue;
        world.tap(chatId, memberId, message.id, action);
        await quiet();
        return fromBot(chatId).slice(messages.length);
      }
      throw new Error(`no message of the bot has a button ${label}`);
    },
    dataDir,
    async stop() {
      await host.stop();
      if (!options.on) await line.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true });
    },
  };
}

export type Tenko = Awaited<ReturnType<typeof startTenko>>;

/** All the words of messages, as a person reads them: texts, every text of a card in order, and Linq's parts. */
export function words(messages: readonly MessageView[]): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === 'object' && value !== null) {
      const { type, text, value: part } = value as { type?: unknown; text?: unknown; value?: unknown };
      if (type === 'text' && typeof part === 'string') found.push(part);
      if ((type === 'text' || type === 'textV2' || type === 'span') && typeof text === 'string') found.push(text);
      for (const inner of Object.values(value)) if (typeof inner === 'object') walk(inner);
    }
  };
  for (const { content } of messages) walk(content);
  return found.join('\n');
}
