import type { Logger } from 'pino';
import type { Census } from '../chat/census.ts';
import { isVisible } from '../chat/in-line.ts';
import type { Member, MemberProfile, RosterView } from '../chat/member.ts';
import { checkMessage } from '../chat/message-check.ts';
import type { Message } from '../chat/message.ts';
import type { LinkToken, MediaState, Platform } from '../chat/platform.ts';
import type { Heard, HeardView } from '../chat/heard.ts';
import type { Profiles } from '../chat/profiles.ts';
import { Failure, isFailure } from '../errors.ts';
import type { Administration } from '../plugin/administration.ts';
import type { Bridge, Calls, FetchAnswer, FetchCall, MediaPart, Snapshot } from '../plugin/bridge.ts';
import type { Chart, CommandEntry, DownloadFile, Json, NoticeOptions, PushCost, Timer } from '../plugin/tokens.ts';
import { destroyPseudonyms, pseudonymOf } from './pseudonyms.ts';
import { DEED_OF, type Deed } from './deeds.ts';
import { checkChart, checkDownload, type Downloads } from './downloads.ts';
import { checkAsked, type Asked } from './fetch/asked.ts';
import type { FetchContext } from './fetch/fetcher.ts';
import { idempotencyKey } from './fetch/idempotency-key.ts';
import type { Invocation } from './invocation.ts';
import { CAPABILITIES, checkCan, checkedId, checkNotice, checkReplyKey } from './call-checks.ts';
import { showLoading } from './loading.ts';
import { checkMedia, MediaReadings, type MediaRoom } from './media-room.ts';
import { plannedOnce, plannedRepeatedly, shownTimer } from './planning.ts';
import type { TimerRow } from './store.ts';
import type { Transaction } from './transaction.ts';
import { hostText } from './words.ts';

const LOG_LEVELS = new Set(['debug', 'info', 'warn', 'error']);
/** What one plugin may have in one chat at a time. */
const WAITING_NOTICES = 100;
const TIMERS = 200;
/** Requests that one invocation may make. */
const FETCHES = 10;

/** What the calls of an invocation reach, besides its transaction. */
export interface CallServices {
  readonly platform: Platform;
  readonly profiles: Profiles;
  readonly census: Census;
  readonly heard: Heard;
  /** Names plugin, chat and command on every line; made when the first line is written. */
  log(): Logger;
  readonly now: number;
  commandList(invocation: Invocation): readonly CommandEntry[];
  /** The plugin that a command line runs. */
  pluginOf(line: string): string | undefined;
  /** The mailbox's timers, as they are in the store. */
  timers(): Promise<readonly TimerRow[]>;
  fetch(asked: Asked, context: FetchContext): Promise<FetchAnswer>;
  /** How many messages of this mailbox wait for a free reply. */
  waiting(): number;
  readonly downloads: Downloads;
  readonly mediaRoom: MediaRoom;
  pushCost(): Promise<PushCost>;
  administration(invocation: Invocation, transaction: Transaction, checkAlive: () => void): Administration;
}

/**
 * The host's side of the tokens, for one invocation: every call is checked, stays in this chat and ends with the handler. Arguments are
 * not trusted to be what their types say.
 */
export class InvocationCalls implements Calls, Bridge {
  readonly snapshot: Snapshot;
  #over = false;
  #fetches = 0;
  #readings: MediaReadings | undefined;
  /** The plugin has shown that it is at work. */
  isLoadingShown = false;
  /** Made with the first request. */
  #ending: AbortController | undefined;

  constructor(
    private readonly invocation: Invocation,
    private readonly transaction: Transaction,
    private readonly services: CallServices,
  ) {
    const { chat, callerId, by, language, plugin, policy } = invocation;
    const { isModerator } = invocation.standing;
    this.snapshot = {
      chat: {
        kind: chat.kind,
        platform: chat.platform,
        can: CAPABILITIES.filter((capability) => services.platform.can(capability, chat)),
      },
      caller: { ...(callerId === undefined ? {} : { id: callerId }), by, isModerator, invocation: invocation.id },
      language,
      timeZone: policy.timeZone,
      settings: policy.settings(plugin.name, plugin.manifest.settings),
      now: services.now,
      seed: invocation.id,
    };
  }

