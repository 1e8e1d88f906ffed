import type { CommandSet, Localised, SettingDefinition } from '../command/definition.ts';
import { Failure } from '../errors.ts';
import type { Permission } from './grants.ts';
import { nameProblems } from './manifest-names.ts';
import { optionProblems, settingProblems } from './manifest-options.ts';
import { at, type Problem } from './manifest-problem.ts';
import { ruleProblems } from './manifest-rules.ts';
import { schemaProblems } from './manifest-schema.ts';
import type { PluginEvent } from './plugin-event.ts';

/** `plugin.json`, checked and with nothing left out. Frozen. */
export interface Manifest extends CommandSet {
  readonly name: string;
  readonly version: string;
  readonly api: 1;
  /** The module whose default export is the plugin's class, seen from the plugin's folder, and inside it. */
  readonly entry: string;
  readonly description: Localised;
  readonly permissions: readonly Permission[];
  /** Hosts that `Fetch` may reach; with one at least, `permissions` has `fetch`. */
  readonly fetch: readonly string[];
  readonly events: readonly PluginEvent[];
  /** What each chat can choose for the plugin. */
  readonly settings: Readonly<Record<string, SettingDefinition>>;
}

/** What `plugin.schema.json` demands; the rest may be missing. */
type Given = Pick<Manifest, 'name' | 'version' | 'api' | 'description'> & Partial<Manifest>;

const PROBLEMS_TOLD = 10;

/** What a schema cannot say: each of these would make a command that nobody can type, or a method that nobody can write. */
function contentProblems({ commands = {}, events = [], permissions = [], fetch, settings = {} }: Given): Problem[] {
  const problems: Problem[] = [];
  if (Object.keys(commands).length === 0 && events.length === 0)
    problems.push({ path: '', text: 'has neither "commands" nor "events", so nothing would ever run it' });
  if (permissions.includes('fetch:write') && fetch === undefined)
    problems.push({ path: 'permissions', text: 'has "fetch:write" without hosts: name them in "fetch"' });
  if (events.includes('media') && !permissions.includes('media'))
    problems.push({
      path: 'events',
      text: 'has "media", which members agree to with a permission: add "media" to "permissions"',
    });
  problems.push(...nameProblems(commands), ...settingProblems(settings));
  for (const [name, command] of Object.entries(commands)) {
    const path = at('commands', name);
    problems.push(...optionProblems(path, command.options));
    problems.push(...ruleProblems(path, command));
    for (const [sub, { options }] of Object.entries(command.subcommands ?? {}))
      problems.push(...optionProblems(at(path, 'subcommands', sub), options));
  }
  return problems;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}

/**
 * Checks what `JSON.parse` gave for a `plugin.json`. Throws MANIFEST_INVALID with one line for each thing that is wrong: where it
 * stands, what is wrong there, and what would be right. `where` begins the message: the file's name.
 */
export function readManifest(json: unknown, where: string): Manifest {
  const broken = schemaProblems(json);
  const problems = broken.length > 0 ? broken : contentProblems(json as Given);
  if (problems.length > 0) {
    const lines = problems.slice(0, PROBLEMS_TOLD).map(({ path, text }) => (path ? `${path}: ${text}` : `it ${text}`));
    if (problems.length > PROBLEMS_TOLD) lines.push(`and ${problems.length - PROBLEMS_TOLD} more`);
    throw new Failure('MANIFEST_INVALID', [`${where} is not right:`, ...lines].join('\n  '));
  }
  const given = structuredClone(json) as Given;
  return freeze({
    name: given.name,
    version: given.version,
    api: given.api,
    entry: (given.entry ?? 'index.ts').replace(/^\.\//, ''),
    description: given.description,
    permissions: [...(given.permissions ?? []), ...(given.fetch ? (['fetch'] as const) : [])],
    fetch: given.fetch ?? [],
    events: given.events ?? [],
    settings: given.settings ?? {},
    commands: given.commands ?? {},
  });
}
