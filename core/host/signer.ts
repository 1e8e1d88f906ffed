import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import { commandLines } from '../chat/command-lines.ts';
import { saidLines } from '../chat/said-lines.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import type { SignLine } from '../chat/platform.ts';
import { readLine } from '../command/reader.ts';
import { Registry } from '../plugin/registry.ts';
import { Tags, type OpenedLine } from './tags.ts';

/** Seals and opens the command lines of buttons. A line belongs to the plugin that its command word runs. */
@injectable()
export class Signer {
  constructor(
    @inject(Tags) private readonly tags: Tags,
    @inject(Registry) private readonly registry: Registry,
  ) {}

  forChat(chat: ChatRef): SignLine {
    return (line) => this.tags.seal(chat, this.pluginOf(line) ?? '', line);
  }

  open(chat: ChatRef, data: string): OpenedLine {
    return this.tags.open(chat, data, (line) => this.pluginOf(line));
  }

  /** A button cannot carry the line itself. */
  isLong(chat: ChatRef, line: string): boolean {
    return this.tags.longLine(chat, this.pluginOf(line) ?? '', line) !== undefined;
  }

  /** The plugin that a command line runs. */
  pluginOf(line: string): string | undefined {
    const typed = readLine(line);
    return typed && this.registry.commands.find(typed.word)?.plugin;
  }

  /** The first line on these messages that a tap would run, or say, and that is another plugin's, or nobody's where it has to be run. */
  othersLine(plugin: string, messages: readonly OutgoingMessage[]): string | undefined {
    const runs = messages.flatMap(commandLines).find((line) => this.pluginOf(line) !== plugin);
    return runs ?? messages.flatMap(saidLines).find((line) => ![plugin, undefined].includes(this.heardBy(line)));
  }

  /** The plugin that hears a line which a member says: names may stand without a space before what follows. */
  private heardBy(line: string): string | undefined {
    const typed = readLine(line);
    return typed && (this.pluginOf(line) ?? this.registry.commands.split(typed)?.match.plugin);
  }

  /** The lines on these messages' buttons that are too long to be carried, by the ids that stand for them. */
  longLines(chat: ChatRef, messages: readonly OutgoingMessage[]): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    for (const message of messages) {
      for (const line of commandLines(message)) {
        const id = this.tags.longLine(chat, this.pluginOf(line) ?? '', line);
        if (id !== undefined) lines.set(id, line);
      }
    }
    return lines;
  }
}
