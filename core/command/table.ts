import { LANGUAGES } from './definition.ts';
import type { CommandDefinition, CommandSet, Language } from './definition.ts';
import { fold } from './fold.ts';
import { nearest } from './nearest.ts';
import type { TypedLine } from './reader.ts';

export interface CommandMatch {
  readonly plugin: string;
  /** The declared name, without the slash. */
  readonly name: string;
  readonly definition: CommandDefinition;
  /** The language whose localised name this is; absent for the declared name and for an alias. */
  readonly language?: Language;
}

interface Dropped {
  readonly word: string;
  readonly takenBy: string;
}
export type Added =
  | { readonly ok: true; readonly dropped: Dropped[] }
  | { readonly ok: false; readonly taken: { readonly word: string; readonly plugin: string } };

/** A name's letters go on: no word ends here. Thai vowels and tone marks (`\p{M}`) belong to the letter before them. */
const GOES_ON = /^\p{M}/u;
const ASCII_WORD = /[a-z0-9-]$/i;
const STARTS_ASCII = /^[a-z0-9-]/i;
/** What people put between a word and what follows it, `/投票：昼ごはん`, or at the end of it all, `/help?`: part of neither. */
const BEHIND = /^(?:[:：,，、]|[.。!！?？…]+$)/;
/** The longest name that is looked for at the start of a word without spaces, in UTF-16 units. */
const LONGEST_NAME = 40;

const wordKey = (word: string): string => fold(word.startsWith('/') || word.startsWith('／') ? word.slice(1) : word);

/** The command words of all plugins, each with the one command that it means. First come, first served. */
export class CommandTable {
  readonly #words = new Map<string, { readonly typed: string; readonly match: CommandMatch }>();
  #commands: readonly CommandMatch[] = [];

  /**
   * Adds one plugin's commands. If the declared name of one of them is taken, nothing is added. A taken alias or localised name is
   * dropped and told, for the operator's log.
   */
  add(plugin: string, set: CommandSet): Added {
    const matches = Object.entries(set.commands).map(([name, definition]): CommandMatch => {
      return { plugin, name, definition };
    });
    const own = new Map<string, CommandMatch>();
    for (const match of matches) {
      const key = fold(match.name);
      const holder = this.#words.get(key)?.match ?? own.get(key);
      if (holder !== undefined) return { ok: false, taken: { word: match.name, plugin: holder.plugin } };
      own.set(key, match);
    }
    for (const match of matches) this.#words.set(fold(match.name), { typed: match.name, match });
    const dropped: Dropped[] = [];
    for (const match of matches) {
      for (const language of LANGUAGES) {
        const name = match.definition.names?.[language];
        if (name !== undefined) this.#claim(name, { ...match, language }, dropped);
      }
      for (const alias of match.definition.aliases ?? []) this.#claim(alias, match, dropped);
    }
    this.#commands = [...this.#commands, ...matches];
    return { ok: true, dropped };
  }

  #claim(word: string, match: CommandMatch, dropped: Dropped[]): void {
    const key = fold(word);
    const holder = this.#words.get(key)?.match;
    if (holder === undefined) this.#words.set(key, { typed: word, match });
    // The same word in two languages, or as a name and an alias, of one command is no quarrel.
    else if (holder.definition !== match.definition) dropped.push({ word, takenBy: holder.plugin });
  }

  /** Takes a plugin's words out. What another plugin had to drop for them comes back when that one is added again. */
  remove(plugin: string): void {
    for (const [key, { match }] of this.#words) if (match.plugin === plugin) this.#words.delete(key);
    this.#commands = this.#commands.filter((match) => match.plugin !== plugin);
  }

  /** The command that a word means, with or without its slash, in any case and width. */
  find(word: string): CommandMatch | undefined {
    return this.#words.get(wordKey(word))?.match;
  }

  /**
   * For a line whose word is unknown: Japanese, Chinese and Thai are written without spaces, so `/予約明日` may be the command `予約`
   * with `明日`. The longest known name at the start of the word is it, unless Latin letters or digits go on where it ends
   * (`/polls` is not `/poll s`). The line that comes back is cut there.
   */
  split(line: TypedLine): { readonly match: CommandMatch; readonly line: TypedLine } | undefined {
    const { typedWord, text, restStart } = line;
    const wordStart = restStart - typedWord.length;
    for (let length = Math.min(typedWord.length - 1, LONGEST_NAME); length > 0; length--) {
      const name = typedWord.slice(0, length);
      const tail = typedWord.slice(length);
      if (GOES_ON.test(tail) || (ASCII_WORD.test(fold(name)) && STARTS_ASCII.test(fold(tail)))) continue;
      const match = this.find(name);
      if (match === undefined) continue;
      const at = wordStart + length + (BEHIND.exec(tail)?.[0].length ?? 0);
      return { match, line: { ...line, word: fold(name), typedWord: name, rest: text.slice(at), restStart: at } };
    }
    return undefined;
  }

  /** Every command once, in the order in which they were added. */
  all(): readonly CommandMatch[] {
    return this.#commands;
  }

  /** The name that was most likely meant, as it would be typed, without the slash. Hidden commands are never offered. */
  near(word: string, allowed: (match: CommandMatch) => boolean = () => true): string | undefined {
    const names: string[] = [];
    for (const { typed, match } of this.#words.values()) {
      if (match.definition.hidden !== true && allowed(match)) names.push(typed);
    }
    return nearest(wordKey(word), names);
  }
}
