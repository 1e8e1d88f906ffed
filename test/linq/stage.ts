import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { chatRef } from '../../core/chat/chat.ts';
import { Engine } from '../../core/host/engine.ts';
import { STORE, type HostSettings } from '../../core/host/tokens.ts';
import { runHost } from '../../core/run.ts';
import type { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { LinqStandIn, OWN, received, signed, type StandInChat } from '../support/linq-stand-in.ts';
import { databaseOf } from '../support/test-store.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface StageOptions {
  /** The folder of the plugins; those of the repository by default. */
  readonly plugins?: string;
  readonly owners?: readonly string[];
  readonly settings?: Partial<HostSettings>;
  /** LINE is switched on beside Linq. */
  readonly line?: VirtualLine;
  /** What plays Linq: a stand-in that tests can steer, or the virtual Linq, which keeps Linq's rules. */
  readonly virtual?: VirtualLinq;
  /** Those that outlive the host, for one that is started again. */
  readonly linq?: LinqStandIn;
  readonly dataDir?: string;
}

/** The whole host with Linq, joined to what plays Linq by HTTP alone. */
export async function startLinq(options: StageOptions = {}) {
  const { line, virtual } = options;
  const linq = options.linq ?? (await LinqStandIn.start());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tenko-linq-'));
  const log: string[] = [];
  const host = await runHost({
    config: {
      port: 0,
      host: '127.0.0.1',
      dataDir,
      pluginsDir: join(dataDir, 'plugins'),
      trustedPlugins: new Set(),
      databaseUrl: (await databaseOf(dataDir))?.url,
      simulator: false,
      line: line && {
        channelSecrets: [line.channelSecret],
        channelAccessToken: line.channelAccessToken,
        apiBaseUrl: line.apiUrl,
        dataApiBaseUrl: line.apiUrl,
      },
      linq: virtual
        ? {
            apiKey: virtual.apiKey,
            webhookSecrets: [virtual.webhookSecret],
            phoneNumber: virtual.line,
            apiBaseUrl: virtual.apiUrl,
          }
        : { apiKey: 'key', webhookSecrets: [linq.secret], phoneNumber: OWN, apiBaseUrl: linq.url },
      defaultLanguage: 'en',
      defaultTimeZone: 'Asia/Tokyo',
      publicUrl: undefined,
      consoleToken: undefined,
      ownerIds: options.owners ?? [],
      logLevel: 'trace',
    },
    log: pino({ level: 'trace', base: null }, { write: (text: string) => void log.push(text) }),
    paths: {
      plugins: options.plugins ?? at('../../plugins'),
      bundles: at('../../dist/bundles'),
      page: at('../../dist/page'),
      console: '',
      fonts: at('../../dist/fonts'),
      guest: at('../../dist/guest.cjs'),
    },
    pinned: false,
    settings: { tick: 20, coalescing: { pause: 0, quiet: 0, longest: 0, together: 0 }, ...options.settings },
  });
  line?.setWebhookUrl(`${host.url}/webhook/line`);
  virtual?.setWebhookUrl(`${host.url}/webhook/linq`);

  /** Hands a webhook over, signed, and returns the status it was answered with when all that follows has happened. */
  async function hook(body: unknown): Promise<number> {
    const { payload, headers } = signed(body, options.settings?.now?.());
    const answer = await fetch(`${host.url}/webhook/linq?version=2026-02-03`, {
      method: 'POST',
      body: payload,
      headers,
    });
    await answer.text();
    await host.idle();
    return answer.status;
  }

  return {
    linq,
    dataDir,
    url: host.url,
    root: host.root,
    log,
    hook,
    idle: () => host.idle(),
    store: host.root.resolve(STORE),
    key: ({ id }: Pick<StandInChat, 'id'>): string => chatRef('linq', virtual?.line ?? OWN, undefined, id).key,
    /** Somebody writes a line; what the chat reads of the bot after it. */
    async say(chat: StandInChat, from: string, text: string, more: object = {}): Promise<readonly string[]> {
      const before = linq.textsTo(chat.id).length;
      await hook(received(chat, from, text, more));
      return linq.textsTo(chat.id).slice(before);
    },
    async beat(): Promise<void> {
      await host.root.resolve(Engine).tick();
      await host.idle();
    },
    async stop(): Promise<void> {
      await host.stop();
      if (!options.linq) await linq.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true });
    },
  };
}

export type LinqStage = Awaited<ReturnType<typeof startLinq>>;
