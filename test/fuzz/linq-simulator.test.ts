import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Simulator } from '../../core/simulator/simulator.ts';
import { sendRaw } from '../support/raw-http.ts';
import { deep, deepened, kindOf, odd, STACK } from './calls.ts';
import { anything, mostly, SEED, text, word } from './shapes.ts';

describe('whatever comes to the simulator', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await Simulator.start();
  });
  afterAll(() => simulator.stop());

  test('its Linq answers every call with Linq’s own refusals', { timeout: 120_000 }, async () => {
    const { linq } = simulator;
    const members = ['Emma', 'Noah', 'Mia'].map((name) => linq.world.createMember(name));
    const chat = linq.world.createGroup('Fuzzed', members);
    const messageId = linq.world.say(chat, members[0]!, 'hello');
    const kept = linq.world.createGroup('Kept', members);
    const keptId = linq.world.say(kept, members[0]!, 'hello');
    const chats = [chat, 'nothing', '%00', '%zz', '..', ''].map((one) => `/v3/chats/${one}`);
    const messages = [messageId, 'nothing'].map((one) => `/v3/messages/${one}`);
    const paths = [
      ...chats.flatMap((one) =>
        ['', '/messages', '/participants', '/leave', '/read', '/typing'].map((end) => one + end),
      ),
      ...messages.flatMap((one) => ['', '/reactions', '/thread', '/poll'].map((end) => one + end)),
      ...['chats', 'messages', 'webhook-subscriptions', 'phone_numbers', 'webhook-events'].map((one) => `/v3/${one}`),
    ];
    /** What gets further than to its path. */
    const rightly: [string, string][] = [
      ['POST', `/v3/chats/${kept}/messages`],
      ['POST', `/v3/messages/${keptId}/reactions`],
      ['PATCH', `/v3/messages/${keptId}`],
      ['POST', '/v3/messages'],
      ['POST', '/v3/chats'],
      ['POST', '/v3/webhook-subscriptions'],
    ];
    const piece = mostly(
      fc.record(
        { type: mostly(fc.constantFrom('text', 'link', 'media')), value: mostly(word), text_decorations: odd },
        { requiredKeys: [] },
      ),
    );
    const handle = mostly(fc.constantFrom('+15550002000', '+15550002001', 'a@example.com', ''));
    const call = fc.record(
      {
        from: mostly(fc.constant(linq.line)),
        to: mostly(fc.array(handle, { maxLength: 4 })),
        handle,
        message: mostly(
          fc.record(
            {
              parts: mostly(fc.array(piece, { minLength: 1, maxLength: 3 })),
              reply_to: odd,
              effect: mostly(fc.record({ type: fc.oneof(fc.constant('screen'), odd), name: odd })),
              preferred_service: odd,
              idempotency_key: odd,
            },
            { requiredKeys: ['parts'] },
          ),
        ),
        is_active: odd,
        part_index: odd,
        parts: mostly(fc.array(piece, { maxLength: 3 })),
        text: mostly(word),
        display_name: mostly(word),
        group_chat_icon: anything,
        operation: mostly(fc.constantFrom('add', 'remove')),
        type: fc.oneof(fc.constantFrom('love', 'custom'), odd),
        custom_emoji: odd,
        target_url: mostly(fc.constantFrom('http://127.0.0.1:9/', 'https://example.org/')),
        subscribed_events: fc.oneof(
          odd,
          deep.map((one) => [one]),
        ),
      },
      { requiredKeys: ['from', 'to', 'message', 'operation', 'type'] },
    );
    const answers = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.tuple(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'), fc.constantFrom(...paths)),
          fc.constantFrom<[string, string]>(...rightly),
        ),
        fc.constantFrom(`Bearer ${linq.apiKey}`, `Bearer ${linq.apiKey}`, 'Bearer no', ''),
        kindOf,
        text(fc.oneof(odd, { arbitrary: call, weight: 4 })),
        async ([method, path], authorization, type, body) => {
          const {
            status,
            headers: told,
            text: said,
          } = await sendRaw(linq.apiUrl, {
            method,
            path,
            headers: [...(authorization ? ([['authorization', authorization]] as const) : []), ['content-type', type]],
            ...(method === 'GET' ? {} : { body: deepened(body) }),
          });
          answers.add(status);
          const at = `${method} ${path} ${body.toString().slice(0, 300)} → ${status} ${said.slice(0, 300)}`;
          expect(status > 0 && status < 500 ? 'fine' : at).toBe('fine');
          // What is no path of Linq's is answered in plain words, and all else as its docs have it ("Error codes").
          const isRefused = status >= 400 && said !== '404 page not found';
          const refusal = { success: false, error: { code: expect.any(Number) }, trace_id: told.get('x-trace-id') };
          expect(isRefused ? (JSON.parse(said) as unknown) : refusal).toMatchObject(refusal);
          for (const secret of [linq.apiKey, linq.webhookSecret]) expect(said).not.toContain(secret);
          expect(said).not.toMatch(STACK);
        },
      ),
      { numRuns: 1_500, seed: SEED },
    );
    for (const status of [200, 400, 401, 404]) expect([...answers]).toContain(status);
    expect(linq.world.messages(chat).length).toBeGreaterThan(0);
  });
});
