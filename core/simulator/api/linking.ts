import { isId } from '../identifier.ts';
import { Impossible } from '../impossible.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { refuse } from './answer.ts';
import type { Backstage } from './backstage.ts';

/** LINE reference, "Account link", and the page of LINE's that a member's browser is sent to (LINE docs, "Linking user accounts"). */
export function linkingEndpoints({ world }: Backstage): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v2/bot/user/:userId/linkToken',
      handle: ({ params: { userId = '' } }) => {
        if (!isId('U', userId)) throw refuse(400, "The value for the 'userId' parameter is invalid");
        if (!world.findPlace(userId)?.botIn) throw refuse(404, 'Not found');
        return { body: { linkToken: world.linkTokens.issue(userId) } };
      },
    },
    {
      method: 'GET',
      path: '/dialog/bot/accountLink',
      open: true,
      handle: ({ query: { linkToken, nonce } }) => {
        try {
          world.alone.linkAccount(String(linkToken), String(nonce));
        } catch (error) {
          if (error instanceof Impossible) throw refuse(400, error.message);
          throw error;
        }
        return { body: 'The accounts are linked. You can close this page.' };
      },
    },
  ];
}
