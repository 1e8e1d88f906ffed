import type { Call } from '../../http/endpoint.ts';
import type { Account } from '../account.ts';
import type { Subscriptions } from '../webhook/subscriptions.ts';
import { active, type Chat } from '../world/population.ts';
import type { World } from '../world/world.ts';
import type { Idempotency } from './idempotency.ts';
import type { PairRate } from './pair-rate.ts';
import { refuse } from './refusal.ts';

/** What Linq's API is made of. */
export interface Backstage {
  readonly account: Account;
  readonly world: World;
  readonly subscriptions: Subscriptions;
  readonly idempotency: Idempotency;
  readonly rate: PairRate;
}

/** The chat that a call names, while the line is in it. */
export function chatOfCall({ account, world }: Backstage, { params }: Call): Chat {
  const chat = world.population.findChat(params['chatId'] ?? '');
  // A chat that the line never was in is not found; one that it has left says so for ever.
  const own = chat?.participants.get(account.line);
  if (!chat || !own) throw refuse(2001, 'Chat not found');
  if (own.status !== 'active') throw refuse(2013, 'Chat is unavailable: you are no longer a participant');
  if (!chat.ready) throw refuse(2009, 'The chat is still being created');
  return chat;
}

/** The people of a chat besides the line. */
export const recipients = ({ account }: Backstage, chat: Chat): readonly string[] =>
  active(chat).flatMap(({ handle }) => (handle === account.line ? [] : handle));
