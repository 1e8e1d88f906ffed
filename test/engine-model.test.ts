import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scripts } from './model/script.ts';
import { Stage } from './model/stage.ts';

/** `MODEL_RUNS` of them find more. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 60);

test('whatever comes in whatever order, the engine does what its model does', async () => {
  const property = fc.asyncProperty(scripts, async (script) => {
    const stage = await Stage.open();
    try {
      for (const step of script) await stage.play(step);
      await stage.finish();
    } finally {
      await stage.close();
    }
  });
  const result = await fc.check(property, {
    numRuns: RUNS,
    interruptAfterTimeLimit: 60_000,
    includeErrorInReport: true,
  });
  // Tells the seed and the shortest script that it found.
  expect(await fc.asyncDefaultReportMessage(result)).toBeUndefined();
}, 120_000);
