import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChosenNames } from '../chat/profiles.ts';
import type { Language } from '../command/definition.ts';
import { Claims } from './claims.ts';
import { languageOf } from './language-guess.ts';
import { ChatPolicy, readDocument, type PolicyDocument } from './policy.ts';
import { nextDue } from './planning.ts';
import type { PolicyChange, Store } from './store.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';

/**
 * What each chat has settled: its language and time zone, its moderators, which plugins are off, and what it chose for their settings.
 * Read once and then known, so that a command in a chat that is in use costs no reading. It changes in a command's own transaction, and
 * besides only by what is learnt about its language.
 */
@injectable()
export class Policies implements ChosenNames {
  private readonly cache = new LRUCache<string, ChatPolicy>({ max: 50_000 });

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Claims) private readonly claims: Claims,
  ) {}

  /** All of one revision. */
  async of(chat: ChatRef): Promise<ChatPolicy> {
    // Of a chat in other hands nothing is known for longer than a moment.
    const known = this.claims.of(chat.key) && this.cache.get(chat.key);
    if (known) return known;
    const { revision, document } = await this.store.policy(chat.key);
    return this.keep(chat, revision, revision === 0 ? {} : readDocument(document));
  }

  /** The chat has come into this host's hands: what was known of it before is so, or is not. */
  claimed(chat: string, revision: number): void {
    const known = this.cache.get(chat);
    // Where nothing is settled there is nothing to read.
    if (!known && revision === 0) this.keep({ key: chat }, revision, {});
    if (known && known.revision !== revision) this.cache.delete(chat);
  }

  async name(chat: ChatRef, memberId: string): Promise<string | undefined> {
    return (await this.of(chat)).nameOf(memberId);
  }

  knownName(chat: ChatRef, memberId: string): string | undefined {
    return this.cache.peek(chat.key)?.nameOf(memberId);
  }

  /** The chat's language. */
  async language(chat: ChatRef): Promise<Language> {
    return (await this.of(chat)).language;
  }

  /**
   * The policy, when something was typed: its language is learnt from the first lines, if nobody chose one. `named`: the language whose
   * command name was used, a good guess until a script tells more; Japanese and Chinese share some.
   */
  async heard(chat: ChatRef, text: string, named: Language | undefined): Promise<ChatPolicy> {
    const policy = await this.of(chat);
    const { document } = policy;
    if (this.settings.defaultLanguage || document.languageIsSet || document.languageIsSure) return policy;
    const read = languageOf(text);
    const language = read ?? document.language ?? named;
    if (language === undefined || (language === document.language && read === undefined)) return policy;
    return this.learn(chat, policy.revision, { ...document, language, languageIsSure: read !== undefined });
  }

  /** What is to be written of a policy that a command has changed. */
  async change(chat: ChatRef, policy: ChatPolicy): Promise<PolicyChange> {
    if (!policy.movesZone) return { ...policy.change, moved: [] };
    const now = this.settings.now();
    const moved = (await this.store.timers(chat.key)).flatMap((timer) => {
      const due = nextDue(timer, now, policy.timeZone);
      return due === undefined ? [] : [{ plugin: timer.plugin, name: timer.name, due }];
    });
    return { ...policy.change, moved };
  }

  /** The change was committed. */
  changed(chat: ChatRef, { revision, document }: ChatPolicy): void {
    this.keep(chat, revision + 1, document);
  }

  /** What is known is not what the store has: it is read again. */
  outdated(chat: ChatRef): void {
    this.cache.delete(chat.key);
  }

  /** A guess that meets a newer document gives way to it: it will be guessed again. */
  private async learn(chat: ChatRef, revision: number, document: PolicyDocument): Promise<ChatPolicy> {
    if (await this.store.setPolicy(chat.key, JSON.stringify(document), revision))
      return this.keep(chat, revision + 1, document);
    this.log.debug({ chat: chat.key }, 'policy changed elsewhere meanwhile');
    this.outdated(chat);
    return this.of(chat);
  }

  private keep(chat: Pick<ChatRef, 'key'>, revision: number, document: PolicyDocument): ChatPolicy {
    const { defaultLanguage, timeZone } = this.settings;
    const policy = new ChatPolicy(revision, document, { language: defaultLanguage, timeZone });
    const known = this.cache.get(chat.key);
    // Readings that overlap a change may come later than it.
    if (known && known.revision > revision) return known;
    this.cache.set(chat.key, policy);
    return policy;
  }
}
