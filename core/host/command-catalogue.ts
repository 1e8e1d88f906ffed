import { inject, injectable } from 'tsyringe';
import type { ChatKind, ChatRef } from '../chat/chat.ts';
import type { Capability, Platform } from '../chat/platform.ts';
import type { CommandDefinition, Language, SubcommandDefinition } from '../command/definition.ts';
import type { CommandMatch } from '../command/table.ts';
import { shownName, usage } from '../command/usage.ts';
import { Registry } from '../plugin/registry.ts';
import { mayRun, type Standing } from './authority.ts';
import type { ChatPolicy } from './policy.ts';
import { PLATFORMS, type Platforms } from './tokens.ts';
import type { CommandEntry } from '../plugin/tokens.ts';

/** The commands as people read them: what works in a kind of chat, in its language. */
@injectable()
export class CommandCatalogue {
  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(PLATFORMS) private readonly platforms: Platforms,
  ) {}

  /** What a member may run in a chat, and the platform lets bots do there. */
  entries(chat: ChatRef, policy: ChatPolicy, standing: Standing): readonly CommandEntry[] {
    const { language } = policy;
    const platform = this.platforms.of(chat);
    return this.registry.commands
      .all()
      .filter((match) => isFor(match, chat.kind, policy, standing) && isOffered(match, chat, platform))
      .map(({ plugin, name, definition }) => ({
        plugin,
        name,
        words: wordsOf(name, definition).filter((word) => !platform.ownWords?.has(word.toLowerCase())),
        shown: shownName(definition, name, language),
        description: said(definition, language),
        usage: usage(name, definition, language),
        options: Object.entries(definition.options ?? {}).map(([option, { names, description, required }]) => ({
          name: names?.[language] ?? option,
          description: description[language] ?? description.en,
          required: required === true,
        })),
        subcommands: Object.entries(definition.subcommands ?? {})
          .filter(([subName, sub]) => !sub.hidden && mayRun(definition, standing, subName))
          .map(([subName, sub]) => ({
            name: subName,
            words: wordsOf(subName, sub),
            shown: shownName(sub, subName, language),
            description: said(sub, language),
            usage: usage(name, definition, language, subName),
          })),
      }));
  }
}

/** Whether a command is one for this member here: it makes sense, its plugin is on, and they may run it or one of its subcommands. */
export function isFor(
  { plugin, definition }: CommandMatch,
  kind: ChatKind,
  policy: Pick<ChatPolicy, 'isOn'>,
  standing: Standing,
): boolean {
  if (definition.hidden || !worksIn(definition, kind) || !policy.isOn(plugin)) return false;
  if (mayRun(definition, standing)) return true;
  const subcommands = Object.entries(definition.subcommands ?? {});
  return subcommands.some(([name, { hidden }]) => !hidden && mayRun(definition, standing, name));
}

/** Whether the platform can do what the command is for, and does not take its name for a word of its own. */
export const isOffered = ({ name, definition }: CommandMatch, chat: ChatRef, platform: Platform): boolean =>
  platform.ownWords?.has(name) !== true && canDo(definition, chat, platform);

export const canDo = ({ can }: CommandDefinition, chat: ChatRef, platform: Platform): boolean =>
  can?.some((capability) => platform.can(capability as Capability, chat)) ?? true;

export const worksIn = (definition: CommandDefinition, kind: ChatKind): boolean =>
  !definition.chats || definition.chats.includes(kind);

/** All that may be typed for it. */
const wordsOf = (name: string, { names, aliases }: SubcommandDefinition): readonly string[] => [
  name,
  ...Object.values(names ?? {}),
  ...(aliases ?? []),
];

const said = ({ description }: SubcommandDefinition, language: Language): string =>
  description[language] ?? description.en;
