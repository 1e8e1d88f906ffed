import { isId, newOpaqueToken } from '../identifier.ts';
import type { Person, Place } from '../world/population.ts';
import { refuse } from './answer.ts';
import type { Call, Endpoint, Success } from '../http/endpoint.ts';
import type { Refused } from '../http/refused.ts';
import type { Backstage } from './backstage.ts';

type ChatKind = 'group' | 'room';

const PAGE = 100;
const TOKEN_LIFE = 24 * 60 * 60_000;
const TOKENS_KEPT = 1_000;

/** LINE reference, "Group chats", "Multi-person chats" and the profile of "Users". */
export function chatEndpoints(backstage: Backstage): readonly Endpoint[] {
  const { world } = backstage;
  const pages = new Pages(backstage.channel.now);
  const ofKind = (kind: ChatKind): readonly Endpoint[] => {
    const base = `/v2/bot/${kind}/:chatId`;
    const joined = (call: Call): Place => {
      const place = named(backstage, kind, call);
      if (!place?.botIn) throw refuse(404, 'Not found');
      return place;
    };
    return [
      {
        method: 'GET',
        path: `${base}/members/count`,
        handle: (call) => ({ body: { count: joined(call).memberIds.size } }),
      },
      { method: 'GET', path: `${base}/members/ids`, handle: (call) => memberIds(backstage, pages, joined, call) },
      { method: 'GET', path: `${base}/member/:userId`, handle: (call) => memberProfile(backstage, joined, call) },
      { method: 'POST', path: `${base}/leave`, handle: (call) => leave(backstage, kind, call) },
      ...(kind === 'group' ? [summary(base, joined)] : []),
    ];
  };
  return [
    ...ofKind('group'),
    ...ofKind('room'),
    {
      method: 'GET',
      path: '/v2/bot/profile/:userId',
      handle: (call) => {
        const person = identified(backstage, call);
        // Only friends: not those who block the bot, nor those who never added it.
        if (!world.findPlace(person.id)?.botIn) throw refuse(404, 'Not found');
        return { body: { ...profile(person), language: 'ja' } };
      },
    },
  ];
}

const profile = ({ id, name }: Person) => ({ userId: id, displayName: name });

const summary = (base: string, joined: (call: Call) => Place): Endpoint => ({
  method: 'GET',
  path: `${base}/summary`,
  handle: (call) => {
    const { id, name } = joined(call);
    return { body: { groupId: id, groupName: name } };
  },
});

function memberProfile(backstage: Backstage, joined: (call: Call) => Place, call: Call): Success {
  const place = joined(call);
  const person = identified(backstage, call);
  if (!place.memberIds.has(person.id)) throw refuse(404, 'Not found');
  return { body: profile(person) };
}

function memberIds({ channel, world }: Backstage, pages: Pages, joined: (call: Call) => Place, call: Call): Success {
  const place = joined(call);
  if (!channel.verified) throw refuse(403, 'Access to this API is not available for your account');
  const start = call.query['start'];
  const from = start === undefined ? 0 : pages.position(place.id, start);
  const ids = [...place.memberIds].filter((id) => world.findPerson(id)?.identified);
  const next = ids.length > from + PAGE ? { next: pages.token(place.id, from + PAGE) } : {};
  return { body: { memberIds: ids.slice(from, from + PAGE), ...next } };
}

/** A group that the bot is not in is not found; a room that it has left is left again without complaint. */
function leave(backstage: Backstage, kind: ChatKind, call: Call): Success {
  const place = named(backstage, kind, call);
  if (!place || (kind === 'group' && !place.botIn)) throw refuse(404, 'Not found');
  if (place.botIn) backstage.world.botLeaves(place.id);
  return { body: {} };
}

function named({ world }: Backstage, kind: ChatKind, { params }: Call): Place | undefined {
  const { chatId = '' } = params;
  if (!isId(kind === 'group' ? 'C' : 'R', chatId)) throw invalid(`${kind}Id`);
  return world.findPlace(chatId);
}

function identified({ world }: Backstage, { params }: Call): Person {
  const { userId = '' } = params;
  if (!isId('U', userId)) throw invalid('userId');
  const person = world.findPerson(userId);
  if (!person?.identified) throw refuse(404, 'Not found');
  return person;
}

const invalid = (parameter: string): Refused => refuse(400, `The value for the '${parameter}' parameter is invalid`);

/** Continuation tokens: each names a place in one chat's list, for 24 h. */
class Pages {
  readonly #tokens = new Map<string, { readonly chatId: string; readonly from: number; readonly at: number }>();

  constructor(private readonly now: () => number) {}

  token(chatId: string, from: number): string {
    const token = newOpaqueToken();
    this.#tokens.set(token, { chatId, from, at: this.now() });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > TOKENS_KEPT && oldest !== undefined) this.#tokens.delete(oldest);
    return token;
  }

  position(chatId: string, token: unknown): number {
    const known = typeof token === 'string' ? this.#tokens.get(token) : undefined;
    if (known?.chatId !== chatId || this.now() - known.at > TOKEN_LIFE) throw refuse(400, 'Invalid start param');
    return known.from;
  }
}
