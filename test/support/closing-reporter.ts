import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the run with what was skipped and why, and with one plain line of counts. */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
    const skipped = count('skipped');
    if (skipped.length > 0) console.log('\nSkipped:');
    for (const [reason, group] of Map.groupBy(skipped, reasonOf)) {
      const files = new Set(group.map(({ module }) => module.relativeModuleId));
      console.log(`  ${group.length} in ${[...files].join(', ')}: ${reason}`);
    }
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0).length;
    const failed = count('failed').length + broken;
    console.log(`\n${count('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return result.state === 'skipped' && result.note ? result.note : 'not on this system';
}
