import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import { LANGUAGES, type Language } from '../command/definition.ts';
import type { Store } from './store.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';

/** A chat's policy: one document with its own revision. */
export interface PolicyDocument {
  readonly language?: Language;
  /** The language was read from letters that only it uses, and not guessed from a command's name. */
  readonly languageIsSure?: boolean;
  /** Members who may do here what is not for everyone. */
  readonly moderators?: readonly string[];
}

interface Known {
  readonly revision: number;
  readonly document: PolicyDocument;
}

/**
 * What each chat has settled. Its language is the operator's default, else what the commands typed so far look like, else English: the
 * script of what was typed tells for sure (kana is Japanese, Thai letters Thai, Bopomofo Chinese); a localised command name is a good
 * guess until then, for Japanese and Chinese share some.
 */
@injectable()
export class Policies {
  private readonly cache = new LRUCache<string, Known>({ max: 50_000 });

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** What the chat has settled, all of one revision. Reads the store at most once for each chat that is in use. */
  async of(chat: ChatRef): Promise<PolicyDocument> {
    return (await this.load(chat)).document;
  }

  /** The chat's language, as far as it is known without what is being typed. */
  async language(chat: ChatRef): Promise<Language> {
    return this.settings.defaultLanguage ?? (await this.load(chat)).document.language ?? 'en';
  }

  /** The chat's language, learning from a line that was typed. `named`: the language whose command name was used. */
  async heard(chat: ChatRef, text: string, named: Language | undefined): Promise<Language> {
    if (this.settings.defaultLanguage) return this.settings.defaultLanguage;
    const { document } = await this.load(chat);
    if (document.language && document.languageIsSure) return document.language;
    const read = scriptOf(spoken(text));
    const language = read ?? document.language ?? named;
    if (language && (language !== document.language || read !== undefined))
      await this.change(chat, { ...document, language, languageIsSure: read !== undefined });
    return language ?? 'en';
  }

  private async load(chat: ChatRef): Promise<Known> {
    const known = this.cache.get(chat.key);
    if (known) return known;
    const { revision, document } = await this.store.policy(chat.key);
    const loaded = { revision, document: revision === 0 ? {} : readDocument(document) };
    this.cache.set(chat.key, loaded);
    return loaded;
  }

  /** A change that meets a newer document gives way to it: what was guessed will be guessed again. */
  private async change(chat: ChatRef, document: PolicyDocument): Promise<void> {
    const { revision } = await this.load(chat);
    this.cache.set(chat.key, { revision: revision + 1, document });
    if (await this.store.setPolicy(chat.key, JSON.stringify(document), revision)) return;
    this.cache.delete(chat.key);
    this.log.debug({ chat: chat.key }, 'policy changed elsewhere meanwhile');
  }
}

function readDocument(text: string): PolicyDocument {
  const { language, languageIsSure, moderators } = JSON.parse(text) as PolicyDocument;
  const known = LANGUAGES.find((one) => one === language);
  return {
    ...(known ? { language: known, languageIsSure: languageIsSure === true } : {}),
    ...(moderators ? { moderators } : {}),
  };
}

/** What was said, without the command's word and the options' names; nothing where Latin words are mixed in: `/poll Lunch? すし ramen`. */
function spoken(text: string): string {
  const said = text.replace(/^\s*\S+/, '').replace(/--[\w-]+|\b\w+[:=]/g, '');
  return /[a-z]{2}/i.test(said) ? '' : text;
}

function scriptOf(text: string): Language | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Thai}/u.test(text)) return 'th';
  if (/\p{Script=Bopomofo}/u.test(text)) return 'zh-TW';
  return undefined;
}
