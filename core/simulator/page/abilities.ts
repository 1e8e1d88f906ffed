import type { ChatView } from '../view.ts';

/** What people can do in a chat, by its platform and, on Linq, its service. The simulator refuses the rest; the page does not offer it. */
export interface Abilities {
  readonly tapbacks: boolean;
  readonly quote: boolean;
  readonly edit: boolean;
  readonly unsend: boolean;
  readonly mention: boolean;
  readonly members: boolean;
  /** A member may give the chat another name. */
  readonly rename: boolean;
  /** A member of a 1:1 chat may block the bot. */
  readonly bot: boolean;
}

export function abilitiesOf({ platform, service, kind }: ChatView): Abilities {
  const group = kind !== 'user';
  if (platform === 'line') {
    return {
      tapbacks: false,
      quote: true,
      // LINE has no edit in rooms and 1:1 chats.
      edit: kind === 'group',
      unsend: true,
      mention: group,
      members: group,
      rename: false,
      bot: true,
    };
  }
  const apple = service === 'iMessage';
  return {
    tapbacks: service !== 'SMS',
    quote: apple,
    edit: apple,
    unsend: apple,
    mention: false,
    members: group && apple,
    rename: group && service !== 'SMS',
    bot: group && apple,
  };
}
