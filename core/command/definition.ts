/**
 * What a manifest says about commands, and the handler types that follow from it.
 *
 * An option's type is a key (`"sides": { "integer": { "min": 2 } }`), because the JSON import keeps keys exactly but widens values:
 * so the types below need no generated file.
 */
export const LANGUAGES = ['en', 'ja', 'zh-TW', 'th'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in several languages; English is always there and stands in for the others. */
export type Localised = { readonly en: string } & { readonly [L in Language]?: string };
/** The words of a choice, and further ones that are taken for it and never shown. */
export type ChoiceWords = Localised & { readonly aliases?: readonly string[] };
/** Further names in several languages, each accepted in every chat. */
export type LocalisedNames = { readonly [L in Language]?: string };

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Exactly one of these keys is an option's type. */
interface OptionTypes {
  /** One word, or several in quotes. Bounds are the length in characters as people count them (`charactersIn`). */
  readonly string?: Bounds;
  /** The rest of the message, line breaks kept; the last positional option. */
  readonly text?: Bounds;
  readonly integer?: Bounds;
  readonly number?: Bounds;
  readonly boolean?: object;
  /** The values that can be chosen, each with its words. */
  readonly choice?: { readonly [value: string]: ChoiceWords };
  /** `others`: a name that nobody in the chat has is taken too, as someone from outside. */
  readonly member?: { readonly others?: boolean };
  /** Milliseconds. */
  readonly duration?: Bounds;
  /** A moment. */
  readonly time?: object;
}
export type OptionType = keyof OptionTypes;

export interface OptionDefinition extends OptionTypes {
  readonly names?: LocalisedNames;
  readonly description: Localised;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  /** Takes every remaining word; bounds are how many. */
  readonly list?: Bounds;
  /** Only by name (`--until 18:00`), never by position. */
  readonly named?: boolean;
  /** Its value when the name of a named option stands alone: `--multiple`, beside `--multiple 3`. */
  readonly bare?: string | number;
  /** When it is not given and the line quotes one of the plugin's own cards, it is that card's subject, read as if it were typed. */
  readonly quoted?: boolean;
}

/** Who may run a command: whoever one of these lets through. */
export interface Guard {
  /** A moderator of the chat, or an owner of the host. */
  readonly moderator?: boolean;
  readonly owner?: boolean;
  /** So many different members who agree by a tap within a time (`5m`); all of them where they are fewer. */
  readonly taps?: { readonly count: number; readonly within: string };
  /** Lifts the guard of the command from one of its subcommands. */
  readonly everyone?: boolean;
}
/** What a chat can choose for a plugin: an option without a command. A moment or a member would not stay true, so they are no settings. */
export type SettingDefinition = Omit<OptionDefinition, 'member' | 'time' | 'list' | 'required' | 'named'>;

export interface SubcommandDefinition {
  readonly names?: LocalisedNames;
  readonly aliases?: readonly string[];
  readonly description: Localised;
  readonly options?: { readonly [name: string]: OptionDefinition };
  /** Only by a button of ours or by the clock: it has no typed form, and help does not list it. */
  readonly hidden?: boolean;
  readonly guard?: Guard;
  /** Asks once before it runs. */
  readonly confirm?: boolean;
  /** How long a member waits before they may run it again in this chat: `30s`. */
  readonly cooldown?: string;
  /** What happens when it runs, for the card that asks first. */
  readonly warning?: Localised;
}

export interface CommandDefinition extends SubcommandDefinition {
  readonly subcommands?: { readonly [name: string]: SubcommandDefinition };
  /** Where the command makes sense; everywhere, when absent. */
  readonly chats?: readonly string[];
  /** The command is offered where the platform lets bots do one of these. Typed elsewhere it runs all the same, and says why not. */
  readonly can?: readonly string[];
}

export interface CommandSet {
  readonly commands: { readonly [name: string]: CommandDefinition };
}

/** What a `member` option gives that takes `others` too: someone from outside has a name and no id. */
export interface AnyoneValue {
  readonly id?: string;
  readonly displayName: string;
}

/** What a `member` option gives. */
export interface MemberValue {
  readonly id: string;
  readonly displayName: string;
}

type ValueOf<O> = O extends { integer: unknown } | { number: unknown } | { duration: unknown }
  ? number
  : O extends { string: unknown } | { text: unknown }
    ? string
    : O extends { boolean: unknown }
      ? boolean
      : O extends { choice: infer Values }
        ? keyof Values & string
        : O extends { member: { others: unknown } }
          ? AnyoneValue
          : O extends { member: unknown }
            ? MemberValue
            : O extends { time: unknown }
              ? Date
              : never;
type Shape<O> = O extends { list: unknown } ? readonly ValueOf<O>[] : ValueOf<O>;
type Presence<O> = O extends { required: unknown } | { default: unknown } | { list: unknown }
  ? Shape<O>
  : Shape<O> | undefined;
type OptionsOf<C> = C extends { options: infer O } ? { readonly [K in keyof O]: Presence<O[K]> } : object;

/** The values of a plugin's settings in a chat: `SettingsOf<typeof manifest>`. One without a default is `undefined` until it is chosen. */
export type SettingsOf<M> = M extends { settings: infer S } ? { readonly [K in keyof S]: Presence<S[K]> } : object;

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
type Handler<C> = (options: OptionsOf<C>) => unknown;
type SubHandlers<Name extends string, C> = C extends { subcommands: infer Subs }
  ? { [S in keyof Subs & string as `${Camel<Name>}${Capitalize<Camel<S>>}`]: Handler<Subs[S]> }
  : object;
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

type DefinitionAt<M extends { commands: object }, Path extends string> = Path extends `${infer Name} ${infer Sub}`
  ? Name extends keyof M['commands']
    ? M['commands'][Name] extends { subcommands: infer Subs }
      ? Sub extends keyof Subs
        ? Subs[Sub]
        : never
      : never
    : never
  : Path extends keyof M['commands']
    ? M['commands'][Path]
    : never;

/** The options that a handler is given: `Options<typeof manifest, 'roll'>`, or `'roll history'` for a subcommand. */
export type Options<M extends { commands: object }, Path extends string> = OptionsOf<DefinitionAt<M, Path>>;

/** The methods that a plugin's class must have: one for each command, and one for each subcommand. */
export type Commands<M extends { commands: object }> = {
  [K in keyof M['commands'] & string as Camel<K>]: Handler<M['commands'][K]>;
} & Intersection<
  { [K in keyof M['commands'] & string]: SubHandlers<K, M['commands'][K]> }[keyof M['commands'] & string]
>;
