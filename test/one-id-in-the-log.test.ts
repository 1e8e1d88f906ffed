import { afterEach, expect, test } from 'vitest';
import { startTenko, type Tenko } from './support/tenko.ts';

let tenko: Tenko | undefined;
afterEach(async () => {
  await tenko?.stop();
  tenko = undefined;
});

async function started() {
  tenko = await startTenko({ language: 'en' });
  const aya = tenko.world.createMember('Aya');
  const group = tenko.world.createGroup('Practice', [aya]);
  return { tenko, aya, group };
}

/** The lines of the log about the newest event that a command came from. */
function linesOfNewest(log: readonly Record<string, unknown>[]) {
  const id = log.findLast(({ msg }) => msg === 'command')?.['event'];
  expect(id).toEqual(expect.any(String));
  return log.filter(({ event }) => event === id);
}

test('the lines of one command, from its webhook to its reply, carry the id of its event', async () => {
  const { tenko: host, aya, group } = await started();
  await host.say(group, aya, '/ping');
  await host.say(group, aya, '/poll "Lunch?" sushi ramen');
  const lines = linesOfNewest(host.log);
  expect(lines.map(({ msg }) => msg)).toEqual(['webhook: event kept', 'command', 'reply sent']);
  expect(lines).toEqual([
    expect.objectContaining({ type: 'message', plugin: 'poll' }),
    expect.objectContaining({ plugin: 'poll', command: '/poll', outcome: 'done', by: 'message' }),
    expect.objectContaining({ plugin: 'poll', kind: 'reply', ms: expect.any(Number) as number }),
  ]);
  expect(new Set(lines.map(({ chat }) => chat)).size).toBe(1);
  expect(JSON.stringify(host.log)).not.toMatch(/Lunch|sushi/);
});

test('so does what went wrong on the way', async () => {
  const { tenko: host, aya, group } = await started();
  host.line.faults.nextReply.push({ status: 400 });
  host.world.say(group, aya, '/ping');
  await host.quiet();
  const lines = linesOfNewest(host.log);
  expect(lines.map(({ msg }) => String(msg).split(':')[0])).toEqual([
    'webhook',
    'command',
    'reply not sent yet',
    'reply not sent',
  ]);
  expect(lines.at(-1)).toMatchObject({ level: 50, code: 'PLATFORM_REJECTED' });
});
