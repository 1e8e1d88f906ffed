import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until there is nothing left to wait for; throws with the last of it when the time is over. */
export async function until(
  what: string,
  stillWaitingFor: () => string | undefined | Promise<string | undefined>,
  milliseconds: number,
): Promise<void> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const left = await stillWaitingFor();
    if (left === undefined) return;
    if (performance.now() > end) throw new Error(`${what}: still waiting after ${milliseconds} ms for ${left}`);
    await pause(50);
  }
}
