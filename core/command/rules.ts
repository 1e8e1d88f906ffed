import type { CommandDefinition, Guard, SubcommandDefinition } from './definition.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span in a manifest: `30s`, `5m`, `2h`, `1d`. Its form is the schema's business. */
export const spanOf = (span: string): number => Number(span.slice(0, -1)) * (UNITS[span.slice(-1)] ?? Number.NaN);

export interface GuardRule {
  readonly moderator: boolean;
  readonly owner: boolean;
  /** `within` in milliseconds. */
  readonly taps?: { readonly count: number; readonly within: number };
}

/** What stands between a member's line and its handler. Each of them has to know who the member is. */
export interface Rules {
  readonly guard?: GuardRule;
  readonly confirm: boolean;
  /** Milliseconds. */
  readonly cooldown?: number;
}

function guardRule({ moderator = false, owner = false, taps }: Guard): GuardRule {
  return { moderator, owner, ...(taps ? { taps: { count: taps.count, within: spanOf(taps.within) } } : {}) };
}

const known = new WeakMap<SubcommandDefinition, Rules | 'none'>();

/**
 * The rules of a command, or of one of its subcommands. `undefined` where there are none, as for most. A command's guard holds for its
 * subcommands unless they have their own: one that was forgotten there would be a hole. `confirm` and `cooldown` are of one command
 * alone: whoever waits before the next `/poll` may still vote.
 */
export function rulesOf(command: CommandDefinition, subcommand?: string): Rules | undefined {
  const own = subcommand === undefined ? command : (command.subcommands?.[subcommand] ?? command);
  let rules = known.get(own);
  if (rules === undefined) known.set(own, (rules = derive(own, own.guard ?? command.guard)));
  return rules === 'none' ? undefined : rules;
}

function derive({ confirm = false, cooldown }: SubcommandDefinition, guard: Guard | undefined): Rules | 'none' {
  const guarded = guard !== undefined && guard.everyone !== true;
  if (!guarded && !confirm && cooldown === undefined) return 'none';
  return {
    ...(guarded ? { guard: guardRule(guard) } : {}),
    confirm,
    ...(cooldown === undefined ? {} : { cooldown: spanOf(cooldown) }),
  };
}
