import type { Button, Card, Chat, CommandEntry, Field, Texts } from 'tenko';

/** More than this nobody reads, and a card has no room for them. */
const COMMANDS_SHOWN = 40;
const BUTTONS_SHOWN = 20;

/** Commands by plugin, in the order in which the host knows them. */
function byPlugin(entries: readonly CommandEntry[]): readonly (readonly CommandEntry[])[] {
  const groups = new Map<string, CommandEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.plugin);
    if (group) group.push(entry);
    else groups.set(entry.plugin, [entry]);
  }
  return [...groups.values()];
}

/** A plugin of one command is that command; a larger one is named, with its commands below each other. */
function fieldOf(group: readonly CommandEntry[]): readonly Field[] {
  const fields = group.map(({ shown, description }) => ({ name: `/${shown}`, value: description }));
  const plugin = group.length > 1 ? group[0]?.plugin : undefined;
  return plugin === undefined ? fields : [{ name: `${plugin}:`, value: '' }, ...fields];
}

const buttonOf = ({ shown, name }: CommandEntry): Button => ({
  label: `/${shown}`,
  command: `/help ${name}`,
  style: 'secondary',
});

/** What can be used here. `self` is how `/help` is typed in this chat. */
export function overviewCard(
  entries: readonly CommandEntry[],
  self: string,
  texts: Texts,
  chat: Pick<Chat, 'can'>,
): Card | string {
  const [first] = entries;
  if (first === undefined) return texts.t('none');
  const shown = byPlugin(entries).flat().slice(0, COMMANDS_SHOWN);
  const more = entries.length - shown.length;
  const example = shown.find(({ shown: word }) => `/${word}` !== self) ?? first;
  const canTap = chat.can('buttons');
  const text = texts.t(canTap ? 'text' : 'text-typed', { example: `${self} ${example.shown}` });
  return {
    type: 'card',
    title: texts.t('title'),
    text,
    fields: byPlugin(shown).flatMap(fieldOf),
    buttons: shown.slice(0, BUTTONS_SHOWN).map(buttonOf),
    ...(more > 0 ? { footer: texts.t('more', { more }) } : {}),
  };
}
