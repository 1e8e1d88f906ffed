// Holds every import against the house: imports run one way, down, types included (a bundler's graph would not show those).
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Which part of `core/` may import which others, or which one file or folder of them; each may import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  turns: [],
  command: ['errors'],
  chat: ['errors'],
  plugin: ['turns', 'chat', 'command', 'errors'],
  index: ['plugin', 'chat', 'command', 'errors'],
  host: ['turns', 'plugin', 'chat', 'command', 'errors'],
  store: ['host/store', 'turns', 'errors'],
  line: ['chat', 'errors'],
  linq: ['chat', 'errors'],
  // What LINE refuses is one table: the virtual LINE keeps it, and native messages are held against it before they are sent.
  simulator: ['page-files', 'line/rules', 'chat', 'errors'],
  console: ['page-files', 'host', 'plugin', 'chat', 'command', 'errors'],
  'page-files': [],
  testing: ['container', 'store', 'line/events', 'line/native', 'host', 'plugin', 'chat', 'command', 'errors'],
  config: ['command', 'errors'],
  server: ['draining', 'unsigned', 'errors'],
  draining: [],
  unsigned: [],
  metrics: ['host', 'plugin', 'chat', 'errors'],
  tracing: ['config', 'host', 'chat', 'errors'],
  downloads: ['host'],
  drawing: ['plugin'],
  container: ['config', 'index', 'line', 'linq', 'store', 'host', 'plugin', 'chat', 'command', 'errors'],
  platforms: ['config', 'container', 'line', 'linq', 'host', 'chat', 'errors'],
  dev: ['plugin', 'errors'],
  run: [
    'dev',
    'store',
    'config',
    'container',
    'platforms',
    'server',
    'metrics',
    'downloads',
    'drawing',
    'simulator',
    'console',
    'host',
    'plugin',
    'errors',
  ],
  guest: ['index', 'plugin', 'chat', 'command', 'errors'],
  main: ['run', 'dev', 'console/log-book', 'tracing', 'config', 'container', 'errors'],
};
/** Packages that only one part may know. */
const ONLY_IN: Record<string, readonly string[]> = {
  '@opentelemetry/api': ['tracing'],
  '@opentelemetry/core': ['tracing'],
  '@opentelemetry/exporter-trace-otlp-proto': ['tracing'],
  '@opentelemetry/resources': ['tracing'],
  '@opentelemetry/sdk-trace': ['tracing'],
  '@opentelemetry/semantic-conventions': ['tracing'],
  '@resvg/resvg-js': ['drawing'],
  pg: ['store'],
  '@line/bot-sdk': ['line'],
  '@linqapp/sdk': ['linq', 'simulator'],
  fastify: ['server', 'draining', 'downloads', 'chat', 'line', 'linq', 'platforms', 'simulator', 'console', 'run'],
  preact: ['simulator', 'console'],
  'prom-client': ['metrics'],
  vitest: ['testing', 'simulator'],
};
const PLUGIN_PACKAGES = new Set(['tenko', 'tsyringe']);

const partOf = (path: string): string => path.split('/')[1]!.replace(/\.ts$/, '');
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

function* sources(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sources(root, path);
    else if (/\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path)) yield path;
  }
}

function importsOf(text: string): string[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*'([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...statements].map(([, fixed, late]) => fixed ?? late!);
}

function fault(path: string, name: string): string | undefined {
  const relative = name.startsWith('.');
  const target = relative ? normalize(join(dirname(path), name)).replaceAll('\\', '/') : name;
  if (path.startsWith('plugins/')) {
    const own = path.split('/').slice(0, 2).join('/');
    if (relative ? target.startsWith(`${own}/`) : PLUGIN_PACKAGES.has(name)) return undefined;
    return 'a plugin imports tenko, tsyringe and its own files';
  }
  const part = partOf(path);
  if (!relative) {
    const allowed = ONLY_IN[packageOf(name)];
    return allowed && !allowed.includes(part)
      ? `only core/${allowed.join(', core/')} may import ${packageOf(name)}`
      : undefined;
  }
  if (!target.startsWith('core/')) return target === 'plugin.schema.json' ? undefined : 'core/ imports only core/';
  const other = partOf(target);
  const below = MAY_IMPORT[part];
  if (!below) return `core/${part} is no part of the house: give it a place in scripts/imports.ts`;
  const file = target.slice('core/'.length).replace(/\.ts$/, '');
  return part === other || below.includes(other) || below.some((one) => file === one || file.startsWith(`${one}/`))
    ? undefined
    : `core/${part} may not import core/${other}`;
}

/** One line for each import that runs the wrong way; empty when all is well. */
export function wrongImports(root: string): string[] {
  const found: string[] = [];
  for (const path of [...sources(root, 'core'), ...sources(root, 'plugins')]) {
    for (const name of importsOf(readFileSync(join(root, path), 'utf8'))) {
      const why = fault(path, name);
      if (why) found.push(`${path} imports ${name}: ${why}`);
    }
  }
  return found;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const found = wrongImports(fileURLToPath(new URL('..', import.meta.url)));
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
