import type { Button, Card, CommandEntry, Texts } from 'tenko';
import type { Subcommand } from './which.ts';

/** Puts the beginning of the line into the input field, for the member to finish. */
const typeIt = (line: string, command: string, texts: Texts): Button => ({
  label: texts.t('type-it'),
  command,
  prefill: `${line} `,
  style: 'primary',
});

const allCommands = (texts: Texts): Button => ({ label: texts.t('all'), command: '/help', style: 'secondary' });

/** How one command is typed: its line, its options, its subcommands. */
export function commandCard(
  { name, shown, description, usage, options, subcommands }: CommandEntry,
  texts: Texts,
): Card {
  return {
    type: 'card',
    title: `/${shown}`,
    text: description,
    fields: [
      { name: texts.t('usage'), value: usage },
      ...options.map((option) => ({
        name: option.required ? option.name : texts.t('optional', { name: option.name }),
        value: option.description,
      })),
      ...subcommands.map((sub) => ({ name: sub.usage, value: sub.description })),
    ],
    buttons: [typeIt(`/${shown}`, `/help ${name}`, texts), allCommands(texts)],
    ...(shown === name ? {} : { footer: texts.t('also', { words: `/${name}` }) }),
    alt: `${usage}\n${description}`,
  };
}

/** How one subcommand is typed. */
export function subcommandCard(entry: CommandEntry, sub: Subcommand, texts: Texts): Card {
  const canonical = `${entry.name} ${sub.name}`;
  const line = `/${entry.shown} ${sub.shown}`;
  return {
    type: 'card',
    title: line,
    text: sub.description,
    fields: [{ name: texts.t('usage'), value: sub.usage }],
    buttons: [
      typeIt(line, `/help ${canonical}`, texts),
      { label: `/${entry.shown}`, command: `/help ${entry.name}`, style: 'secondary' },
    ],
    ...(line === `/${canonical}` ? {} : { footer: texts.t('also', { words: `/${canonical}` }) }),
    alt: `${sub.usage}\n${sub.description}`,
  };
}
