import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * With DATABASE_URL the hosts of end-to-end tests keep everything in that PostgreSQL (test/support/test-store.ts): those tests alone are run
 * then, the others say nothing new. Left out are those that keep nothing in a store, those whose hosts have a PostgreSQL of their own
 * anyway, and those that are about the file itself, or read it at every step: what is in its bytes, when it is written, who may open it.
 */
const IN_POSTGRES = {
  include: ['test/**/*.test.ts'],
  exclude: [
    'test/{store,attacks,fixtures,support}/**',
    'test/crash/{away,hosts,order,takeover,upgrade}.test.ts',
    'test/{build,command-work,doctor-*,doctor,env-file,errors,guide,image,imports,licences,linq-watch,locales}.test.ts',
    'test/{outgoing-watch,page-linq,page-messages,plugin-tool,precompiled-validator,readme,security,setup*}.test.ts',
    'test/{no-io,engine-model,soak}.test.ts',
    'test/poll/anonymous.test.ts',
  ],
};

export default defineConfig({
  root,
  // The same decorator rules as the bundle: with metadata on, tests would pass and the built host would die.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  resolve: { alias: { 'tenko/testing': `${root}core/testing/index.ts`, tenko: `${root}core/index.ts` } },
  test: {
    include: ['core/**/*.test.ts', 'plugins/**/*.test.ts', 'test/**/*.test.ts'],
    ...(process.env['DATABASE_URL'] === undefined ? {} : IN_POSTGRES),
    setupFiles: ['test/support/setup.ts'],
    reporters: ['default', './test/support/closing-reporter.ts'],
    // Far above what any test takes: the machine may be busy with the crash tests beside it, and nothing is timed by these.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
