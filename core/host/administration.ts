import type { Language, SettingDefinition } from '../command/definition.ts';
import { readValue } from '../command/values/read-value.ts';
import { shownName } from '../command/usage.ts';
import { Failure } from '../errors.ts';
import {
  Administration,
  type PluginEntry,
  type PolicyView,
  type Receipt,
  type SettingAnswer,
  type SettingEntry,
  type Usage,
} from '../plugin/administration.ts';
import type { LoadedPlugin } from '../plugin/loader.ts';
import type { Registry } from '../plugin/registry.ts';
import { settingType, type SettingValues } from '../plugin/setting.ts';
import { expectedValue } from './expectation.ts';
import { hostText } from './host-text.ts';
import type { Invocation } from './invocation.ts';
import { isTimeZone, type ChatPolicy, type PolicyDocument } from './policy.ts';
import { chosenWords, shownSetting } from './setting-words.ts';
import type { Transaction } from './transaction.ts';

/** The host's own commands: without them nobody could switch anything on again, or see what is kept. */
const ALWAYS_ON = new Set(['help', 'name', 'plugins', 'settings', 'moderators', 'privacy']);
const MODERATORS = 50;
const NAMES = 1_000;

/** What an invocation's `Administration` reaches, besides its transaction. */
export interface AdministrationServices {
  readonly registry: Registry;
  receipts(): Promise<readonly Receipt[]>;
  usage(): Promise<Usage>;
}

/** `Administration` for one invocation: what it changes is staged with all the rest. */
export class InvocationAdministration extends Administration {
  constructor(
    private readonly invocation: Invocation,
    private readonly transaction: Transaction,
    private readonly services: AdministrationServices,
    private readonly checkAlive: () => void,
  ) {
    super();
  }

  get policy(): PolicyView {
    const { language, languageIs, timeZone, moderators, document } = this.current;
    return {
      language,
      languageIs,
      timeZone,
      timeZoneIsSet: document.timeZone !== undefined,
      moderators,
      names: document.names ?? {},
    };
  }

  plugins(): readonly PluginEntry[] {
    const policy = this.current;
    const ready = this.services.registry.all().filter((plugin) => plugin.state === 'READY');
    return ready.map((plugin) => entry(plugin, policy));
  }

  setLanguage(language: Language | undefined): void {
    const { language: _language, languageIsSure: _sure, languageIsSet: _set, ...document } = this.current.document;
    this.change(language === undefined ? document : { ...document, language, languageIsSet: true });
  }

  setTimeZone(name: string | undefined): boolean {
    const { timeZone: _timeZone, ...document } = this.current.document;
    if (name !== undefined && !isTimeZone(name)) return false;
    this.change(name === undefined ? document : { ...document, timeZone: spelled(name) });
    return true;
  }

  setSetting(plugin: string, setting: string, typed: string | undefined): SettingAnswer {
    const { language, document } = this.current;
    const settings = this.plugin(plugin).manifest.settings;
    const definition = Object.hasOwn(settings, setting) ? settings[setting] : undefined;
    if (definition === undefined) throw new Failure('BAD_CALL', `${plugin} has no setting ${setting}`);
    const { [setting]: _chosen, ...others } = document.settings?.[plugin] ?? {};
    let chosen: SettingValues = others;
    if (typed !== undefined) {
      const option = { name: setting, type: settingType(definition), definition };
      const context = { members: [], now: this.invocation.at, timeZone: this.current.timeZone };
      const reading = readValue(option, typed, context);
      if (!reading.ok) {
        const expected = expectedValue(definition, language);
        return reading.near === undefined ? { ok: false, expected } : { ok: false, expected, near: reading.near };
      }
      chosen = { ...others, [setting]: reading.value as string | number | boolean };
    }
    this.change({ ...document, settings: { ...document.settings, [plugin]: chosen } });
    const value = this.current.settings(plugin, settings)[setting];
    return { ok: true, value: shownSetting(definition, value, language) };
  }

