import * as fc from 'fast-check';
import { test } from 'vitest';
import { scripts } from './model/script.ts';
import { Stage } from './model/stage.ts';

/** `MODEL_RUNS` of them find more. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 20);

test('whatever comes in whatever order, the engine does what its model does', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const stage = await Stage.open();
      try {
        for (const step of script) await stage.play(step);
        await stage.finish();
      } finally {
        await stage.close();
      }
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000, endOnFailure: false },
  );
}, 120_000);
