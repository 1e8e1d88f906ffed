import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ChatKind, ChatRef } from '../chat/chat.ts';
import type { MemberProfile } from '../chat/member.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { hasLink } from '../chat/link.ts';
import type { BotInfo, Capability, ChatSummary, NewGroup, Platform, Quota, SentMessage } from '../chat/platform.ts';
import { wellFormed } from '../chat/well-formed.ts';
import { fields, list, string } from '../chat/shape.ts';
import { Failure, isFailure } from '../errors.ts';
import { LinqApi, type LinqApiOptions } from './api.ts';
import { factsOf, type ChatFacts } from './chat-facts.ts';
import { notSupported } from './failures.ts';
import { maskedHandle, normalHandle, type Handles } from './handles.ts';
import type { People } from './incoming.ts';
import { LIMITS } from './limits.ts';
import { renderMessages, type Part, type RenderedMessage } from './render.ts';

/** What is known of a chat is asked again after this long. Webhooks tell of changes at once, but to one host. */
const FRESH = 60_000;
/** Somebody who is not on a list this young has really left, or never was here. */
const JUST_READ = 2_000;
const CHATS = 5_000;
/** How long a message may be tried: Linq sends what bears the same key once, and does not say for how long it keeps keys. */
const TRY_FOR = 3_600_000;
/** What Linq says of a message that it has not sent and never will, as it is. */
const REFUSED: ReadonlySet<string> = new Set(['PLATFORM_REJECTED', 'PLATFORM_NOT_FOUND', 'NOT_SUPPORTED']);
/** A message of one of these words alone ends all writing to a person, or begins it again. */
const OPT_OUT: ReadonlySet<string> = new Set(['stop', 'unsubscribe', 'optout', 'cancel', 'end', 'quit', 'start']);

export interface LinqPlatformOptions extends LinqApiOptions {
  /** The own line, in E.164. */
  readonly account: string;
  readonly handles: Handles;
  readonly log?: Pick<Logger, 'warn'>;
}

/** Linq (iMessage, RCS, SMS) behind the port of all platforms. */
export class LinqPlatform implements Platform, People {
  readonly name = 'linq';
  readonly ownTokens = { make: (): string => randomUUID(), life: TRY_FOR };
  readonly pace = LIMITS.pace;
  readonly peopleFor = LIMITS.peopleFor;
  readonly ownWords = OPT_OUT;
  readonly #api: LinqApi;
  readonly #account: string;
  readonly #handles: Handles;
  readonly #log: LinqPlatformOptions['log'];
  readonly #facts: LRUCache<string, ChatFacts>;
  /** Every line of this account: none of them is a person. */
  readonly #lines: Set<string>;

