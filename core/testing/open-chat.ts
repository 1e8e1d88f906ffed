import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { onTestFinished } from 'vitest';
import { chatRef, type ChatKind } from '../chat/chat.ts';
import type { Language } from '../command/definition.ts';
import { composeHost, loadPlugins } from '../container.ts';
import { Engine } from '../host/engine.ts';
import type { PolicyDocument } from '../host/policy.ts';
import { STORE } from '../host/tokens.ts';
import type { PluginFolders } from '../plugin/plugin-folders.ts';
import { Registry } from '../plugin/registry.ts';
import { SqliteStore } from '../store/sqlite/sqlite-store.ts';
import { momentOf } from './length-of-time.ts';
import { MemoryPlatform } from './memory-platform.ts';
import { People } from './people.ts';
import { Sites } from './sites.ts';
import { TestChat } from './test-chat.ts';

export interface ChatOptions {
  /** Who is in the chat and has written something before. Yuki, Ken and Mei by default. */
  readonly members?: readonly string[];
  /** Who is there too, but never wrote: the host counts them and knows no name. */
  readonly strangers?: readonly string[];
  /** A group by default. */
  readonly kind?: ChatKind;
  /** The group's name. */
  readonly name?: string;
  /** English by default; a line in another language changes it, as in a real chat. */
  readonly language?: Language;
  /** Asia/Tokyo by default. */
  readonly timeZone?: string;
  /** When it begins: `2026-11-22T12:00:00+09:00`, or milliseconds since 1970; that Sunday noon by default. */
  readonly now?: string | number;
  /** In an isolate of its own, as a plugin runs that somebody adds; in process by default, which is faster. */
  readonly isolated?: boolean;
  /** Who moderates the chat. */
  readonly moderators?: readonly string[];
  /** What the chat chose for the settings that the manifest declares. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Who owns the host, and so may do everything. */
  readonly owner?: string;
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BUNDLES = at('../../node_modules/.cache/tenko/bundles');
const GUEST = at('../../dist/guest.cjs');
/** Nothing ticks by itself: time is what a test makes it. The longest that a timer of Node.js takes. */
const NEVER = 2_147_483_647;

function pluginFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'plugin.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`there is no plugin.json in ${start}, nor in a folder above it`);
  }
}

/** As a host loads it: from a folder of plugins, in which it is the only one. */
async function load(
  root: DependencyContainer,
  folder: string,
  dataDir: string,
  isolated: boolean,
): Promise<PluginFolders> {
  const places = { shipped: join(dataDir, 'shipped'), foreign: join(dataDir, 'foreign') };
  const parent = isolated ? places.foreign : places.shipped;
  mkdirSync(parent);
  symlinkSync(folder, join(parent, nameOf(folder)), 'junction');
  const folders = await loadPlugins(root, { ...places, trusted: new Set(), pinned: false }, BUNDLES);
  const [plugin] = root.resolve(Registry).all();
  if (plugin?.state === 'FAILED') throw plugin.reason;
  return folders;
}

/** The folder that is handed out need not be called like the plugin; where it is installed it is. */
function nameOf(folder: string): string {
  const { name } = readJson(join(folder, 'plugin.json')) as { name?: unknown };
  return typeof name === 'string' && /^[\w-]+$/.test(name) ? name : basename(folder);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // What is wrong with it is the loader's to say.
    return {};
  }
}

/** At the end of the test in which it is called; outside of one the caller closes. */
function atTheEnd(close: () => Promise<void>): void {
  try {
    onTestFinished(close);
  } catch {
    // In a hook, or where no test runs at all: `chat.close()` is the caller's.
  }
}

/**
 * A chat in memory with the plugin in `folder` (or in one above it: `import.meta.dirname` in a test), on the real host: its parser, its
 * permissions, its transactions and its store. Only the messenger, the clock and the internet are stand-ins. Rejects for a plugin that
 * cannot be loaded, with what is wrong with it.
 */
export async function openChat(folder: string, options: ChatOptions = {}): Promise<TestChat> {
  const {
    members = ['Yuki', 'Ken', 'Mei'],
    strangers = [],
    kind = 'group',
    language = 'en',
    owner,
    isolated = false,
  } = options;
  const people = new People([...members, ...strangers]);
  const clock = { now: momentOf(options.now ?? '2026-11-22T12:00:00+09:00') };
  const platform = new MemoryPlatform(people, options.name ?? 'Test group', () => clock.now);
  const sites = new Sites();
  const dataDir = mkdtempSync(join(tmpdir(), 'tenko-chat-'));
  const now = () => clock.now;
  const root = await composeHost({
    config: {
      defaultLanguage: language,
      defaultTimeZone: options.timeZone ?? 'Asia/Tokyo',
      publicUrl: 'https://bot.example.org',
      ownerIds: owner === undefined ? [] : [`line:${people.called(owner).id}`],
    },
    log: pino({ level: 'silent' }),
    platforms: [platform],
    store: SqliteStore.open(join(dataDir, 'chat.db'), { now }),
    settings: { now, tick: NEVER, coalescing: { pause: 0, quiet: 0, longest: 0, together: 0 } },
    network: sites,
    guest: GUEST,
  });
  const engine = root.resolve(Engine);
  const id = kind === 'user' ? people.called(members[0] ?? '').id : `${kind === 'group' ? 'C' : 'R'}${'0'.repeat(32)}`;
  let closed: Promise<void> | undefined;
  let folders: PluginFolders | undefined;
  const end = async (): Promise<void> => {
    await engine.stop();
    await folders?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const close = (): Promise<void> => (closed ??= end());
  const ref = chatRef('line', 'Ubot', kind, id);
  const chat = new TestChat({ root, chat: ref, people, platform, sites, clock, close });
  try {
    const place = pluginFolder(folder);
    if (options.settings || options.moderators) {
      const moderators = (options.moderators ?? []).map((name) => people.called(name).id);
      const policy: PolicyDocument = { moderators, settings: { [nameOf(place)]: options.settings ?? {} } };
      await root.resolve(STORE).setPolicy(ref.key, JSON.stringify(policy), 0);
    }
    folders = await load(root, place, dataDir, isolated);
    await engine.start();
    for (const name of members) await chat.say(name, 'Hello');
  } catch (error) {
    await close();
    throw error;
  }
  atTheEnd(close);
  return chat;
}
