import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** For the tests of a plugin that may be anywhere: what it imports is this installation's. */
export default defineConfig({
  cacheDir: at('node_modules/.vite'),
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  resolve: {
    alias: [
      { find: /^tenko$/, replacement: at('core/index.ts') },
      { find: /^tenko\/testing$/, replacement: at('core/testing/index.ts') },
      { find: /^tsyringe$/, replacement: at('node_modules/tsyringe') },
      { find: /^reflect-metadata$/, replacement: at('node_modules/reflect-metadata') },
      { find: /^vitest$/, replacement: at('node_modules/vitest') },
    ],
  },
  server: { fs: { strict: false } },
  test: { include: ['**/*.test.ts'], setupFiles: [at('test/support/setup.ts')], testTimeout: 20_000 },
});
