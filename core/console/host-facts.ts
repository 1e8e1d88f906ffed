import { inject, injectable } from 'tsyringe';
import { chatRef, type ChatRef } from '../chat/chat.ts';
import { maskAddresses } from '../chat/address.ts';
import type { Platform } from '../chat/platform.ts';
import { Profiles } from '../chat/profiles.ts';
import type { Language } from '../command/definition.ts';
import { isFailure } from '../errors.ts';
import { shownBody } from '../host/failure-body.ts';
import { hostText } from '../host/host-text.ts';
import { PushBudget } from '../host/push-budget.ts';
import type { FailureRow, KnownChat, OutboxRow, Store } from '../host/store.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from '../host/tokens.ts';
import { REPLY_WAITS } from '../host/transaction.ts';
import { UsageReport } from '../host/usage-report.ts';
import { chatOf } from '../host/work.ts';
import type { Plugin } from '../plugin/loader.ts';
import { Registry } from '../plugin/registry.ts';
import { ChatNames } from './chat-names.ts';
import { Remembered } from './remembered.ts';
import type {
  AccountView,
  ChatsView,
  ChatView,
  FailureInput,
  FailureView,
  NoticesView,
  NoticeView,
  PluginView,
} from './view.ts';

const MOST_CHATS = 1_000;
const MOST_NOTICES = 500;
/** Chats that are looked at for what a push would cost them: each may be a call to the platform. */
const MOST_COSTS = 50;
/** Every chat is looked through for the list, and a platform is asked for its quota: not at each look of each page. */
const FRESH = 5_000;

/** What the host knows, as the console shows it. Rejects with STORE_UNAVAILABLE where the store cannot be read. */
@injectable()
export class HostFacts {
  readonly #names: ChatNames;
  readonly #chats: Remembered<Awaited<ReturnType<Store['chats']>>>;
  readonly #accounts: Remembered<readonly AccountView[]>;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(Registry) private readonly registry: Registry,
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(UsageReport) private readonly usage: UsageReport,
    @inject(Profiles) profiles: Profiles,
  ) {
    this.#names = new ChatNames(platforms, profiles);
    this.#chats = new Remembered(FRESH, () => store.chats(MOST_CHATS + 1));
    this.#accounts = new Remembered(FRESH, () => Promise.all(platforms.all().map((one) => this.#account(one))));
  }

  /** Other hosts may work on the same store. */
  get isShared(): boolean {
    return this.store.sharing !== undefined;
  }

  plugins(language: Language): readonly PluginView[] {
    return this.registry.all().map((plugin) => pluginView(plugin, language));
  }

  async chats(): Promise<ChatsView> {
    const known = await this.#chats.get();
    const chats = known.slice(0, MOST_CHATS).map((one) => this.#chat(one));
    return { chats, isCut: known.length > MOST_CHATS };
  }

  /** The newest first. */
  async failures(): Promise<readonly FailureView[]> {
    const rows = await this.store.failures();
    return rows.toReversed().map((row) => this.#failure(row));
  }

  /** `undefined`: there is no such failure. */
  async failure(id: number): Promise<(FailureView & FailureInput) | undefined> {
    const row = (await this.store.failures()).find((one) => one.id === id);
    return row && { ...this.#failure(row), input: shownBody(row) };
  }

  /** False where there is no such failure, or it is none that can be run again. */
  replay(id: number): Promise<boolean> {
    return this.store.replay(id);
  }

  /** False where there is no such failure. */
  drop(id: number): Promise<boolean> {
    return this.store.drop(id);
  }

  /** Those that end first come first. */
  async notices(): Promise<NoticesView> {
    const all = (await this.store.outbox()).filter(({ kind }) => kind === 'notice');
    const rows = all.toSorted((a, b) => expiry(a) - expiry(b)).slice(0, MOST_NOTICES);
    const costs = await this.#costs(rows.filter(({ by }) => by !== undefined));
    return { notices: rows.map((row) => this.#notice(row, costs.get(row.chat))), count: all.length };
  }

  accounts(): Promise<readonly AccountView[]> {
    return this.#accounts.get();
  }

  #chat({ chat, kind, seenAt, leftAt }: KnownChat): ChatView {
    return {
      ...this.#names.of(chat, { kind, ask: leftAt === undefined }),
      ...(seenAt === undefined ? {} : { seenAt }),
      ...(leftAt === undefined ? {} : { leftAt }),
    };
  }

  #failure(row: FailureRow): FailureView {
    const { id, at, plugin, eventId, kind, code, error } = row;
    const canReplay = (kind === 'event' || kind === 'timer') && row.body !== '{}';
    const told = { id, at, plugin, eventId, kind, code, error: maskAddresses(error), canReplay };
    return { ...this.#names.of(row.chat), ...told };
  }

  #notice(row: OutboxRow, cost: number | undefined): NoticeView {
    const { id, plugin, at, by, tried } = row;
    return {
      ...this.#names.of(row.chat),
      id,
      plugin,
      at,
      ...(by === undefined ? {} : { by }),
      ...(by === undefined || cost === undefined ? {} : { cost }),
      expires: expiry(row),
      isBeingSent: tried,
    };
  }

  /** By chat; without those of which the platform does not tell. */
  async #costs(rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, number>> {
    const chats = [...new Set(rows.map(({ chat }) => chat))].slice(0, MOST_COSTS);
    const costs = new Map<string, number>();
    await Promise.all(
      chats.map(async (key) => {
        const told = await orCode(() => this.budget.cost(chatOf(key)));
        if ('value' in told) costs.set(key, told.value.people);
      }),
    );
    return costs;
  }

  async #account(platform: Platform): Promise<AccountView> {
    const told = await orCode(() => platform.info());
    if (!('value' in told)) return { platform: platform.name, code: told.code };
    const { id, displayName } = told.value;
    const self: ChatRef = chatRef(platform.name, id, 'user', id);
    const account = { platform: platform.name, account: id, name: displayName };
    const usage = await orCode(async () => {
      const [{ limit, used, forecast, sent }, { left }] = await Promise.all([
        this.usage.of(self),
        this.budget.left(self),
      ]);
      return {
        ...(limit === undefined ? {} : { limit }),
        ...(left === undefined ? {} : { left }),
        used,
        forecast,
        sent,
      };
    });
    return 'value' in usage ? { ...account, usage: usage.value } : { ...account, code: usage.code };
  }
}

/** A platform may be away: the rest of the page does not wait for it. */
async function orCode<T>(ask: () => Promise<T>): Promise<{ readonly value: T } | { readonly code: string }> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!isFailure(error) || error.code === 'STORE_UNAVAILABLE') throw error;
    return { code: error.code };
  }
}

const expiry = ({ expires, at }: OutboxRow): number => expires ?? at + REPLY_WAITS;

function pluginView(plugin: Plugin, language: Language): PluginView {
  const { name, state, folder } = plugin;
  if (plugin.state === 'FAILED')
    return { name, state, folder, code: plugin.reason.code, reason: plugin.reason.message };
  const { version, description, commands, events, permissions, fetch } = plugin.manifest;
  return {
    name,
    state,
    folder,
    trust: plugin.trust,
    version,
    description: description[language] ?? description.en,
    commands: Object.keys(commands),
    events,
    permissions: permissions.map((one) => ({ name: one, words: hostText(language, `may-${one}`) })),
    fetch,
  };
}
