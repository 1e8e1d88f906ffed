import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOAK = fileURLToPath(new URL('../scripts/soak.ts', import.meta.url));

const run = (...args: readonly string[]) => spawnSync(process.execPath, [SOAK, ...args], { encoding: 'utf8' });

test.skipIf(process.platform !== 'linux')(
  'npm run soak: half a minute under mixed load with faults leaks nothing, loses nothing and does nothing twice',
  () => {
    const { stdout, stderr, status } = run('--minutes', '0.5', '--rate', '40');
    expect(stdout + stderr).toContain('Nothing leaked, nothing was lost, nothing was done twice.');
    expect(stdout).toMatch(/[1-9]\d* commands: \d+ answers among the failures, 0 lost, 0 given twice/);
    expect(stdout).toMatch(/[1-9]\d* members' last votes are as they were cast/);
    expect(status).toBe(0);
  },
  150_000,
);

test('npm run soak takes a time and a rate that it can hold', () => {
  expect(run('--minutes', 'long')).toMatchObject({
    status: 64,
    stderr: expect.stringContaining('--minutes') as string,
  });
});
