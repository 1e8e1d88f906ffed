/** Drives a plugin's handlers without a host: each token is a small stand-in that keeps what it was told. */
import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import {
  Caller,
  Chat,
  Clock,
  Log,
  Members,
  Storage,
  Texts,
  type ChatKind,
  type Json,
  type Member,
  type MemberProfile,
  type Message,
  type PlatformName,
  type Reply,
  type ReplyOptions,
  type RosterView,
} from 'tenko';
import type { Language } from '../../core/command/definition.ts';

export interface Sent {
  readonly message: Message;
  readonly key: string | undefined;
}

export class FakeChat extends Chat {
  readonly sent: Sent[] = [];
  left = false;
  constructor(
    readonly kind: ChatKind = 'group',
    readonly platform: PlatformName = 'line',
  ) {
    super();
  }
  can(): boolean {
    return true;
  }
  name(): Promise<string | undefined> {
    return Promise.resolve(this.kind === 'group' ? 'Kyudo club' : undefined);
  }
  reply(message: Message, options: ReplyOptions = {}): void {
    this.sent.push({ message, key: options.key });
  }
  leave(): void {
    this.left = true;
  }
}

class FakeCaller extends Caller {
  constructor(
    readonly id: string | undefined,
    private readonly shown = 'Somebody',
    readonly by: Caller['by'] = 'message',
  ) {
    super();
  }
  displayName(): Promise<string> {
    return Promise.resolve(this.shown);
  }
}

/** `unknown` people are in the chat as well, but were never seen. With `failure` the platform does not tell who is here. */
export class FakeMembers extends Members {
  members: Member[];
  unknown = 0;
  failure: Error | undefined;
  constructor(names: Readonly<Record<string, string>>) {
    super();
    this.members = Object.entries(names).map(([id, displayName]) => ({ id, displayName }));
  }
  async profile(memberId: string): Promise<MemberProfile | undefined> {
    return this.members.find(({ id }) => id === memberId);
  }
  async roster(): Promise<RosterView> {
    if (this.failure) throw this.failure;
    return { members: this.members, count: await this.count(), unknown: this.unknown };
  }
  count(): Promise<number> {
    return Promise.resolve(this.members.length + this.unknown);
  }
}

/** Keeps JSON text, as a real store does: what cannot be written as JSON does not come back. */
class FakeStorage extends Storage {
  entries = new Map<string, string>();
  async get<T extends Json>(key: string): Promise<T | undefined> {
    const text = this.entries.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }
  async set(key: string, value: Json): Promise<void> {
    this.entries.set(key, JSON.stringify(value));
  }
  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }
  async list<T extends Json>(prefix: string): Promise<readonly { readonly key: string; readonly value: T }[]> {
    const keys = [...this.entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => ({ key, value: JSON.parse(this.entries.get(key) ?? 'null') as T }));
  }
}

/** The texts in `<folder>/locales`, `folder` counted from the root of the repository. */
export class TextsOf extends Texts {
  readonly timeZone = 'Asia/Tokyo';
  private readonly messages: Readonly<Record<string, string>>;
  private readonly compiled = new Map<string, IntlMessageFormat>();
  constructor(
    folder: string,
    readonly language: Language,
  ) {
    super();
    const file = new URL(`../../${folder}/locales/${language}.json`, import.meta.url);
    this.messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  }
  t(key: string, values: Readonly<Record<string, string | number | boolean | Date>> = {}): string {
    const message = this.compiled.get(key) ?? this.compile(key);
    return String(message.format(values));
  }
  private compile(key: string): IntlMessageFormat {
    const text = this.messages[key];
    if (text === undefined) throw new Error(`no text has the key ${key}`);
    const message = new IntlMessageFormat(text, this.language, undefined, { ignoreTag: true });
    this.compiled.set(key, message);
    return message;
  }
  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.language, { type: 'conjunction' }).format(items);
  }
}

class FakeLog extends Log {
  readonly lines: string[] = [];
  debug(message: string): void {
    this.lines.push(message);
  }
  info(message: string): void {
    this.lines.push(message);
  }
  warn(message: string): void {
    this.lines.push(message);
  }
  error(message: string): void {
    this.lines.push(message);
  }
}

class FakeClock extends Clock {
  constructor(public time = Date.UTC(2026, 10, 22, 3)) {
    super();
  }
  now(): number {
    return this.time;
  }
}

export interface BenchTokens {
  readonly chat: FakeChat;
  readonly caller: FakeCaller;
  readonly members: FakeMembers;
  readonly storage: FakeStorage;
  readonly texts: TextsOf;
  readonly log: FakeLog;
  readonly clock: FakeClock;
}

/** One chat in which a plugin runs. As in the host, every invocation has a plugin of its own, and one that throws leaves no trace. */
export class PluginBench<P> {
  readonly storage = new FakeStorage();
  readonly log = new FakeLog();
  readonly clock = new FakeClock();
  readonly texts: TextsOf;
  constructor(
    folder: string,
    readonly members: FakeMembers,
    private readonly build: (tokens: BenchTokens) => P,
    language: Language = 'en',
    private readonly kind: ChatKind = 'group',
  ) {
    this.texts = new TextsOf(folder, language);
  }

  /** What the chat gets to see, in order. */
  async run(
    callerId: string | undefined,
    act: (plugin: P) => unknown,
    by: Caller['by'] = 'message',
  ): Promise<readonly Sent[]> {
    const { members, storage, texts, log, clock } = this;
    const chat = new FakeChat(this.kind);
    const name = members.members.find(({ id }) => id === callerId)?.displayName;
    const caller = new FakeCaller(callerId, name, by);
    const before = new Map(storage.entries);
    try {
      const reply = (await act(this.build({ chat, caller, members, storage, texts, log, clock }))) as Reply;
      const returned = reply === undefined ? [] : Array.isArray(reply) ? (reply as readonly Message[]) : [reply];
      return [...chat.sent, ...returned.map((message) => ({ message: message as Message, key: undefined }))];
    } catch (error) {
      storage.entries = before;
      throw error;
    }
  }
}
