/** Drives a plugin's handlers without a host: each token is a small stand-in that keeps what it was told. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  Caller,
  Chat,
  Clock,
  Downloads,
  Log,
  Members,
  Schedule,
  Storage,
  Texts,
  type ChatKind,
  Pseudonyms,
  type Chart,
  type DownloadFile,
  type Json,
  type LinkToken,
  type Member,
  type MemberProfile,
  type Message,
  type NoticeOptions,
  type PlatformName,
  type PushCost,
  type Reply,
  type ReplyOptions,
  type HeardView,
  type RosterView,
  type ScheduleOptions,
  type Timer,
} from 'tenko';
import type { Language } from '../../core/command/definition.ts';
import { Messages, type MessageValues } from '../../core/plugin/messages.ts';
import { typed } from './typed.ts';

export interface Sent {
  readonly message: Message;
  readonly key: string | undefined;
}

export interface Notice extends NoticeOptions {
  readonly message: Message;
}

export class FakeChat extends Chat {
  readonly sent: Sent[] = [];
  readonly notices: Notice[] = [];
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
  notice(message: Message, options: NoticeOptions): void {
    this.notices.push({ message, ...options });
  }
  pushCost(): Promise<PushCost> {
    return Promise.resolve({ people: 4, left: 150 });
  }
  leave(): void {
    this.left = true;
  }
  rename(): void {
    throw new Error('no plugin of this bench renames a chat');
  }
  setIcon(): void {
    throw new Error('no plugin of this bench gives a chat a picture');
  }
  addMember(): void {
    throw new Error('no plugin of this bench adds anyone');
  }
  removeMember(): void {
    throw new Error('no plugin of this bench removes anyone');
  }
  createGroup(): void {
    throw new Error('no plugin of this bench makes a group');
  }
  linkToken(): Promise<LinkToken> {
    throw new Error('no plugin of this bench links an account');
  }
  showLoading(): Promise<void> {
    throw new Error('no plugin of this bench shows that it is at work');
  }
  markRead(): void {
    throw new Error('no plugin of this bench marks anything as read');
  }
}

class FakeCaller extends Caller {
  isModerator = false;
  constructor(
    readonly id: string | undefined,
    private readonly shown = 'Somebody',
    readonly by: Caller['by'] = 'message',
    readonly invocation = 'invocation',
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
  /** The platform gives its own list of members. */
  listed = false;
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
    const { members, unknown, listed } = this;
    return { members, count: await this.count(), unknown, ...(listed ? { listed: true } : {}) };
  }
  count(): Promise<number> {
    return Promise.resolve(this.members.length + this.unknown);
  }
  heardIds: readonly string[] = [];
  heard(since: number): Promise<HeardView> {
    return Promise.resolve({ memberIds: this.heardIds, from: since });
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

/** Refuses what the host would refuse: a time that is over, and what is no command line. */
class FakeSchedule extends Schedule {
  timers = new Map<string, Timer>();
  constructor(private readonly clock: FakeClock) {
    super();
  }
  async at(time: number, line: string, { id = line }: ScheduleOptions = {}): Promise<void> {
    if (!line.startsWith('/')) throw new Error(`${line} is no command line`);
    if (!(time >= this.clock.time)) throw new Error(`${time} is in the past`);
    this.timers.set(id, { id, line, due: time });
  }
  /** Kept, but never due: what repeats is tried with the whole host. */
  async every(pattern: string, line: string, { id = line }: ScheduleOptions = {}): Promise<void> {
    if (!line.startsWith('/')) throw new Error(`${line} is no command line`);
    this.timers.set(id, { id, line, due: Infinity, every: pattern });
  }
  async cancel(id: string): Promise<boolean> {
    return this.timers.delete(id);
  }
  async list(): Promise<readonly Timer[]> {
    return [...this.timers.values()].sort((a, b) => a.due - b.due);
  }
}

/** With `address` unset, as where the operator has set no PUBLIC_URL. */
class FakeDownloads extends Downloads {
  address: string | undefined;
  readonly files: DownloadFile[] = [];
  readonly charts: Chart[] = [];
  async publish(file: DownloadFile): Promise<string | undefined> {
    if (this.address === undefined) return undefined;
    this.files.push(file);
    return `${this.address}/${file.name}`;
  }
  async chart(chart: Chart): Promise<string | undefined> {
    if (this.address === undefined) return undefined;
    this.charts.push(chart);
    return `${this.address}/${chart.name}`;
  }
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

/** The texts in `<folder>/locales`, `folder` counted from the root of the repository: those of one language alone, so none is stood in for. */
export class TextsOf extends Texts {
  readonly timeZone = 'Asia/Tokyo';
  private readonly messages: Messages;
  constructor(
    folder: string,
    readonly language: Language,
  ) {
    super();
    const texts = readJson(`${folder}/locales/${language}.json`) as Record<string, string>;
    this.messages = new Messages({ [language]: texts });
  }
  t(key: string, values?: MessageValues): string {
    return this.messages.format(this.language, this.timeZone, key, values);
  }
  list(items: readonly string[]): string {
    return this.messages.list(this.language, items);
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

/** Sunday, 22 November 2026, noon in Tokyo. */
export const NOON = Date.UTC(2026, 10, 22, 3);

class FakeClock extends Clock {
  constructor(public time = NOON) {
    super();
  }
  now(): number {
    return this.time;
  }
}

/** Names that nobody could match without the counter that is kept for their key. */
class FakePseudonyms extends Pseudonyms {
  readonly keys = new Map<string, number>();
  private made = 0;
  async of(key: string, memberId: string): Promise<string> {
    const number = this.keys.get(key) ?? ++this.made;
    this.keys.set(key, number);
    return createHash('sha256').update(`${number} ${memberId}`).digest('hex').slice(0, 32);
  }
  async destroy(key: string): Promise<void> {
    this.keys.delete(key);
  }
}

export interface BenchTokens {
  readonly chat: FakeChat;
  readonly caller: FakeCaller;
  readonly members: FakeMembers;
  readonly storage: FakeStorage;
  readonly schedule: FakeSchedule;
  readonly downloads: FakeDownloads;
  readonly texts: TextsOf;
  readonly log: FakeLog;
  readonly clock: FakeClock;
  readonly pseudonyms: FakePseudonyms;
}

/** One chat in which a plugin runs. As in the host, every invocation has a plugin of its own, and one that throws leaves no trace. */
export class PluginBench<P> {
  readonly storage = new FakeStorage();
  readonly log = new FakeLog();
  readonly pseudonyms = new FakePseudonyms();
  /** Ids of the chat's moderators. */
  moderators: readonly string[] = [];
  readonly clock = new FakeClock();
  readonly schedule = new FakeSchedule(this.clock);
  readonly downloads = new FakeDownloads();
  /** Those of every command that ended well, in order. */
  readonly notices: Notice[] = [];
  readonly texts: TextsOf;
  constructor(
    private readonly folder: string,
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
    invocation?: string,
  ): Promise<readonly Sent[]> {
    const { members, storage, schedule, texts, log, clock, pseudonyms, downloads } = this;
    const chat = new FakeChat(this.kind);
    const name = members.members.find(({ id }) => id === callerId)?.displayName;
    const caller = new FakeCaller(callerId, name, by, invocation);
    caller.isModerator = callerId !== undefined && this.moderators.includes(callerId);
    const before = { entries: new Map(storage.entries), timers: new Map(schedule.timers) };
    try {
      const reply = (await act(
        this.build({ chat, caller, members, storage, schedule, texts, log, clock, pseudonyms, downloads }),
      )) as Reply;
      const returned = reply === undefined ? [] : Array.isArray(reply) ? (reply as readonly Message[]) : [reply];
      this.notices.push(...chat.notices);
      return [...chat.sent, ...returned.map((message) => ({ message: message as Message, key: undefined }))];
    } catch (error) {
      storage.entries = before.entries;
      schedule.timers = before.timers;
      throw error;
    }
  }

  /** Time goes on; each line that falls due is read and run as the host does it. What the chat gets to see, in order. */
  async passTo(time: number): Promise<readonly Sent[]> {
    const sent: Sent[] = [];
    for (;;) {
      const [next] = await this.schedule.list();
      if (next === undefined || next.due > time) break;
      this.schedule.timers.delete(next.id);
      this.clock.time = next.due;
      sent.push(...(await this.runLine(next.line)));
    }
    this.clock.time = time;
    return sent;
  }

  private runLine(line: string): Promise<readonly Sent[]> {
    const parsed = typed(readJson(`${this.folder}/plugin.json`), line);
    if (!parsed?.ok) throw new Error(`the host does not understand ${line}`);
    type Handlers = Readonly<Record<string, (options: object) => unknown>>;
    return this.run(undefined, (plugin) => (plugin as Handlers)[parsed.method]?.(parsed.options), 'clock');
  }
}
