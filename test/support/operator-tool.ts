import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `dist/<name>.js` as npm would, in a folder of its own, with nothing of this environment but what is given, and no terminal. */
export function operatorTool(
  name: 'doctor' | 'setup' | 'richmenu',
  folder: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ran> {
  const tool = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', ...environment };
    const child = spawn(process.execPath, [tool, ...args], { cwd: folder, env, stdio: 'pipe' });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
    // A tool that asks nothing ends before it has read this.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
