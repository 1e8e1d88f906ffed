import { inLine, nearest, Refusal } from 'tenko';
import type { Desk } from './desk.ts';
import type { Asked } from './plan.ts';
import manifest from './plugin.json' with { type: 'json' };
import { createPoll, type Poll } from './rules.ts';

/** The poll of these words, or a refusal. */
export function drafted(
  desk: Desk,
  asked: Asked,
  until: number | undefined,
  about: {
    readonly number?: number;
    readonly creator?: string | undefined;
    readonly madeBy?: string;
    readonly plan?: number;
  },
): { readonly poll: Poll; readonly merged: readonly string[] } {
  const { number = 0, creator, ...rest } = about;
  const { multiple = 1 } = asked;
  const made = createPoll({ ...asked, ...rest, number, creator, most: multiple, until, now: desk.now });
  if (!('refused' in made)) return made;
  const slip = made.refused === 'choices-few' ? subcommandNear(asked.question) : undefined;
  if (slip !== undefined)
    throw new Refusal(desk.texts.t('subcommand-near', { word: inLine(asked.question), near: slip }));
  throw desk.refusal(made.refused, until === undefined ? {} : { until });
}

/** `/poll vot sushi` is no poll about "vot". */
function subcommandNear(word: string): string | undefined {
  const { subcommands } = manifest.commands.poll;
  const names: string[] = [];
  for (const [name, sub] of Object.entries(subcommands))
    if ('names' in sub) names.push(name, ...Object.values(sub.names));
  return nearest(word, names);
}
