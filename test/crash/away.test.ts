import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { eventOf } from '../support/incoming.ts';
import { mayHaveCluster, PostgresCluster } from '../support/postgres-cluster.ts';
import { until } from '../support/until.ts';
import { Fleet } from './fleet.ts';
import { leftIn } from './host-database.ts';
import { Overheard } from './overheard.ts';

describe.runIf(mayHaveCluster)('hosts on a PostgreSQL', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => void (cluster = await PostgresCluster.start()), 60_000);
  afterAll(() => cluster?.remove());

  /** Built hosts with the shipped plugins, and one group that talks to them. */
  async function started(hosts: number) {
    const line = await VirtualLine.start({ quota: null });
    const overheard = new Overheard(line);
    const fleet = await Fleet.for(
      line,
      cluster,
      Array.from({ length: hosts }, () => undefined),
    );
    onTestFailed(async () => console.error(fleet.told(), await leftIn(cluster)));
    const memberId = line.world.createMember('Yuki');
    const chatId = line.world.createGroup('Club', [memberId]);
    await fleet.start();
    return {
      line,
      fleet,
      type: async (text: string, host: number) => {
        line.setWebhookUrl(fleet.webhookOf(host));
        return line.deliver([eventOf(line, { chatId, memberId, line: text })]);
      },
      /** Until so many messages came in all. */
      answers: (count: number) =>
        until(
          `${count} answers`,
          () => (overheard.in(chatId).length >= count ? undefined : `${overheard.in(chatId).length}`),
          60_000,
        ),
      said: () => overheard.in(chatId).length,
      ready: async (host: number) => {
        const { status, body } = await fleet.readiness(host);
        return { status, store: body['store'], state: body['state'] };
      },
      end: async () => {
        await fleet.remove();
        await line.stop();
      },
    };
  }

  test('a host whose database is away answers webhooks with 503 and says so, and comes back by itself', async () => {
    const host = await started(1);
    try {
      expect(await host.ready(0)).toEqual({ status: 200, store: 'ok', state: 'ready' });
      expect((await host.type('/ping', 0)).reason).toBe('OK');
      await host.answers(1);
      await cluster.stop();
      expect(await host.type('/ping', 0)).toMatchObject({
        reason: 'ERROR_STATUS_CODE',
        detail: expect.stringContaining('503'),
      });
      expect(await host.ready(0)).toEqual({ status: 503, store: 'unavailable', state: 'ready' });
      // Longer than a lease.
      await pause(9_000);
      await cluster.launch();
      await until(
        'a host that is ready again',
        async () => {
          const { status } = await host.ready(0);
          return status === 200 ? undefined : `${status}`;
        },
        60_000,
      );
      expect((await host.type('/ping', 0)).reason).toBe('OK');
      await host.answers(2);
      expect(await host.fleet.stop()).toEqual([0]);
      expect(host.said()).toBe(2);
    } finally {
      await host.end();
    }
  }, 180_000);

  test('a chat whose host ends, well or not, is answered by the next one', async () => {
    const hosts = await started(3);
    try {
      let answers = 0;
      for (const [host, end] of [
        [0, 'well'],
        [1, 'badly'],
        [2, 'well'],
      ] as const) {
        // The first of them leaves something that keeps the chat in its hands.
        expect((await hosts.type('/poll Lunch? sushi ramen', host)).reason).toBe('OK');
        await hosts.answers(++answers);
        expect(await (end === 'well' ? hosts.fleet.stopOne(host) : hosts.fleet.killOne(host))).toBe(
          end === 'well' ? 0 : 'SIGKILL',
        );
      }
      expect(await leftIn(cluster)).toEqual([]);
    } finally {
      await hosts.end();
    }
  }, 180_000);
});
