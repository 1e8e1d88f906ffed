import type { Calls } from '../bridge.ts';
import type { Permission } from '../grants.ts';

/**
 * How each call crosses to an isolate: it is asked and its answer awaited; or told, and nobody waits; or it is known when the invocation
 * starts, and goes along with the snapshot if the manifest was granted what it needs.
 */
export const CALL_WAYS = {
  'chat.name': 'ask',
  'chat.reply': 'tell',
  'chat.notice': 'tell',
  'chat.leave': 'tell',
  'chat.rename': 'tell',
  'chat.setIcon': 'tell',
  'chat.addMember': 'tell',
  'chat.removeMember': 'tell',
  'chat.createGroup': 'tell',
  'chat.pushCost': 'ask',
  'chat.linkToken': 'ask',
  'chat.showLoading': 'ask',
  'chat.markRead': 'tell',
  'media.quoted': { permission: 'media' },
  'media.part': 'ask',
  'media.state': 'ask',
  'caller.displayName': 'ask',
  'members.profile': 'ask',
  'members.roster': 'ask',
  'members.count': 'ask',
  'members.heard': 'ask',
  'storage.get': 'ask',
  'storage.set': 'ask',
  'storage.delete': 'ask',
  'storage.list': 'ask',
  'schedule.at': 'ask',
  'schedule.every': 'ask',
  'schedule.cancel': 'ask',
  'schedule.list': 'ask',
  'downloads.publish': 'ask',
  'downloads.chart': 'ask',
  'pseudonyms.of': 'ask',
  'pseudonyms.destroy': 'ask',
  'fetch.request': 'ask',
  'commands.all': { permission: 'commands' },
  'log.write': 'tell',
} as const satisfies Readonly<Record<keyof Calls, 'ask' | 'tell' | { readonly permission: Permission }>>;
