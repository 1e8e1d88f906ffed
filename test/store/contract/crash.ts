import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHAT, event, opened, type NewPlace, type Place } from '../place.ts';

const CHILD = fileURLToPath(new URL('../accepting-child.ts', import.meta.url));

interface Told {
  readonly what: 'accepted' | 'done';
  readonly id: string;
}

/** Runs a child that accepts and commits, and kills it when it has told of `lines` things that it takes for durable. */
async function killedAfter({ address }: Place, round: number, lines: number): Promise<readonly Told[]> {
  const child = spawn(process.execPath, [CHILD, address, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, id, whole] = line.split(' ') as [Told['what'], string, string?];
    // The last line may have been cut by the kill.
    if (whole === '.') told.push({ what, id });
    if (told.length === lines) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  return told;
}

export function crashContract(newPlace: NewPlace): void {
  test('what was told to be durable is there after kill -9, and what was done is not done again', async () => {
    const host = await opened(newPlace);
    const open = new Set<string>();
    for (const [round, lines] of [40, 7, 230].entries()) {
      await host.store.close();
      const told = await killedAfter(host.place, round, lines);
      const store = await host.reopen();
      const claimed = await store.claim();
      const waiting = new Set(claimed.map(({ eventId }) => eventId));
      for (const { what, id } of told) {
        if (what === 'accepted') open.add(id);
        else open.delete(id);
      }
      const twice = [...open].map((id) => store.accept(event(id, { rows: [] })));
      expect((await Promise.all(twice)).every((rows) => rows === undefined)).toBe(true);
      const done = told.filter(({ what }) => what === 'done').map(({ id }) => id);
      expect(done.filter((id) => waiting.has(id))).toEqual([]);
      expect(await Promise.all(done.map((id) => store.read(CHAT, 'poll', id)))).toEqual(done.map((id) => `"${id}"`));
      // What was accepted and not told to be done waits, or was done by a commit of which the child could not tell any more.
      const values = await Promise.all([...open].map((id) => store.read(CHAT, 'poll', id)));
      expect([...open].filter((id, n) => waiting.has(id) === (values[n] !== undefined))).toEqual([]);
      const replies = (await store.outbox()).map(({ eventId }) => eventId);
      expect(new Set(replies).size).toBe(replies.length);
      expect(replies.every((id) => !waiting.has(id))).toBe(true);
      expect(claimed.map(({ seq }) => seq)).toEqual(claimed.map(({ seq }) => seq).sort((a, b) => a - b));
    }
    expect(open.size).toBeGreaterThan(0);
  }, 90_000);
}
