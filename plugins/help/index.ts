import { Chat, CommandList, Texts, type Card, type Commands, type Options } from 'tenko';
import { inject, injectable } from 'tsyringe';
import { overviewCard } from './overview.ts';
import manifest from './plugin.json' with { type: 'json' };
import { commandCard, subcommandCard } from './usage-card.ts';
import { commandOf, subcommandOf } from './which.ts';

/** Shows what this member can use in this chat, and how. */
@injectable()
export default class Help implements Commands<typeof manifest> {
  constructor(
    @inject(CommandList) private readonly commands: CommandList,
    @inject(Texts) private readonly texts: Texts,
    @inject(Chat) private readonly chat: Chat,
  ) {}

  help({ command, subcommand }: Options<typeof manifest, 'help'>): Card | string {
    // A localised line of its own in every text: `/ヘルプ poll`.
    const self = `/${this.commands.find('help')?.shown ?? 'help'}`;
    const word = command?.trim() ?? '';
    if (word === '') return overviewCard(this.commands.all(), self, this.texts, this.chat);
    const entry = commandOf(word, this.commands, self, this.texts);
    const sub = subcommand?.trim() ?? '';
    if (sub === '') return commandCard(entry, this.texts);
    return subcommandCard(entry, subcommandOf(sub, entry, self, this.texts), this.texts);
  }
}
