import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { SqliteStore } from '../../core/store/sqlite/sqlite-store.ts';
import type { SoakedHost } from './host.ts';
import type { Load } from './load.ts';

const QUIET_WITHIN = 60_000;
/** What an operator is told of calls that LINE broke: these were made to break. */
const EXPECTED = new Set([
  'PLATFORM_BROKEN',
  'PLATFORM_UNREACHABLE',
  'PLATFORM_TIMEOUT',
  'PLATFORM_RATE_LIMITED',
  'REPLY_FATE_UNKNOWN',
]);

/** Until the host has nothing left to do. What is wrong, in sentences. */
export async function rest(line: VirtualLine, host: SoakedHost, load: Load): Promise<readonly string[]> {
  await line.settled();
  const until = performance.now() + QUIET_WITHIN;
  let { waiting } = await host.sample();
  while (waiting > 0 && performance.now() < until) {
    await pause(500);
    ({ waiting } = await host.sample());
  }
  // What waits for a token takes that of the next line.
  for (const { chatId, members } of load.groups) for (let n = 0; n < 3; n++) line.world.say(chatId, members[0]!, 'bye');
  await line.settled();
  await pause(2_000);
  return waiting > 0 ? [`${waiting} events or messages were still under way after ${QUIET_WITHIN / 1_000} s`] : [];
}

/** Whether everything that was asked was done once: of a host that has ended. What is wrong, in sentences. */
export async function audit(line: VirtualLine, host: SoakedHost, load: Load): Promise<readonly string[]> {
  const found: string[] = [];
  const store = SqliteStore.open(host.databaseFile);
  try {
    const failures = await store.failures();
    const codes = new Map<string, number>();
    for (const { code } of failures) codes.set(code, (codes.get(code) ?? 0) + 1);
    console.log(`among the failures: ${[...codes].map(([code, count]) => `${count} ${code}`).join(', ') || 'nothing'}`);
    const bodies = failures.map(({ body }) => body).join('\n');
    let twice = 0;
    let lost = 0;
    let failed = 0;
    for (const [word, said] of load.answers) {
      if (said > 1) twice++;
      if (said > 0) continue;
      if (bodies.includes(word)) failed++;
      else lost++;
    }
    console.log(
      `${load.answers.size} commands: ${failed} answers among the failures, ${lost} lost, ${twice} given twice`,
    );
    if (lost + twice > 0) found.push(`${lost} answers were lost, ${twice} given twice`);
    const strange = failures.filter(({ code }) => !EXPECTED.has(code));
    for (const { code, error } of strange.slice(0, 5)) found.push(`among the failures: ${code} ${error}`);

    let votes = 0;
    for (const { chatId, votes: cast } of load.groups) {
      const poll = await store.read(`line:${line.botId}/${chatId}`, 'poll', 'poll/1');
      const { ballots } = JSON.parse(poll ?? '{"ballots":{}}') as { ballots: Record<string, readonly number[]> };
      const wanted = [...cast]
        .map(([member, choice]) => `${member} ${choice}`)
        .sort()
        .join('\n');
      const kept = Object.entries(ballots)
        .map(([member, choices]) => `${member} ${choices.join()}`)
        .sort()
        .join('\n');
      votes += cast.size;
      if (wanted !== kept) found.push(`the votes of a group are not what was voted:\n${wanted}\nbut\n${kept}`);
    }
    console.log(`${votes} members' last votes are as they were cast`);
  } finally {
    await store.close();
  }
  const unexpected = host.errors.filter(({ code }) => !EXPECTED.has(String(code)));
  for (const entry of unexpected.slice(0, 5)) found.push(`the log: ${JSON.stringify(entry)}`);
  return found;
}
