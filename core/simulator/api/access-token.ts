import { newOpaqueToken } from '../identifier.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { Refused } from '../http/refused.ts';
import type { Backstage } from './backstage.ts';

const STATELESS_SECONDS = 899;
/** What the reference shows for a token that does not end: some hundred years. */
const ENDLESS_SECONDS = 3_138_007_490;

/** LINE reference, "Channel access token": as much of it as tells whose a token or a secret is. */
export function accessTokenEndpoints({ channel }: Backstage): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v2/oauth/verify',
      open: true,
      handle: ({ body }) => {
        if (body['access_token'] !== channel.accessToken) throw refuse('invalid_request', 'access token expired');
        return { body: { client_id: channel.id, expires_in: ENDLESS_SECONDS, scope: 'P CM' } };
      },
    },
    {
      method: 'POST',
      path: '/oauth2/v3/token',
      open: true,
      handle: ({ body }) => {
        if (body['grant_type'] !== 'client_credentials') throw refuse('unsupported_grant_type', 'invalid grant_type');
        if (body['client_id'] !== channel.id) throw refuse('invalid_client', 'invalid client_id');
        if (body['client_secret'] !== channel.secret) throw refuse('invalid_client', 'invalid client_secret');
        return { body: { token_type: 'Bearer', access_token: newOpaqueToken(), expires_in: STATELESS_SECONDS } };
      },
    },
  ];
}

/** These endpoints have an error body of their own (the same section, "Error response"). */
const refuse = (error: string, words: string): Refused => new Refused(400, words, { error, error_description: words });