  setName(memberId: string, name: string | undefined): void {
    const { document } = this.current;
    const { [memberId]: _before, ...others } = document.names ?? {};
    if (name !== undefined && Object.keys(others).length >= NAMES)
      throw new Failure('SHARE_USED_UP', `a chat has at most ${NAMES} names of its own`);
    this.change({ ...document, names: name === undefined ? others : { ...others, [memberId]: name } });
  }

  setModerator(memberId: string, isModerator: boolean): void {
    const { document, moderators } = this.current;
    const others = moderators.filter((id) => id !== memberId);
    if (isModerator && others.length >= MODERATORS)
      throw new Failure('SHARE_USED_UP', `a chat has at most ${MODERATORS} moderators`);
    this.change({ ...document, moderators: isModerator ? [...others, memberId] : others });
  }

  switchPlugin(plugin: string, on: boolean): void {
    const { name } = this.plugin(plugin);
    if (!on && ALWAYS_ON.has(name)) throw new Failure('BAD_CALL', `${name} is always on`);
    const { document } = this.current;
    const others = (document.off ?? []).filter((one) => one !== name);
    this.change({ ...document, off: on ? others : [...others, name] });
  }

  forgetMember(memberId: string): void {
    this.checkAlive();
    this.transaction.forget(memberId);
    if (this.current.moderators.includes(memberId)) this.setModerator(memberId, false);
    if (this.current.nameOf(memberId) !== undefined) this.setName(memberId, undefined);
  }

  forgetChat(): void {
    this.checkAlive();
    this.transaction.forgetChat();
  }

  async receipts(): Promise<readonly Receipt[]> {
    this.checkAlive();
    return this.services.receipts();
  }

  async usage(): Promise<Usage> {
    this.checkAlive();
    return this.services.usage();
  }

  private get current(): ChatPolicy {
    this.checkAlive();
    return this.transaction.policy ?? this.invocation.policy;
  }

  private change(document: PolicyDocument): void {
    this.transaction.policy = this.current.with(document);
  }

  private plugin(name: string): LoadedPlugin {
    const plugin = this.services.registry.ready(name);
    if (!plugin) throw new Failure('BAD_CALL', `no plugin is called ${name}`);
    return plugin;
  }
}

/** The name as the host spells it: `asia/tokyo` is Asia/Tokyo. */
const spelled = (name: string): string => new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;

function entry({ name, manifest, remembersMembers }: LoadedPlugin, policy: ChatPolicy): PluginEntry {
  const { language } = policy;
  const { description, version, permissions, fetch, settings } = manifest;
  const values = policy.settings(name, settings);
  return {
    name,
    version,
    description: description[language] ?? description.en,
    isOn: policy.isOn(name),
    isAlwaysOn: ALWAYS_ON.has(name),
    permissions: permissions.map((one) => ({ name: one, words: hostText(language, `may-${one}`) })),
    fetch,
    remembersMembers,
    settings: Object.entries(settings).map(([setting, definition]) =>
      settingEntry(setting, definition, values, policy.document.settings?.[name], language),
    ),
  };
}

function settingEntry(
  name: string,
  definition: SettingDefinition,
  values: SettingValues,
  chosen: SettingValues | undefined,
  language: Language,
): SettingEntry {
  const { names = {}, description } = definition;
  const value = shownSetting(definition, values[name], language);
  return {
    name,
    shown: shownName(definition, name, language),
    words: [name, ...Object.values(names)],
    description: description[language] ?? description.en,
    ...(value === undefined ? {} : { value }),
    isChosen: chosen !== undefined && Object.hasOwn(chosen, name) && chosen[name] === values[name],
    expected: expectedValue(definition, language),
    choices: chosenWords(definition, language).map(({ value: one, typed, shown }) => ({
      typed,
      shown,
      isCurrent: one === values[name],
    })),
  };
}
