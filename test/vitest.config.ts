import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  // The same decorator rules as the bundle: with metadata on, tests would pass and the built host would die.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  resolve: { alias: { 'tenko/testing': `${root}core/testing/index.ts`, tenko: `${root}core/index.ts` } },
  test: {
    include: ['core/**/*.test.ts', 'plugins/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    reporters: ['default', './test/support/closing-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
