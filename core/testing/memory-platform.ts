import type { ChatRef } from '../chat/chat.ts';
import type { MemberProfile } from '../chat/member.ts';
import type { NativeMessage, OutgoingMessage } from '../chat/message.ts';
import type {
  BotInfo,
  Capability,
  ChatSummary,
  LinkToken,
  MediaAsked,
  MediaContent,
  MediaState,
  Platform,
  Quota,
  SentMessage,
  SignLine,
} from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import { checkNative } from '../line/native.ts';
import type { People } from './people.ts';
import { buttonsOf } from './words-of.ts';

/** One message that reached the chat. */
export interface Delivered {
  readonly id: string;
  readonly message: OutgoingMessage;
  /** A reply is free, a push is not. */
  readonly by: 'reply' | 'push';
  /** Each button, and what a tap on it sends. */
  readonly buttons: readonly { readonly label: string; readonly prefill: string | undefined; readonly data: string }[];
}

const CAN: ReadonlySet<Capability> = new Set(['leave', 'buttons', 'quote', 'mention', 'markRead', 'media']);
/** In a 1:1 chat alone. */
const CAN_ALONE: ReadonlySet<Capability> = new Set(['accountLink', 'loading']);
const LINK_TOKEN_LIFE = 600_000;

/** A messenger in memory, with the rules of LINE for an account that is not verified: it names nobody who has not written. */
export class MemoryPlatform implements Platform {
  readonly name = 'line';
  readonly delivered: Delivered[] = [];
  /** Whether the bot was made to leave. */
  left = false;
  /** What members sent, by the message's id. */
  readonly contents = new Map<string, MediaContent>();
  readonly #spent = new Set<string>();

  constructor(
    private readonly people: People,
    private readonly title: string,
    private readonly now: () => number = Date.now,
  ) {}

  can(capability: Capability, { kind }: ChatRef): boolean {
    return CAN.has(capability) || (kind === 'user' && CAN_ALONE.has(capability));
  }

  checkNative(message: NativeMessage): void {
    checkNative(message);
  }

  info(): Promise<BotInfo> {
    return Promise.resolve({ id: 'Ubot', displayName: 'Tenko' });
  }

  async reply(
    _chat: ChatRef,
    token: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]> {
    if (this.#spent.has(token)) throw new Failure('INVALID_REPLY_TOKEN', 'the token was used before');
    this.#spent.add(token);
    return this.#deliver(messages, 'reply', sign);
  }

  async push(
    _chat: ChatRef,
    retryKey: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]> {
    if (this.#spent.has(retryKey)) return [];
    this.#spent.add(retryKey);
    return this.#deliver(messages, 'push', sign);
  }

  #deliver(messages: readonly OutgoingMessage[], by: Delivered['by'], sign: SignLine): readonly SentMessage[] {
    return messages.map((message) => {
      const id = `sent-${this.delivered.length + 1}`;
      const buttons = buttonsOf(message).map(({ label, command, prefill }) => ({
        label,
        prefill,
        data: sign(command),
      }));
      this.delivered.push({ id, message, by, buttons });
      return { id, quoteToken: `quote-${id}` };
    });
  }

  async profile(_chat: ChatRef, memberId: string): Promise<MemberProfile> {
    const member = this.people.withId(memberId);
    if (!member) throw new Failure('PLATFORM_NOT_FOUND', 'nobody of this id is here');
    return member;
  }

  memberCount(): Promise<number> {
    return Promise.resolve(this.people.count);
  }

  memberIds(): Promise<readonly string[]> {
    return Promise.reject(new Failure('PLATFORM_FORBIDDEN', 'the account is not verified'));
  }

  summary(): Promise<ChatSummary> {
    return Promise.resolve({ name: this.title });
  }

  leave(): Promise<void> {
    this.left = true;
    return Promise.resolve();
  }

  rename(): Promise<void> {
    return cannot('rename a chat');
  }

  setIcon(): Promise<void> {
    return cannot('change the picture of a chat');
  }

  addMember(): Promise<void> {
    return cannot('add anyone to a chat');
  }

  removeMember(): Promise<void> {
    return cannot('remove anyone from a chat');
  }

  createGroup(): Promise<void> {
    return cannot('make a group');
  }

  async linkToken(): Promise<LinkToken> {
    const token = 'link-token';
    const dialogUrl = `https://access.line.me/dialog/bot/accountLink?linkToken=${token}`;
    return { token, expires: this.now() + LINK_TOKEN_LIFE, dialogUrl };
  }

  async showLoading(): Promise<void> {}

  async markRead(): Promise<void> {}

  async content({ messageId, most }: MediaAsked): Promise<MediaContent> {
    const content = this.contents.get(messageId);
    if (!content) throw new Failure('MEDIA_MISSING', 'the message has no content');
    if (content.bytes.length > most) throw new Failure('MEDIA_TOO_LARGE', `it is larger than ${most} bytes`);
    return content;
  }

  async contentState(messageId: string): Promise<MediaState> {
    return this.contents.has(messageId) ? 'succeeded' : 'failed';
  }

  quota(): Promise<Quota> {
    return Promise.resolve({ limit: 200, used: 0 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const cannot = (what: string): Promise<never> =>
  Promise.reject(new Failure('NOT_SUPPORTED', `like LINE, it lets no bot ${what}`));
