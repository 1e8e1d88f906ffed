import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import type { Language } from '../command/definition.ts';
import { isFailure } from '../errors.ts';
import type { LoadedPlugin } from '../plugin/loader.ts';
import { Registry } from '../plugin/registry.ts';
import type { Deed } from './deeds.ts';
import { hostText } from './host-text.ts';
import { Policies } from './policies.ts';
import { StorageView } from './storage-view.ts';
import type { DeedKind, OutboxRow, Store } from './store.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { chatOf } from './work.ts';

/** What a plugin asked for is waited for this long. */
const WAITS = 86_400_000;
/** Events that tell what came of something that a bot can have asked for. */
const TELLING: ReadonlySet<ChatEvent['type']> = new Set([
  'chatRenamed',
  'chatIconChanged',
  'chatUpdateFailed',
  'memberJoined',
  'memberLeft',
]);

/** What was asked of a chat, as it is kept until it is known what came of it. No telephone number is among it. */
interface Asked {
  readonly kind: DeedKind;
  /** The name, or the member's id. */
  readonly what?: string;
  readonly at: number;
}

/** What is told of it in the chat, and what is not waited for any more. */
interface Told {
  readonly words: readonly string[];
  readonly writes: ReadonlyMap<string, string | undefined>;
}

const PREFIX = 'deed/';
/** One that changes the same thing takes the place of an older one. */
const keyOf = ({ kind, what = '' }: Pick<Asked, 'kind' | 'what'>): string =>
  kind === 'addMember' || kind === 'removeMember' ? `${PREFIX}${kind}/${what}` : `${PREFIX}${kind}`;

/**
 * A platform may take what it is asked for and do it, or fail at it, later. What it then tells is said in the chat, if this host had
 * asked. What is waited for stands among the reserved keys of the plugin that asked: durable with its command, and erased as they are.
 */
@injectable()
export class DeedOutcomes {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(Registry) private readonly registry: Registry,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Policies) private readonly policies: Policies,
  ) {}

  /** Says in the chat what is known of a deed at once: that it failed, or, of what no event will tell, that it is done. */
  async tell({ kind, chat, plugin, eventId }: OutboxRow, done: boolean): Promise<readonly OutboxRow[]> {
    if (kind === 'leave' || kind === 'markRead' || (done && kind !== 'createGroup')) return [];
    const language = await this.policies.language(chatOf(chat));
    const text = done ? hostText(language, 'deed-create') : notDone(kind as DeedKind, language);
    const body = JSON.stringify([{ type: 'text', text }] satisfies OutgoingMessage[]);
    const expires = this.settings.now() + WAITS;
    return [await this.store.post(chat, plugin, eventId, { kind: 'notice', body, expires, tried: false })];
  }

  /** Waits for what comes of these, once their command is committed. */
  wait(deeds: readonly Deed[], chat: ChatRef, view: StorageView): void {
    const platform = this.platforms.of(chat);
    for (const { kind, with: what } of deeds) {
      const named = kind === 'addMember' ? platform.memberIdOf?.(String(what)) : String(what);
      if (kind === 'leave' || kind === 'markRead' || kind === 'createGroup' || named === undefined) continue;
      const asked: Asked = { kind, at: this.settings.now(), ...(kind === 'setIcon' ? {} : { what: named }) };
      view.keep(keyOf(asked), asked);
    }
  }

  /** Plugins that may have asked for what an event tells of. */
  askers({ type }: ChatEvent, chat: ChatRef): readonly LoadedPlugin[] {
    if (!TELLING.has(type) || !this.mayChange(chat)) return [];
    const plugins = this.registry.all().filter((plugin) => plugin.state === 'READY');
    return plugins.filter(({ manifest }) => manifest.permissions.includes('chat:manage'));
  }

  /** Whether bots may add anyone on its platform at all: else nobody is asked what they asked for. */
  private mayChange(chat: ChatRef): boolean {
    const platform = this.platforms.find(chat);
    return platform !== undefined && 'memberIdOf' in platform;
  }

  /** `undefined` where the plugin had asked for nothing of the kind. */
  async of(event: ChatEvent, chat: ChatRef, plugin: string, language: Language): Promise<Told | undefined> {
    if (!TELLING.has(event.type) || !this.mayChange(chat)) return undefined;
    const view = new StorageView(this.store, chat.key, plugin);
    const young = this.settings.now() - WAITS;
    const words: string[] = [];
    for (const asked of await view.allKept<Asked>(PREFIX)) {
      const done = asked.at < young ? undefined : isDone(asked, event);
      if (done === undefined) continue;
      view.keep(keyOf(asked), undefined);
      words.push(await this.words(asked, done, chat, language));
    }
    return words.length === 0 ? undefined : { words, writes: view.writes };
  }

  private async words({ kind, what }: Asked, done: boolean, chat: ChatRef, language: Language): Promise<string> {
    if (!done) return notDone(kind, language);
    const name = kind === 'addMember' ? await this.nameOf(chat, what ?? '', language) : (what ?? '');
    return hostText(language, DONE[kind as keyof typeof DONE], { name });
  }

  private async nameOf(chat: ChatRef, memberId: string, language: Language): Promise<string> {
    const someone = hostText(language, 'someone');
    try {
      return (await this.profiles.get(chat, memberId))?.displayName ?? someone;
    } catch (error) {
      // The news is told without a name.
      if (!isFailure(error)) throw error;
      return someone;
    }
  }
}

const DONE = {
  rename: 'deed-rename',
  setIcon: 'deed-icon',
  addMember: 'deed-add',
  removeMember: 'deed-remove',
} as const;

const FAILED = {
  rename: 'deed-rename-failed',
  setIcon: 'deed-icon-failed',
  addMember: 'deed-add-failed',
  removeMember: 'deed-remove-failed',
  createGroup: 'deed-create-failed',
} as const;

/** What is said of a deed that the platform did not do after all. */
const notDone = (kind: DeedKind, language: Language): string => hostText(language, FAILED[kind as keyof typeof FAILED]);

/** Whether it has happened or failed; `undefined`: the event tells of something else, or of what somebody else did. */
function isDone({ kind, what }: Asked, event: ChatEvent): boolean | undefined {
  switch (event.type) {
    case 'chatRenamed':
      return kind === 'rename' && event.memberId === undefined && event.name === what ? true : undefined;
    case 'chatIconChanged':
      return kind === 'setIcon' && event.memberId === undefined ? true : undefined;
    case 'chatUpdateFailed':
      return kind === (event.what === 'name' ? 'rename' : 'setIcon') ? false : undefined;
    case 'memberJoined':
      return kind === 'addMember' && event.memberIds.includes(what ?? '') ? true : undefined;
    case 'memberLeft':
      return kind === 'removeMember' && event.memberIds.includes(what ?? '') ? true : undefined;
    default:
      return undefined;
  }
}
