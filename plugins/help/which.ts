import { inLine, nearest, Refusal, type CommandEntry, type CommandList, type Texts } from 'tenko';

export type Subcommand = CommandEntry['subcommands'][number];

const WORD_GRAPHEMES = 30;

const fold = (word: string): string => word.normalize('NFKC').toLowerCase();
const withoutSlash = (word: string): string => word.replace(/^[/／]/, '');

/** The command that is meant, by any of its names; else a refusal with the nearest one. `self` is how `/help` is typed here. */
export function commandOf(typed: string, commands: CommandList, self: string, texts: Texts): CommandEntry {
  const found = commands.find(typed);
  if (found) return found;
  const all = commands.all();
  const near = nearest(
    withoutSlash(typed),
    all.flatMap(({ words }) => words),
  );
  const word = inLine(typed, WORD_GRAPHEMES);
  const meant = near === undefined ? undefined : all.find(({ words }) => words.includes(near))?.shown;
  if (meant === undefined) throw new Refusal(texts.t('unknown', { word, list: self }));
  throw new Refusal(texts.t('unknown-near', { word, near: meant, example: `${self} ${meant}` }));
}

/** The same for a subcommand of `entry`. */
export function subcommandOf(typed: string, entry: CommandEntry, self: string, texts: Texts): Subcommand {
  const named = new Map(
    entry.subcommands.flatMap((sub) => [...sub.words, sub.shown].map((word) => [fold(word), sub] as const)),
  );
  const found = named.get(fold(typed));
  if (found) return found;
  const near = nearest(typed, named.keys());
  const values = { command: entry.shown, word: inLine(typed, WORD_GRAPHEMES) };
  const meant = near === undefined ? undefined : named.get(near)?.shown;
  const example = `${self} ${entry.shown}`;
  if (meant === undefined) throw new Refusal(texts.t('unknown-sub', { ...values, example }));
  throw new Refusal(texts.t('unknown-sub-near', { ...values, near: meant, example: `${example} ${meant}` }));
}
