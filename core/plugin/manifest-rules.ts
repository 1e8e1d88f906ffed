import type { CommandDefinition, Guard, SubcommandDefinition } from '../command/definition.ts';
import { spanOf } from '../command/rules.ts';
import { at, type Problem } from './manifest-problem.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LONGEST_COOLDOWN = 30 * DAY;

function guardProblem({ moderator, owner, taps, everyone }: Guard, chats: readonly string[]): string | undefined {
  if (everyone && (moderator || owner || taps))
    return 'lets everyone through, whatever else it says: keep "everyone" alone';
  if (moderator && owner) return 'lets a moderator through, and an owner is one everywhere: leave "owner" out';
  if ((moderator || taps) && chats.every((kind) => kind === 'user'))
    return 'guards nothing in a 1:1 chat, where there is nobody else: take "owner", or leave it out';
  if (taps && (spanOf(taps.within) < MINUTE || spanOf(taps.within) > DAY))
    return `has taps within "${taps.within}", and should give them from "1m" to "1d"`;
  return undefined;
}

/** `lifts`: the guard of the command that this subcommand would have otherwise. */
function oneCommand(
  path: string,
  { guard, confirm, cooldown, warning }: SubcommandDefinition,
  chats: readonly string[],
  lifts: Guard | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const say = (key: string, text: string | undefined): void => {
    if (text !== undefined) problems.push({ path: at(path, key), text });
  };
  if (guard) say('guard', guardProblem(guard, chats));
  if (guard?.everyone && !lifts) say('guard', 'lets everyone through, as they are without it: leave it out');
  if (cooldown !== undefined && spanOf(cooldown) > LONGEST_COOLDOWN)
    say('cooldown', `is "${cooldown}", and should be "30d" at the longest`);
  if (warning && !confirm && !(guard ?? lifts)?.taps)
    say('warning', 'would be read by nobody: only "confirm" and taps ask before it runs');
  return problems;
}

/** Guards, cooldowns and warnings that would do nothing, or not what they seem to. */
export function ruleProblems(path: string, command: CommandDefinition): Problem[] {
  const { chats = ['group'], subcommands = {}, guard } = command;
  const problems = oneCommand(path, command, chats, undefined);
  for (const [name, sub] of Object.entries(subcommands))
    problems.push(...oneCommand(at(path, 'subcommands', name), sub, chats, guard));
  return problems;
}
