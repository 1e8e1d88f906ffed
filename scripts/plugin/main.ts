/** `npm run plugin`: makes, checks, tests, adds, updates and removes plugins. */
import 'reflect-metadata';
import { join } from 'node:path';
import { argv, cwd, env, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { readPluginsDir } from '../../core/config.ts';
import { isFailure } from '../../core/errors.ts';
import { add } from './add.ts';
import { check } from './check.ts';
import { list } from './list.ts';
import { create } from './new.ts';
import { remove } from './remove.ts';
import { testPlugin } from './test-plugin.ts';
import { EX_USAGE, Refused, type Tool } from './tool.ts';
import { update } from './update.ts';

const USAGE = `npm run plugin -- new <name> [folder]    writes a plugin that works, into plugins/ or a folder of yours
npm run plugin -- test <folder> …        runs its tests, with this host's tenko/testing
npm run plugin -- check <folder>         what a reviewer would look at
npm run plugin -- add <source> [--yes]   a folder, a package's name or an archive (.tgz): shows what it asks for, asks you, installs it
npm run plugin -- update [name …]        installs what is newer, and asks you when it wants more
npm run plugin -- remove <name>          takes it away
npm run plugin -- list                   what is installed`;

interface Verb {
  readonly run: (tool: Tool, ...args: string[]) => Promise<void>;
  /** How many arguments it takes; a verb is given as many. */
  readonly takes: readonly [least: number, most: number];
}

const VERBS: Readonly<Record<string, Verb>> = {
  new: { run: (tool, name, folder) => create(tool, name, folder), takes: [1, 2] },
  test: { run: (tool, folder, ...rest) => testPlugin(tool, folder, rest), takes: [1, 20] },
  check: { run: (tool, folder) => check(tool, folder), takes: [1, 1] },
  add: { run: (tool, source) => add(tool, source), takes: [1, 1] },
  update: { run: (tool, ...names) => update(tool, names), takes: [0, 100] },
  remove: { run: (tool, name) => remove(tool, name), takes: [1, 1] },
  list: { run: (tool) => list(tool), takes: [0, 0] },
};

function readArguments() {
  const options = { yes: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const;
  try {
    return parseArgs({ args: argv.slice(2), options, allowPositionals: true });
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n${USAGE}`, EX_USAGE);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [word, ...args] = positionals;
  if (values.help || word === undefined) return console.log(USAGE);
  const verb = Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
  if (!verb || args.length < verb.takes[0] || args.length > verb.takes[1])
    throw new Refused(`it takes\n${USAGE}`, EX_USAGE);
  const root = join(import.meta.dirname, '..');
  await verb.run(
    {
      root,
      // npm runs scripts in the folder of package.json, wherever it was called.
      cwd: env['INIT_CWD'] ?? cwd(),
      pluginsDir: readPluginsDir(env, root),
      yes: values.yes,
      say: (line) => console.log(line),
      terminal: stdin.isTTY && stdout.isTTY ? () => createInterface({ input: stdin, output: stdout }) : undefined,
    },
    ...args,
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refused) && !isFailure(error)) throw error;
  console.error(`tenko: ${error.message}`);
  process.exitCode = error instanceof Refused ? error.exitCode : 1;
}
