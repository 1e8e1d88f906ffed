import type { ChatRef } from '../../core/chat/chat.ts';
import type { MemberProfile } from '../../core/chat/member.ts';
import type { OutgoingMessage } from '../../core/chat/message.ts';
import type {
  BotInfo,
  Capability,
  ChatSummary,
  NewGroup,
  Pace,
  Platform,
  Quota,
  SentMessage,
} from '../../core/chat/platform.ts';
import { Failure } from '../../core/errors.ts';

/** What was asked of the platform and how it answered: `reply …`, `rename Archers`, `addMember +81…`. */
type Trouble = () => Promise<void>;

/** A platform without buttons whose bots may change groups: words in memory, one message a bubble, each with an id. */
export class PlainPlatform implements Platform {
  readonly name = 'linq';
  /** What it was asked to do, in order. */
  readonly deeds: string[] = [];
  /** The messages that it was given, in order, by the ids that it gave them. */
  readonly sent: { readonly id: string; readonly chat: string; readonly message: OutgoingMessage }[] = [];
  /** What the next calls that change something run into. */
  readonly troubles: Trouble[] = [];
  capabilities = new Set<Capability>([
    'leave',
    'rename',
    'setIcon',
    'listMembers',
    'addMember',
    'removeMember',
    'createGroup',
    'reactions',
    'quote',
  ]);
  readonly peopleFor = { leave: 4, addMember: 3, removeMember: 4 };
  readonly ownWords = new Set(['stop', 'unsubscribe', 'optout', 'cancel', 'end', 'quit', 'start']);
  pace?: Pace;
  /** People in the chat, without the bot. */
  members: readonly string[] = ['+15550002000', '+15550003000', '+15550004000'];

  can(capability: Capability, { kind }: ChatRef): boolean {
    return (
      this.capabilities.has(capability) &&
      (kind !== 'user' || ['reactions', 'quote', 'createGroup'].includes(capability))
    );
  }

  checkNative(): void {
    // Nothing of LINE's own is shown here: its text stands in for it.
  }

  info(): Promise<BotInfo> {
    return Promise.resolve({ id: '+15550001000', displayName: 'Tenko' });
  }

  async reply(chat: ChatRef, _token: string, messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    return messages.map((message, of) => {
      const id = `sent-${this.sent.length + 1}`;
      this.sent.push({ id, chat: chat.key, message });
      this.deeds.push(`reply ${wordsOf(message)}`);
      return { id, of };
    });
  }

  push(chat: ChatRef, retryKey: string, messages: readonly OutgoingMessage[]): Promise<readonly SentMessage[]> {
    return this.reply(chat, retryKey, messages);
  }

  async profile(_chat: ChatRef, memberId: string): Promise<MemberProfile> {
    if (!this.members.includes(memberId)) throw new Failure('PLATFORM_NOT_FOUND', 'nobody of this id is here');
    return { id: memberId, displayName: `…${memberId.slice(-4)}` };
  }

  memberCount(): Promise<number> {
    return Promise.resolve(this.members.length);
  }

  memberIds(): Promise<readonly string[]> {
    return Promise.resolve(this.members);
  }

  summary(): Promise<ChatSummary> {
    return Promise.resolve({ name: 'Kyudo club' });
  }

  leave(): Promise<void> {
    return this.#do('leave');
  }

  rename(_chat: ChatRef, name: string): Promise<void> {
    return this.#do(`rename ${name}`);
  }

  setIcon(_chat: ChatRef, url: string): Promise<void> {
    return this.#do(`setIcon ${url}`);
  }

  addMember(_chat: ChatRef, address: string): Promise<void> {
    return this.#do(`addMember ${address}`);
  }

  removeMember(_chat: ChatRef, memberId: string): Promise<void> {
    return this.#do(`removeMember ${memberId}`);
  }

  createGroup(_chat: ChatRef, { addresses, text }: NewGroup): Promise<void> {
    return this.#do(`createGroup ${addresses.join(' ')}: ${text}`);
  }

  async #do(what: string): Promise<void> {
    this.deeds.push(what);
    await this.troubles.shift()?.();
  }

  memberIdOf(address: string): string {
    return address;
  }

  quota(): Promise<Quota> {
    return Promise.resolve({ used: 0 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function wordsOf(message: OutgoingMessage): string {
  if (message.type === 'card') return message.title;
  if (message.type !== 'text') return message.type;
  return typeof message.text === 'string'
    ? message.text
    : message.text.map((part) => (typeof part === 'string' ? part : `@${part.name}`)).join('');
}
