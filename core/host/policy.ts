import { LANGUAGES, type Language } from '../command/definition.ts';
import type { PolicyChange } from './store.ts';
import { settingValues, type SettingDefinitions, type SettingValues } from '../plugin/setting.ts';

/** A chat's policy, as it is kept: one document with its own revision. What nobody has settled is not in it. */
export interface PolicyDocument {
  readonly language?: Language;
  /** The language was read from letters that only it uses, and not guessed from a command's name. */
  readonly languageIsSure?: boolean;
  /** Somebody chose the language: nothing that is typed changes it any more. */
  readonly languageIsSet?: boolean;
  /** IANA name. */
  readonly timeZone?: string;
  /** Ids of members. */
  readonly moderators?: readonly string[];
  /** What members want to be called here, by their ids. */
  readonly names?: Readonly<Record<string, string>>;
  /** Plugins that are switched off here. */
  readonly off?: readonly string[];
  /** What was chosen for the settings of each plugin; of each only what differs from its manifest. */
  readonly settings?: Readonly<Record<string, SettingValues>>;
}

/** What holds where a chat has settled nothing. */
export interface PolicyDefaults {
  readonly language: Language | undefined;
  readonly timeZone: string;
}

/** One reading of a chat's policy. An invocation has one, and all that it is told follows from it. */
export class ChatPolicy {
  constructor(
    readonly revision: number,
    readonly document: PolicyDocument,
    private readonly defaults: PolicyDefaults,
    /** As it was read, where this is what a command makes of it. */
    private readonly before: PolicyDocument = document,
  ) {}

  /** What somebody chose, else the operator's default, else what the lines typed so far look like. */
  get language(): Language {
    const { language, languageIsSet } = this.document;
    return (languageIsSet ? language : undefined) ?? this.defaults.language ?? language ?? 'en';
  }

  get languageIs(): 'chosen' | 'default' | 'guessed' {
    if (this.document.languageIsSet && this.document.language) return 'chosen';
    return this.defaults.language === undefined ? 'guessed' : 'default';
  }

  /** IANA name. */
  get timeZone(): string {
    return this.document.timeZone ?? this.defaults.timeZone;
  }

  get moderators(): readonly string[] {
    return this.document.moderators ?? [];
  }

  /** What a member wants to be called here. */
  nameOf(memberId: string): string | undefined {
    const { names } = this.document;
    return names && Object.hasOwn(names, memberId) ? names[memberId] : undefined;
  }

  isOn(plugin: string): boolean {
    return this.document.off === undefined || !this.document.off.includes(plugin);
  }

  /** The same reading with another document: what a command makes of it. */
  with(document: PolicyDocument): ChatPolicy {
    return new ChatPolicy(this.revision, document, this.defaults, this.before);
  }

  /** What is to be written, if this is what a command made of it. */
  get change(): Omit<PolicyChange, 'moved'> {
    return {
      document: JSON.stringify(this.document),
      expected: this.revision,
      woken: (this.before.off ?? []).filter((plugin) => this.isOn(plugin)),
    };
  }

  /** The clock is another one than it was: what repeats is planned anew. */
  get movesZone(): boolean {
    return this.timeZone !== (this.before.timeZone ?? this.defaults.timeZone);
  }

  /** A value for each setting that the plugin's manifest declares. */
  settings(plugin: string, definitions: SettingDefinitions): SettingValues {
    return settingValues(definitions, this.document.settings?.[plugin]);
  }
}

/** A document of the engine's own making; what an older host wrote, or a newer one, is read as far as it is understood. */
export function readDocument(text: string): PolicyDocument {
  const { language, timeZone, ...kept } = JSON.parse(text) as PolicyDocument;
  const known = LANGUAGES.find((one) => one === language);
  return {
    ...kept,
    ...(known ? { language: known } : {}),
    ...(timeZone !== undefined && isTimeZone(timeZone) ? { timeZone } : {}),
  };
}

/** Whether this host's own list of time zones has the name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // RangeError is how Intl says no.
    return false;
  }
}
