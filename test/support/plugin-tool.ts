import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../../dist/plugin.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run plugin -- …` as it is built, with nobody at a terminal. */
export function plugin(args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  return new Promise((done) => {
    const env = { ...process.env, ...environment };
    delete env['INIT_CWD'];
    delete env['VITEST'];
    execFile(process.execPath, [TOOL, ...args], { env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}
