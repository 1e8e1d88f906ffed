import type { ChatRef } from '../chat/chat.ts';
import type { Capability, Platform } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import type { NoticeOptions } from '../plugin/tokens.ts';
import { RESERVED } from './storage-view.ts';

const LONGEST_NOTICE = 30 * 86_400_000;

/** All that a plugin may ask `chat.can` for. */
export const CAPABILITIES: readonly Capability[] = [
  'leave',
  'rename',
  'setIcon',
  'listMembers',
  'addMember',
  'removeMember',
  'createGroup',
  'buttons',
  'reactions',
  'quote',
  'mention',
  'accountLink',
  'loading',
  'markRead',
  'media',
];

export function checkedId(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Failure('BAD_CALL', 'a member id is a string');
  return value;
}

export function checkReplyKey(key: unknown): void {
  if (key !== undefined && (typeof key !== 'string' || key === '' || key.length > 200))
    throw new Failure('BAD_CALL', 'a key is a string of 1 to 200 characters');
  if (key?.startsWith(RESERVED)) throw new Failure('BAD_CALL', `keys that begin with "${RESERVED}" are the host's`);
}

export function checkNotice(options: NoticeOptions, now: number): NoticeOptions {
  const { expires, by, key } = (options as Partial<NoticeOptions> | undefined) ?? {};
  checkReplyKey(key);
  if (typeof expires !== 'number' || !(expires > now) || expires > now + LONGEST_NOTICE)
    throw new Failure(
      'BAD_CALL',
      'a notice needs `expires`: milliseconds since 1970, later than now and within 30 days',
    );
  if (by !== undefined && !Number.isFinite(by))
    throw new Failure('BAD_CALL', "a notice's `by` is milliseconds since 1970");
  return { expires, ...(by === undefined ? {} : { by }), ...(key === undefined ? {} : { key }) };
}

/** What a chat can do, or NOT_SUPPORTED. */
export function checkCan(platform: Platform, what: Capability, chat: ChatRef): void {
  if (!platform.can(what, chat))
    throw new Failure('NOT_SUPPORTED', `bots cannot do this in this kind of chat: ${what}`);
}