  get calls(): Calls {
    return this;
  }

  administration(): Administration {
    return this.services.administration(this.invocation, this.transaction, () => this.#alive());
  }

  /** The handler has ended: a call that comes later is answered INVOCATION_OVER. */
  end(): void {
    this.#over = true;
    this.#ending?.abort();
    this.#readings?.end();
  }

  #alive(): void {
    if (this.#over) throw new Failure('INVOCATION_OVER', 'the handler has ended, and its tokens with it');
  }

  /** A permission that belongs to a method and not to a token. */
  #permitted(permission: Invocation['plugin']['manifest']['permissions'][number], what: string): void {
    this.#alive();
    if (!this.invocation.plugin.manifest.permissions.includes(permission))
      throw new Failure('PERMISSION_MISSING', `${what} needs "${permission}" in "permissions" of plugin.json`);
  }

  async 'chat.name'(): Promise<string | undefined> {
    this.#alive();
    const { chat } = this.invocation;
    if (chat.kind !== 'group') return undefined;
    return (await this.services.platform.summary(chat)).name;
  }

  'chat.reply'(message: Message, key?: string): void {
    this.#alive();
    checkReplyKey(key);
    this.transaction.reply(checkMessage(message, this.services.platform), key);
  }

  'chat.notice'(message: Message, options: NoticeOptions): void {
    this.#alive();
    const { expires, by, key } = checkNotice(options, this.services.now);
    if (by !== undefined) this.#permitted('push', 'a notice with `by`');
    if (this.services.waiting() >= WAITING_NOTICES)
      throw new Failure('SHARE_USED_UP', `${WAITING_NOTICES} notices of this plugin wait in this chat already`);
    this.transaction.notice(checkMessage(message, this.services.platform), expires, by, key);
    this.transaction.receipt.add('notices');
  }

  async 'chat.pushCost'(): Promise<PushCost> {
    this.#alive();
    return this.services.pushCost();
  }

  'chat.leave'(): void {
    this.#permitted('chat:leave', 'chat.leave()');
    this.#deed({ kind: 'leave', with: [] });
  }

  'chat.rename'(name: string): void {
    this.#permitted('chat:manage', 'chat.rename()');
    this.#deed(DEED_OF.rename(name));
  }

  'chat.setIcon'(url: string): void {
    this.#permitted('chat:manage', 'chat.setIcon()');
    this.#deed(DEED_OF.setIcon(url));
  }

  'chat.addMember'(address: string): void {
    this.#permitted('chat:manage', 'chat.addMember()');
    this.#deed(DEED_OF.addMember(address));
  }

  'chat.removeMember'(memberId: string): void {
    this.#permitted('chat:manage', 'chat.removeMember()');
    this.#deed(DEED_OF.removeMember(memberId));
  }

  'chat.createGroup'(addresses: readonly string[], text: string): void {
    this.#permitted('chat:manage', 'chat.createGroup()');
    this.#deed(DEED_OF.createGroup(addresses, text));
  }

