// What the container image consists of, put together in the folder that is named: the built host, its tools and plugins, the runtime, and
// the two packages that stay outside of the bundle. Everything else is in dist/main.js. Run after scripts/build.mjs.
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv, arch, exit, platform, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const [, , target] = argv;
if (!target) {
  stderr.write('usage: node scripts/deploy/image.mjs <a new folder>\n');
  exit(64);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const take = async (path, options = {}) => {
  await mkdir(dirname(join(target, path)), { recursive: true });
  await cp(join(root, path), join(target, path), { recursive: true, ...options });
};

const runtime = `node_modules/node-${platform}-${arch}`;
const outside = ['esbuild', '@esbuild', '@resvg'].map((name) => `node_modules/${name}`);
// Programs of other systems lie beside ours where a lock file asks for them.
const isOurs = (path) => !/[\\/](@esbuild|@resvg)[\\/][^\\/]*(darwin|win32|android|freebsd|musl)/.test(path);

await Promise.all([
  take('dist', { filter: (path) => !path.endsWith('.stamp') }),
  take('plugins', { filter: (path) => !path.endsWith('.test.ts') }),
  take('LICENSE'),
  take('plugin.schema.json'),
  take(`${runtime}/bin/node`),
  take(`${runtime}/LICENSE`),
  take(`${runtime}/package.json`),
  ...outside.map((path) => take(path, { filter: isOurs })),
]);
const { name, version, license, type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
await writeFile(
  join(target, 'package.json'),
  `${JSON.stringify({ name, version, license, type, private: true }, null, 2)}\n`,
);
await mkdir(join(target, 'node_modules', '.bin'));
await symlink(join('..', '..', runtime, 'bin', 'node'), join(target, 'node_modules', '.bin', 'node'));
if ((await readdir(join(target, 'dist'))).length === 0) throw new Error('dist is empty: build first');
