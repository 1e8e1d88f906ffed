import { inject, injectable } from 'tsyringe';
import type { ChatKind } from '../chat/chat.ts';
import type { CommandDefinition, Language, SubcommandDefinition } from '../command/definition.ts';
import { shownName, usage } from '../command/usage.ts';
import { Registry } from '../plugin/registry.ts';
import type { CommandEntry } from '../plugin/tokens.ts';

/** The commands as people read them: what works in a kind of chat, in its language. */
@injectable()
export class CommandCatalogue {
  constructor(@inject(Registry) private readonly registry: Registry) {}

  entries(kind: ChatKind, language: Language): readonly CommandEntry[] {
    return this.registry.commands
      .all()
      .filter(({ definition }) => !definition.hidden && worksIn(definition, kind))
      .map(({ plugin, name, definition }) => ({
        plugin,
        name,
        words: [name, ...Object.values(definition.names ?? {}), ...(definition.aliases ?? [])],
        shown: shownName(definition, name, language),
        description: said(definition, language),
        usage: usage(name, definition, language),
        options: Object.entries(definition.options ?? {}).map(([option, { names, description, required }]) => ({
          name: names?.[language] ?? option,
          description: description[language] ?? description.en,
          required: required === true,
        })),
        subcommands: Object.entries(definition.subcommands ?? {})
          .filter(([, sub]) => !sub.hidden)
          .map(([subName, sub]) => ({
            name: subName,
            shown: shownName(sub, subName, language),
            description: said(sub, language),
            usage: usage(name, definition, language, subName),
          })),
      }));
  }
}

export const worksIn = (definition: CommandDefinition, kind: ChatKind): boolean =>
  !definition.chats || definition.chats.includes(kind);

const said = ({ description }: SubcommandDefinition, language: Language): string =>
  description[language] ?? description.en;
