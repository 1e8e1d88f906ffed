import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { runHost } from '../../core/run.ts';
import { Engine } from '../../core/host/engine.ts';
import type { Transport } from '../../core/host/fetch/transport.ts';
import { STORE, type HostSettings } from '../../core/host/tokens.ts';
import type { Language } from '../../core/command/definition.ts';
import { VirtualLine, type VirtualLineOptions } from '../../core/simulator/virtual-line.ts';
import type { MessageView } from '../../core/simulator/view.ts';

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
  /** PUBLIC_URL. */
  readonly publicUrl?: string;
  /** A folder that outlives the host, for one that is started again; a fresh one by default. */
  readonly dataDir?: string;
  /** What stands in for the network that plugins ask. */
  readonly network?: Transport;
  /** A virtual LINE that outlives the host. */
  readonly on?: VirtualLine;
}

/** Bursts are drawn together by tests that are about it; the others need not wait for quiet. */
const AT_ONCE: Partial<HostSettings> = { tick: 20, coalescing: { pause: 0, quiet: 0, longest: 0, together: 0 } };

/** The whole host and a virtual LINE, joined by HTTP alone, and a group to talk in. */
export async function startTenko(options: TenkoOptions = {}) {
  const { line: lineOptions, language, plugins, settings } = options;
  const line = options.on ?? (await VirtualLine.start(lineOptions));
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tenko-test-'));
  const logged: Record<string, unknown>[] = [];
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
      defaultLanguage: language,
      defaultTimeZone: 'Asia/Tokyo',
      publicUrl: options.publicUrl,
      ownerIds: options.owners ?? [],
      logLevel: 'trace',
    },
    log: pino(
      { level: 'trace', base: null },
      { write: (text: string) => void logged.push(JSON.parse(text) as Record<string, unknown>) },
    ),
    paths: {
      plugins: plugins ?? at('../../plugins'),
      bundles: at('../../dist/bundles'),
      page: at('../../dist/page'),
      fonts: at('../../dist/fonts'),
      guest: at('../../dist/guest.cjs'),
    },
    pinned: options.pinned ?? false,
    settings: { ...AT_ONCE, ...settings },
    ...(options.network ? { network: options.network } : {}),
  });
  line.setWebhookUrl(`${host.url}/webhook/line`);
  const { world } = line;

  /** Everything that was said has been delivered, run and answered. */
  async function quiet(): Promise<void> {
    await line.settled();
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

/** All the words of messages, as a person reads them: texts, and every text of a card in order. */
export function words(messages: readonly MessageView[]): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === 'object' && value !== null) {
      const { type, text } = value as { type?: unknown; text?: unknown };
      if ((type === 'text' || type === 'textV2' || type === 'span') && typeof text === 'string') found.push(text);
      for (const inner of Object.values(value)) if (typeof inner === 'object') walk(inner);
    }
  };
  for (const { content } of messages) walk(content);
  return found.join('\n');
}
