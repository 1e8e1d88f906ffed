/** What a chat is, free of any platform. */
export type PlatformName = 'line' | 'linq';

/** `user` is a 1:1 chat with the bot; `room` a LINE multi-person chat without a name. */
export type ChatKind = 'user' | 'group' | 'room';

export interface ChatRef {
  /** `platform:account/id`, unique over all platforms and bots; the key of everything that is kept for the chat. */
  readonly key: string;
  readonly platform: PlatformName;
  /** The bot's own id on the platform (LINE: the webhook's `destination`). */
  readonly account: string;
  readonly kind: ChatKind;
  /** Nobody has said yet what kind it is (Linq tells it with messages only): `kind` is a guess until the platform is asked. */
  readonly isGuessed?: true;
  /** The platform's id of the group or room, or of the user in a 1:1 chat. */
  readonly id: string;
}

export function chatRef(platform: PlatformName, account: string, kind: ChatKind | undefined, id: string): ChatRef {
  const key = `${platform}:${account}/${id}`;
  // A group: there nobody is a moderator only because nobody else is there.
  return kind === undefined
    ? { key, platform, account, kind: 'group', id, isGuessed: true }
    : { key, platform, account, kind, id };
}
