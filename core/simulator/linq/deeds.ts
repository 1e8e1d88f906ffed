import type { Json } from '../../line/rules/rule.ts';
import { boolean, doerOf, id, ids, optional, string } from '../deed-parts.ts';
import { Impossible } from '../impossible.ts';
import type { Deed, ReactionType, Service } from '../view.ts';
import { SERVICES } from './abilities.ts';
import type { World } from './world/world.ts';

/** Stickers, places, buttons and settings are LINE's. */
type Name = Exclude<Deed['do'], 'sendSticker' | 'sendLocation' | 'tap' | 'set'>;
type Doer = (world: World, deed: Json) => unknown;

const REACTIONS: readonly ReactionType[] = ['love', 'like', 'dislike', 'laugh', 'emphasize', 'question', 'custom'];
const LONGEST_EMOJI = 32;

/** What each deed does. */
const DEEDS: { readonly [N in Name]: Doer } = {
  say: (world, deed) => {
    const quotedMessageId = optional(deed, 'quotedMessageId');
    const saying = quotedMessageId === undefined ? {} : { quotedMessageId };
    return world.say(id(deed, 'chatId'), id(deed, 'as'), string(deed, 'text'), saying);
  },
  sendImage: (world, deed) => world.sendImage(id(deed, 'chatId'), id(deed, 'as')),
  edit: (world, deed) => world.edit(id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId'), string(deed, 'text')),
  unsend: (world, deed) => world.unsend(id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId')),
  react: (world, deed) => {
    const place = [id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId')] as const;
    if (boolean(deed, 'on') === false) return world.unreact(...place);
    const type = REACTIONS.find((one) => one === deed['reaction']);
    if (!type) throw new Impossible(`\`reaction\` is one of ${REACTIONS.join(', ')}.`);
    return world.react(...place, type, type === 'custom' ? emoji(deed) : undefined);
  },
  createChat: (world, deed) => {
    const members = ids(deed, 'memberIds');
    const service = serviceOf(deed);
    if (deed['kind'] === 'group') return world.createGroup(string(deed, 'name'), members, { service });
    const [only] = members;
    if (deed['kind'] === 'user' && only !== undefined && members.length === 1)
      return world.createUserChat(only, { service });
    throw new Impossible('`kind` is `group`, or `user` with exactly one member.');
  },
  createMember: (world, deed) => world.createMember(string(deed, 'name')),
  renameMember: (world, deed) => world.renameMember(id(deed, 'memberId'), string(deed, 'name')),
  renameChat: (world, deed) => world.renameChat(id(deed, 'chatId'), id(deed, 'as'), string(deed, 'name')),
  addMember: (world, deed) => world.addMember(id(deed, 'chatId'), id(deed, 'memberId')),
  removeMember: (world, deed) => world.removeMember(id(deed, 'chatId'), id(deed, 'memberId')),
  addBot: (world, deed) => world.addBot(id(deed, 'chatId')),
  removeBot: (world, deed) => world.removeBot(id(deed, 'chatId')),
};

/** Throws `Impossible`, in words for the person at the page. */
export function perform(world: World, given: unknown): void {
  const { doer, deed } = doerOf(DEEDS, given);
  doer(world, deed);
}

function emoji(deed: Json): string {
  const value = string(deed, 'emoji');
  if (value === '' || value.length > LONGEST_EMOJI) throw new Impossible('`emoji` is missing.');
  return value;
}

function serviceOf(deed: Json): Service {
  const { service = 'iMessage' } = deed;
  const known = SERVICES.find((one) => one === service);
  if (!known) throw new Impossible(`\`service\` is one of ${SERVICES.join(', ')}.`);
  return known;
}
