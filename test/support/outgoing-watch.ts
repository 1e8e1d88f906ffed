import { problemsOf } from '../../core/line/rules/message.ts';
import { openapi } from './openapi.ts';
import type { Outgoing } from './outgoing.ts';

const sent: Outgoing[] = [];

/** What waits to be held against LINE's rules, when the test ends. */
export const waitingOutgoing: readonly Outgoing[] = sent;
export const noteOutgoing = (one: Outgoing): void => void sent.push(one);

/** Each mistake in what was sent since the last call, with its place: by the table of LINE's limits, and by its OpenAPI where it is here. */
export function mistakesInOutgoing(): string[] {
  return sent.splice(0).flatMap(({ path, body }) => {
    const request = JSON.parse(body) as { readonly messages?: unknown };
    const limits = problemsOf(request.messages).map(({ property, message }) => `${property}: ${message}`);
    return [...limits, ...openapi().request('POST', path, request)].map((mistake) => `POST ${path}: ${mistake}`);
  });
}
