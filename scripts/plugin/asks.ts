import type { Permission } from '../../core/plugin/grants.ts';
import type { Manifest } from '../../core/plugin/manifest.ts';
import { plain } from '../plain.ts';

/** What each permission means for those whose chats it is. */
const WORDS: Readonly<Record<Permission | 'host', string>> = {
  members: 'see who is in a chat: names, pictures, how many people',
  'members:heard': 'see who wrote or tapped in the last two hours, though not what',
  locations: 'learn where a member is whom it has just asked, and who then sends their location',
  media:
    'read pictures, videos, voice messages and files: each one that is sent where it hears of them, else those that a command quotes',
  storage: 'keep data of its own for each chat',
  schedule: 'run its own commands by the clock',
  commands: 'see which commands there are',
  downloads: 'give members files behind links that expire',
  push: "push messages, each of which costs as many of the month's messages as the chat has people",
  fetch: 'ask services on the internet',
  'fetch:write': 'change things at those services',
  'chat:leave': 'make the bot leave a group',
  'chat:manage': 'change a group, such as its name',
  'chat:link': 'connect the account of a member who agrees with one at its own service',
  'chat:loading': 'show in a 1:1 chat that it is at work',
  'chat:mark-read': 'mark messages to it as read, which their senders see',
  host: 'set chats up, which only plugins that ship with Tenko may',
};

const EVENTS: Readonly<Record<string, string>> = {
  join: 'the bot comes into a group',
  leave: 'the bot leaves a group',
  memberJoined: 'members join',
  memberLeft: 'members leave',
  follow: 'somebody adds the bot as a friend',
  unfollow: 'somebody blocks the bot',
  beacon: 'a member comes near a LINE Beacon',
  membership: 'somebody joins or leaves a membership',
  media: 'somebody sends a picture, a video, a voice message or a file, in any chat where it is on',
  accountLink: 'somebody has connected their account with one at another service',
  richMenuSwitched: 'somebody switches to another tab of the rich menu',
};

/** All that a plugin asks for, each in one word; what is pinned, and held against what a newer version asks for. */
export function asksOf({ permissions, fetch, events }: Manifest): readonly string[] {
  return [
    ...permissions.filter((permission) => permission !== 'fetch'),
    ...fetch.map((host) => `fetch:${host}`),
    ...events.map((event) => `event:${event}`),
  ];
}

/** One of them as an operator reads it. */
export function inWords(ask: string): string {
  if (ask.startsWith('event:')) return `hear when ${EVENTS[ask.slice(6)] ?? ask.slice(6)}`;
  if (Object.hasOwn(WORDS, ask)) return WORDS[ask as keyof typeof WORDS];
  if (ask.startsWith('fetch:'))
    return `ask ${ask.slice(6)} over the internet, which may then learn what the plugin knows`;
  return ask;
}

/** What the operator reads before saying yes. */
export function introduced(manifest: Manifest): readonly string[] {
  const { name, version, description, commands } = manifest;
  const words = Object.keys(commands).map((command) => `/${command}`);
  const asks = asksOf(manifest);
  return [
    `${name} ${version}: ${plain(description.en)}`,
    ...(words.length > 0 ? [`Its commands: ${words.join(', ')}`] : []),
    asks.length === 0 ? 'It asks for nothing but to answer.' : 'Besides answering, it asks to',
    ...asks.map((ask) => `  - ${inWords(ask)}  [${ask}]`),
  ];
}
