import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHAT, event, opened, type NewPlace, type Place } from '../place.ts';

const CHILD = fileURLToPath(new URL('../accepting-child.ts', import.meta.url));

/** Runs a child that accepts and commits, and kills it when it has told of `lines` things that it takes for durable. */
async function killedAfter({ address }: Place, round: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, address, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
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
      for (const line of told) {
        const [what, id] = line.split(' ') as ['accepted' | 'done', string];
        if (what === 'accepted') {
          expect(await store.accept(event(id, { rows: [] })), id).toBeUndefined();
          open.add(id);
        } else {
          open.delete(id);
          expect(waiting.has(id), id).toBe(false);
          expect(await store.read(CHAT, 'poll', id)).toBe(`"${id}"`);
        }
      }
      // Whatever was accepted and not done waits, or was done by a commit of which the child could not tell any more.
      for (const id of open)
        expect(waiting.has(id) !== ((await store.read(CHAT, 'poll', id)) !== undefined), id).toBe(true);
      const replies = (await store.outbox()).map(({ eventId }) => eventId);
      expect(new Set(replies).size).toBe(replies.length);
      expect(replies.every((id) => !waiting.has(id))).toBe(true);
      expect(claimed.map(({ seq }) => seq)).toEqual(claimed.map(({ seq }) => seq).sort((a, b) => a - b));
    }
    expect(open.size).toBeGreaterThan(0);
  });
}
