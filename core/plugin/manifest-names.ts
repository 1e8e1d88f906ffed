import type { CommandSet, LocalisedNames } from '../command/definition.ts';
import { fold } from '../command/fold.ts';
import { eventMethodName, methodName } from '../command/method.ts';
import { at, type Problem } from './manifest-problem.ts';
import { EVENT_NAMES } from './plugin-event.ts';

/** What a plugin's class is asked for besides its commands. */
const HOST_METHODS = new Set([...EVENT_NAMES.map(eventMethodName), 'onMemberForgotten']);

interface Named {
  readonly names?: LocalisedNames;
  readonly aliases?: readonly string[];
}

/** Words that two entries of one list share, and aliases that say nothing new. A name may be the same in several
 * languages. `namesKey` is where the names stand under an entry. */
export function wordProblems(
  path: string,
  entries: Readonly<Record<string, Named>>,
  namesKey: readonly string[] = ['names'],
): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  const claim = (word: string, owner: string, where: string, isAlias: boolean): void => {
    const taken = owners.get(fold(word));
    if (taken === undefined) owners.set(fold(word), owner);
    else if (taken !== owner) problems.push({ path: where, text: `"${word}" means ${at(path, taken)} already` });
    else if (isAlias) problems.push({ path: where, text: `"${word}" is a name of it already: leave it out` });
  };
  // All plain names first: a plain name is never the one to give way.
  for (const name of Object.keys(entries)) claim(name, name, at(path, name), false);
  for (const [name, { names = {}, aliases = [] }] of Object.entries(entries)) {
    for (const [language, word] of Object.entries(names))
      claim(word, name, at(path, name, ...namesKey, language), false);
    for (const [index, alias] of aliases.entries()) claim(alias, name, at(path, name, 'aliases', index), true);
  }
  return problems;
}

function methodProblem(method: string, taken: Map<string, string>, path: string): Problem | undefined {
  const says = (why: string): Problem => ({
    path,
    text: `would be run by a method "${method}", ${why}: choose another name`,
  });
  const other = taken.get(method);
  taken.set(method, path);
  if (method in Object.prototype) return says('which every object has');
  if (method === 'then') return says('which would make a promise of the plugin');
  if (method === 'dispose') return says('which tsyringe calls when it lets go of an object');
  if (HOST_METHODS.has(method)) return says('which is for an event');
  if (other !== undefined) return says(`and so would ${other}`);
  return undefined;
}

/** Names of commands and subcommands that clash as methods of the plugin's class, or as words that a member types. */
export function nameProblems(commands: CommandSet['commands']): Problem[] {
  const problems: (Problem | undefined)[] = [...wordProblems('commands', commands)];
  const methods = new Map<string, string>();
  for (const name of Object.keys(commands))
    problems.push(methodProblem(methodName(name), methods, at('commands', name)));
  for (const [name, { subcommands = {} }] of Object.entries(commands)) {
    const path = at('commands', name, 'subcommands');
    problems.push(...wordProblems(path, subcommands));
    for (const sub of Object.keys(subcommands))
      problems.push(methodProblem(methodName(name, sub), methods, at(path, sub)));
  }
  return problems.filter((problem) => problem !== undefined);
}