  #deed(deed: Deed): void {
    checkCan(this.services.platform, deed.kind, this.invocation.chat);
    this.transaction.deed(deed);
  }

  async 'chat.linkToken'(): Promise<LinkToken> {
    this.#permitted('chat:link', 'chat.linkToken()');
    const { platform } = this.services;
    checkCan(platform, 'accountLink', this.invocation.chat);
    return platform.linkToken!(this.invocation.chat);
  }

  async 'chat.showLoading'(seconds: number = 20): Promise<void> {
    this.#permitted('chat:loading', 'chat.showLoading()');
    const { platform } = this.services;
    checkCan(platform, 'loading', this.invocation.chat);
    if (!Number.isInteger(seconds) || seconds < 5 || seconds > 60)
      throw new Failure('BAD_CALL', 'chat.showLoading() takes whole seconds, from 5 to 60');
    this.isLoadingShown = true;
    await showLoading(platform, this.invocation.chat, seconds, () => this.services.log());
  }

  'chat.markRead'(): void {
    this.#permitted('chat:mark-read', 'chat.markRead()');
    checkCan(this.services.platform, 'markRead', this.invocation.chat);
    const { readToken } = this.invocation;
    if (readToken !== undefined) this.transaction.deed({ kind: 'markRead', with: readToken });
  }

  'media.quoted'(): string | undefined {
    this.#permitted('media', 'media.quoted');
    return this.invocation.quotes;
  }

  async 'media.part'(messageId: string, preview: boolean, part: number): Promise<MediaPart> {
    const id = this.#mediaId(messageId, 'media.read()');
    if (!Number.isSafeInteger(part) || part < 0) throw new Failure('BAD_CALL', 'a part is a whole number, from 0 on');
    this.#readings ??= new MediaReadings(this.services.mediaRoom, this.services.platform);
    if (part === 0) this.transaction.receipt.add('contents');
    const found = await this.#readings.part(id, preview, part);
    this.#alive();
    return found;
  }

  async 'media.state'(messageId: string): Promise<MediaState> {
    return this.services.platform.contentState!(this.#mediaId(messageId, 'media.state()'));
  }

  #mediaId(messageId: unknown, what: string): string {
    this.#permitted('media', what);
    checkCan(this.services.platform, 'media', this.invocation.chat);
    return checkMedia(messageId, [this.invocation.media, this.invocation.quotes]);
  }

  async 'caller.displayName'(): Promise<string> {
    this.#alive();
    const { callerId, chat, language } = this.invocation;
    const someone = hostText(language, 'someone');
    if (callerId === undefined) return someone;
    this.transaction.receipt.add('profiles');
    try {
      const profile = await this.services.profiles.get(chat, callerId);
      return profile ? this.#seen(profile).displayName : someone;
    } catch (error) {
      // A name is a courtesy: the command goes on without it, and the log says why.
      if (!isFailure(error)) throw error;
      this.services.log().warn({ code: error.code, ...error.details }, 'no display name');
      return someone;
    }
  }

  async 'members.profile'(memberId: string): Promise<MemberProfile | undefined> {
    this.#permitted('members', 'members.profile()');
    this.transaction.receipt.add('profiles');
    const profile = await this.services.profiles.get(this.invocation.chat, checkedId(memberId));
    return profile && this.#seen(profile);
  }

  async 'members.roster'(): Promise<RosterView> {
    this.#permitted('members', 'members.roster()');
    this.transaction.receipt.add('rosters');
    const roster = await this.services.census.roster(this.invocation.chat);
    return { ...roster, members: roster.members.map((member) => this.#seen(member)) };
  }

  async 'members.heard'(since: number): Promise<HeardView> {
    this.#permitted('members:heard', 'members.heard()');
    if (!Number.isFinite(since)) throw new Failure('BAD_CALL', '`since` is milliseconds since 1970');
    this.transaction.receipt.add('rosters');
    return this.services.heard.since(this.invocation.chat, since);
  }

  /** Somebody whose name cannot be seen is shown as someone. */
  #seen<T extends Pick<Member, 'displayName'>>(member: T): T {
    if (isVisible(member.displayName)) return member;
    return { ...member, displayName: hostText(this.invocation.language, 'someone') };
  }

  async 'members.count'() {
    this.#permitted('members', 'members.count()');
    this.transaction.receipt.add('counts');
    return this.services.census.count(this.invocation.chat);
  }

  async 'storage.get'(key: string): Promise<Json | undefined> {
    this.#permitted('storage', 'storage.get()');
    return this.transaction.view.get(key);
  }

  async 'storage.set'(key: string, value: Json): Promise<void> {
    this.#permitted('storage', 'storage.set()');
    this.transaction.view.set(key, value);
  }

  async 'storage.delete'(key: string): Promise<void> {
    this.#permitted('storage', 'storage.delete()');
    this.transaction.view.delete(key);
  }

  async 'storage.list'(prefix: string) {
    this.#permitted('storage', 'storage.list()');
    return this.transaction.view.list(prefix);
  }

  async 'schedule.at'(time: number, line: string, id?: string): Promise<void> {
    this.#permitted('schedule', 'schedule.at()');
    await this.#plan(plannedOnce(time, this.#ownLine(line), id, this.services.now));
  }

  async 'schedule.every'(pattern: string, line: string, id?: string): Promise<void> {
    this.#permitted('schedule', 'schedule.every()');
    const { timeZone } = this.invocation.policy;
    await this.#plan(plannedRepeatedly(pattern, this.#ownLine(line), id, this.services.now, timeZone));
  }

  async 'schedule.cancel'(id: string): Promise<boolean> {
    const there = (await this['schedule.list']()).some((timer) => timer.id === id);
    if (there) this.transaction.timer(id, undefined);
    return there;
  }

  async 'schedule.list'(): Promise<readonly Timer[]> {
    this.#permitted('schedule', 'schedule.list()');
    const staged = this.transaction.timers;
    const kept = (await this.services.timers()).filter(({ name }) => !staged.has(name));
    const all = [...kept, ...[...staged.values()].filter((timer) => timer !== undefined)];
    return all.map(shownTimer).sort((a, b) => a.due - b.due);
  }

  async #plan(timer: Omit<TimerRow, 'plugin'>): Promise<void> {
    const others = (await this['schedule.list']()).filter(({ id }) => id !== timer.name);
    if (others.length >= TIMERS)
      throw new Failure('SHARE_USED_UP', `this plugin has ${TIMERS} timers in this chat already: cancel one first`);
    this.transaction.timer(timer.name, timer);
  }

  /** A plugin's timers run its own commands and nobody else's. */
  #ownLine(line: string): string {
    if (typeof line !== 'string' || this.services.pluginOf(line) !== this.invocation.plugin.name)
      throw new Failure('BAD_CALL', `a timer runs one of the plugin's own command lines, such as /poll close 3`);
    return line;
  }

  async 'pseudonyms.of'(key: string, memberId: string): Promise<string> {
    this.#permitted('storage', 'pseudonyms.of()');
    return pseudonymOf(this.transaction, key, checkedId(memberId));
  }

  async 'pseudonyms.destroy'(key: string): Promise<void> {
    this.#permitted('storage', 'pseudonyms.destroy()');
    destroyPseudonyms(this.transaction, key);
  }

  async 'downloads.publish'(file: DownloadFile): Promise<string | undefined> {
    this.#permitted('downloads', 'downloads.publish()');
    checkDownload(file, this.services.now);
    const made = this.services.downloads.prepare(`${file.type}; charset=utf-8`, file, Buffer.from(file.body));
    if (made) this.transaction.download(made.file);
    return made?.url;
  }

  async 'downloads.chart'(chart: Chart): Promise<string | undefined> {
    this.#permitted('downloads', 'downloads.chart()');
    checkChart(chart, this.services.now);
    const made = await this.services.downloads.draw(chart);
    // It was drawn while the handler was given up.
    this.#alive();
    if (made) this.transaction.download(made.file);
    return made?.url;
  }

  async 'fetch.request'(call: FetchCall): Promise<FetchAnswer> {
    this.#permitted('fetch', 'Fetch');
    const asked = checkAsked(call);
    if (asked.isWrite) this.#permitted('fetch:write', 'fetch.send()');
    if (++this.#fetches > FETCHES) throw new Failure('BAD_CALL', `more than ${FETCHES} requests in one invocation`);
    this.transaction.receipt.add('fetches');
    this.#ending ??= new AbortController();
    const { plugin } = this.invocation;
    return this.services.fetch(asked, {
      plugin: plugin.name,
      hosts: plugin.manifest.fetch,
      idempotencyKey: idempotencyKey(this.invocation, this.#fetches),
      signal: this.#ending.signal,
    });
  }

  'commands.all'(): readonly CommandEntry[] {
    this.#permitted('commands', 'CommandList');
    return this.services.commandList(this.invocation);
  }

  'log.write'(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    details?: Readonly<Record<string, Json>>,
  ): void {
    if (!LOG_LEVELS.has(level) || typeof message !== 'string')
      throw new Failure('BAD_CALL', 'a log line is a level and a message');
    this.services.log()[level]({ details }, message.slice(0, 2_000));
  }
}