  constructor({ account, handles, log, ...api }: LinqPlatformOptions) {
    this.#api = new LinqApi(api);
    this.#account = account;
    this.#handles = handles;
    this.#log = log;
    this.#lines = new Set([account]);
    this.#facts = new LRUCache({
      max: CHATS,
      ttl: FRESH,
      ignoreFetchAbort: true,
      noDeleteOnFetchRejection: true,
      fetchMethod: (id) => this.#read(id),
    });
  }

  idOf(handle: string): string {
    return this.#handles.idOf(handle);
  }

  memberIdOf(address: string): string {
    return this.#handles.idOf(address);
  }

  isOwn(handle: string): boolean {
    return this.#lines.has(normalHandle(handle));
  }

  /** What is known of this chat may be so no more. */
  changed(chatId: string): void {
    this.#facts.delete(chatId);
  }

  /** By what was read last: a chat that nobody has looked at can do little. */
  can(capability: Capability, chat: ChatRef): boolean {
    const facts = this.#facts.peek(chat.id, { allowStale: true });
    switch (capability) {
      case 'listMembers':
        return true;
      case 'rename':
      case 'setIcon':
        return facts?.kind === 'group';
      case 'leave':
      case 'addMember':
      case 'removeMember':
        return facts !== undefined && isImessageGroup(facts);
      case 'reactions':
        return facts?.service !== undefined && facts.service !== 'sms';
      case 'quote':
        return facts?.service === 'imessage';
      case 'createGroup':
        return true;
      default:
        return false; // no buttons; mentions are newer than this SDK
    }
  }

  /** Only LINE has messages of its own making, and they are told in words here. */
  checkNative(): void {}

  /** Stale is good enough to start with, while it is asked again; it is only waited for when nothing is known. */
  async look(chat: ChatRef): Promise<ChatKind> {
    return (await this.#facts.fetch(chat.id, { allowStale: true }))?.kind ?? chat.kind;
  }

  /** PLATFORM_NOT_FOUND when the key of the API does not belong to the own line. */
  async info(): Promise<BotInfo> {
    const call = 'phone numbers';
    const body = fields(await this.#api.read<unknown>(call, (sdk, options) => sdk.phoneNumbers.list(options)));
    const lines = list(body['phone_numbers']).flatMap((one) => string(fields(one)['phone_number']) ?? []);
    for (const line of lines) this.#lines.add(normalHandle(line));
    if (!lines.some((line) => normalHandle(line) === this.#account))
      throw new Failure('PLATFORM_NOT_FOUND', 'Linq: LINQ_PHONE_NUMBER is no line of the account of LINQ_API_KEY.');
    return { id: this.#account, displayName: maskedHandle(this.#account) };
  }

  reply(chat: ChatRef, token: string, messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    return this.#send(chat, token, messages);
  }

  /** The same as a reply: every message is free. */
  push(chat: ChatRef, retryKey: string, messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    return this.#send(chat, retryKey, messages);
  }

  async profile(chat: ChatRef, memberId: string): Promise<MemberProfile> {
    const handle = await this.#handle(chat, memberId);
    return { id: memberId, displayName: maskedHandle(handle) };
  }

  async memberCount(chat: ChatRef): Promise<number> {
    return (await this.#known(chat)).people.size;
  }

  async memberIds(chat: ChatRef): Promise<readonly string[]> {
    return [...(await this.#known(chat)).people.keys()];
  }

  async summary(chat: ChatRef): Promise<ChatSummary> {
    const { name, iconUrl } = await this.#known(chat);
    if (name === undefined) throw notSupported('chat name', 'this chat has no name.');
    return { name, ...(iconUrl === undefined ? {} : { pictureUrl: iconUrl }) };
  }

  /** Resolves when Linq has taken it: the bot is out when `participant.removed` says so. */
  async leave(chat: ChatRef): Promise<void> {
    const call = 'leave';
    checkSize(call, await this.#fresh(chat), LIMITS.peopleFor.leave);
    await this.#api.write(call, (sdk, options) => sdk.chats.leaveChat(chat.id, options));
    this.changed(chat.id);
  }

  /** Resolves when Linq has taken it; `chatRenamed` or `chatUpdateFailed` tells what came of it. */
  rename(chat: ChatRef, name: string): Promise<void> {
    return this.#update('rename', chat, { display_name: name });
  }

  setIcon(chat: ChatRef, url: string): Promise<void> {
    return this.#update('picture', chat, { group_chat_icon: url });
  }

  async addMember(chat: ChatRef, address: string): Promise<void> {
    const call = 'add a member';
    const facts = await this.#fresh(chat);
    if ([...facts.people.values()].includes(normalHandle(address))) return;
    checkSize(call, facts, LIMITS.peopleFor.addMember);
    await this.#api.write(call, (sdk, options) => sdk.chats.participants.add(chat.id, { handle: address }, options));
    this.changed(chat.id);
  }

  async removeMember(chat: ChatRef, memberId: string): Promise<void> {
    const call = 'remove a member';
    const facts = await this.#fresh(chat);
    const handle = facts.people.get(memberId);
    if (handle === undefined) return; // gone already
    checkSize(call, facts, LIMITS.peopleFor.removeMember);
    await this.#api.write(call, (sdk, options) => sdk.chats.participants.remove(chat.id, { handle }, options));
    this.changed(chat.id);
  }

  /** Linq takes no link in the first message of a chat (1005), so nothing is asked for with one. */
  async createGroup(_chat: ChatRef, { addresses, text }: NewGroup, key: string): Promise<void> {
    const call = 'new group';
    if (hasLink(text)) throw new Failure('BAD_CALL', `Linq, ${call}: its first message may have no link.`);
    const message = { parts: [{ type: 'text' as const, value: wellFormed(text) }], idempotency_key: shortKey(key) };
    const body = { from: this.#account, to: [...addresses], message };
    await this.#api.write(call, (sdk, options) => sdk.chats.create(body, options));
  }

  /** Linq counts no messages. */
  quota(): Promise<Quota> {
    return Promise.resolve({ used: 0 });
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  /** The number or address behind a member's id: for calls to Linq, and for nothing else. */
  async #handle(chat: ChatRef, memberId: string): Promise<string> {
    const facts = await this.#known(chat);
    const known = facts.people.get(memberId);
    if (known !== undefined) return known;
    // Somebody may have come since.
    const fresh = performance.now() - facts.readAt < JUST_READ ? facts : await this.#fresh(chat);
    const handle = fresh.people.get(memberId);
    if (handle === undefined) throw new Failure('PLATFORM_NOT_FOUND', 'Linq: no such member is in this chat.');
    return handle;
  }

  async #known(chat: ChatRef): Promise<ChatFacts> {
    return (await this.#facts.fetch(chat.id)) ?? this.#read(chat.id);
  }

  async #fresh(chat: ChatRef): Promise<ChatFacts> {
    const facts = await this.#read(chat.id);
    this.#facts.set(chat.id, facts);
    return facts;
  }

  async #read(id: string): Promise<ChatFacts> {
    const call = 'chat';
    const body = await this.#api.read<unknown>(call, (sdk, options) => sdk.chats.retrieve(id, options));
    return factsOf(call, body, this, performance.now());
  }

  async #update(
    call: string,
    chat: ChatRef,
    change: { display_name?: string; group_chat_icon?: string },
  ): Promise<void> {
    if ((await this.#known(chat)).kind !== 'group') throw notSupported(call, 'a 1:1 chat has none.');
    await this.#api.write(call, (sdk, options) => sdk.chats.update(chat.id, change, options));
    this.changed(chat.id);
  }

  /** Each message under a key of its own, made of the row's: whatever is sent again is delivered once. */
  async #send(chat: ChatRef, key: string, messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    const sent: SentMessage[] = [];
    for (const [index, message] of renderMessages(messages).entries()) {
      const id = await this.#sendOne(chat, `${key}:${index}`, message);
      if (id !== undefined) sent.push({ id, quoteToken: id, of: message.of });
    }
    return sent;
  }

  /** Refused for a picture or a quote it goes once more, in words alone: what was refused has sent nothing. */
  async #sendOne(chat: ChatRef, key: string, message: RenderedMessage): Promise<string | undefined> {
    const { parts, replyTo, plain } = message;
    try {
      return await this.#post(chat, key, parts, replyTo);
    } catch (error) {
      const isRefused = isFailure(error) && REFUSED.has(error.code);
      if (!isRefused || plain === undefined) throw error;
      this.#log?.warn({ code: error.code, ...error.details }, 'Linq took no picture or quote: sent as plain text');
      return this.#post(chat, `${key}:plain`, plain);
    }
  }

  async #post(chat: ChatRef, key: string, parts: readonly Part[], replyTo?: string): Promise<string | undefined> {
    const message = {
      parts: [...parts],
      idempotency_key: key,
      ...(replyTo === undefined ? {} : { reply_to: { message_id: replyTo } }),
    };
    const body = await this.#api.write<unknown>('send', (sdk, options) =>
      sdk.chats.messages.send(chat.id, { message }, options),
    );
    // Taken is taken, even if the answer cannot be read.
    return string(fields(fields(body)['message'])['id']);
  }
}

const isImessageGroup = ({ kind, service }: ChatFacts): boolean => kind === 'group' && service === 'imessage';

/** Refuses without a call what Linq would refuse. */
function checkSize(call: string, facts: ChatFacts, least: number): void {
  if (!isImessageGroup(facts)) throw notSupported(call, 'only iMessage groups can do that.');
  if (facts.active < least) throw notSupported(call, `that takes at least ${least} people, the bot included.`);
}

/** Linq takes keys of at most 255 characters. */
const shortKey = (key: string): string => createHash('sha256').update(key).digest('base64url');
