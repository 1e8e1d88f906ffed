import { boolean, doerOf, id, ids, optional, string } from './deed-parts.ts';
import { Impossible } from './impossible.ts';
import { isObject, type Json } from '../line/rules/rule.ts';
import type { Deed, SettingsView } from './view.ts';
import type { Mention } from './world/mention.ts';
import type { Action } from './world/tap.ts';
import type { World } from './world/world.ts';

/** Tapbacks and names that members give are Linq's. */
type Name = Exclude<Deed['do'], 'react' | 'renameChat'>;
type Doer = (stage: Stage, deed: Json) => unknown;

export interface Stage {
  readonly world: World;
  readonly set: (settings: Partial<SettingsView>) => void;
}

/** What each deed does. */
const DEEDS: { readonly [N in Name]: Doer } = {
  say: ({ world }, deed) => {
    const quotedMessageId = optional(deed, 'quotedMessageId');
    return world.say(id(deed, 'chatId'), id(deed, 'as'), string(deed, 'text'), {
      mentions: mentions(deed),
      ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
    });
  },
  sendSticker: ({ world }, deed) => world.sendSticker(id(deed, 'chatId'), id(deed, 'as')),
  sendImage: ({ world }, deed) => world.sendImage(id(deed, 'chatId'), id(deed, 'as')),
  sendLocation: ({ world }, deed) => world.sendLocation(id(deed, 'chatId'), id(deed, 'as')),
  tap: ({ world }, deed) => {
    const { action } = deed;
    if (!isObject(action) || typeof action['type'] !== 'string') throw new Impossible('`action` is missing.');
    const picked = optional(deed, 'picked');
    world.tap(id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId'), action as Action, picked);
  },
  edit: ({ world }, deed) =>
    world.edit(id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId'), string(deed, 'text')),
  unsend: ({ world }, deed) => world.unsend(id(deed, 'chatId'), id(deed, 'as'), id(deed, 'messageId')),
  createChat: ({ world }, deed) => {
    const members = ids(deed, 'memberIds');
    switch (deed['kind']) {
      case 'group':
        return world.createGroup(string(deed, 'name'), members);
      case 'room':
        return world.createRoom(members);
      case 'user':
        if (members.length !== 1) throw new Impossible('A 1:1 chat has exactly one member.');
        return world.createUserChat(members[0] ?? '');
      default:
        throw new Impossible('`kind` is `user`, `group` or `room`.');
    }
  },
  createMember: ({ world }, deed) =>
    world.createMember(string(deed, 'name'), { identified: boolean(deed, 'identified') ?? true }),
  renameMember: ({ world }, deed) => world.renameMember(id(deed, 'memberId'), string(deed, 'name')),
  addMember: ({ world }, deed) => world.addMember(id(deed, 'chatId'), id(deed, 'memberId')),
  removeMember: ({ world }, deed) => world.removeMember(id(deed, 'chatId'), id(deed, 'memberId')),
  addBot: ({ world }, deed) => world.addBot(id(deed, 'chatId')),
  removeBot: ({ world }, deed) => world.removeBot(id(deed, 'chatId')),
  set: ({ set }, deed) => set(settings(deed['settings'])),
};

/** Throws `Impossible`, in words for the person at the page. */
export function perform(stage: Stage, given: unknown): void {
  const { doer, deed } = doerOf(DEEDS, given);
  doer(stage, deed);
}

function mentions(deed: Json): readonly Mention[] {
  const value = deed['mentions'] ?? [];
  if (!Array.isArray(value)) throw new Impossible('`mentions` is a list.');
  return value.map((item: unknown) => {
    if (!isObject(item)) throw new Impossible('A mention has an index, a length and a member.');
    const { index, length } = item;
    if (typeof index !== 'number' || typeof length !== 'number') {
      throw new Impossible('A mention has an index, a length and a member.');
    }
    return { index, length, memberId: id(item, 'memberId') };
  });
}

function settings(value: unknown): Partial<SettingsView> {
  if (!isObject(value)) throw new Impossible('`settings` is missing.');
  const verified = boolean(value, 'verified');
  const redelivery = boolean(value, 'redelivery');
  const { quota } = value;
  if (quota !== undefined && quota !== null && !(Number.isSafeInteger(quota) && (quota as number) >= 0)) {
    throw new Impossible('`quota` is a whole number, or null for no limit.');
  }
  return {
    ...(verified === undefined ? {} : { verified }),
    ...(redelivery === undefined ? {} : { redelivery }),
    ...(quota === undefined ? {} : { quota: quota as number | null }),
  };
}
