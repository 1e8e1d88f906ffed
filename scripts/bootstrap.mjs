// Installs what is missing, and with --build builds what has changed. Runs on whatever Node.js started npm (18 or newer), before any
// package is there: nothing but Node's own modules may be imported here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const stampFile = at('node_modules', '.tenko-installed');

function wanted() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(at(name)));
  return hash.digest('hex');
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) {
    process.stderr.write(`tenko: cannot run ${command}: ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

function install() {
  const stamp = wanted();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('tenko: installing packages …\n');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm's own script, where npm started us: on Windows `npm` is a .cmd, which cannot be spawned without a shell.
  const npm = process.env.npm_execpath;
  if (npm) run(process.execPath, [npm, ...args]);
  else run('npm', args, { shell: process.platform === 'win32' });
  writeFileSync(stampFile, stamp);
}

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 18) {
  process.stderr.write(`tenko: this is Node.js ${process.versions.node}; install Node.js 20 or newer\n`);
  process.exit(78);
}
install();
if (process.argv.includes('--build')) {
  // The pinned runtime, which is in place now, comes first on the PATH.
  const PATH = [at('node_modules', '.bin'), process.env.PATH].join(delimiter);
  run('node', [at('scripts', 'build.mjs')], { env: { ...process.env, PATH }, shell: process.platform === 'win32' });
}
