import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import { withWord } from '../command/correction.ts';
import type { Language } from '../command/definition.ts';
import { parse } from '../command/parser.ts';
import { readLine, type TypedLine } from '../command/reader.ts';
import type { CommandMatch } from '../command/table.ts';
import { withNames } from '../command/values/member-id.ts';
import { Registry } from '../plugin/registry.ts';
import { Authority } from './authority.ts';
import { isFor, isOffered } from './command-catalogue.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import type { ChatPolicy } from './policy.ts';
import { Signer } from './signer.ts';
import { LOGGER, PLATFORMS, type Platforms } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { hostText } from './words.ts';

/** An unknown command gets a near match at most once in this time, in one chat. */
const SUGGESTION_PAUSE = 60_000;

/** What the host itself says to an event that runs no command. Nothing of it is kept: it is said once, or not at all. */
@injectable()
export class HostAnswers {
  private readonly suggested = new LRUCache<string, true>({ max: 10_000, ttl: SUGGESTION_PAUSE });

  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Policies) private readonly policies: Policies,
    @inject(Authority) private readonly authority: Authority,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Signer) private readonly signer: Signer,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(LOGGER) private readonly log: Logger,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  /** A line that is no command of ours stays unanswered, unless it is close to one that its writer may run here. */
  suggest(event: ChatEvent, chat: ChatRef, line: TypedLine): void {
    // Nobody is looked up for a line that is close to nothing.
    if (this.registry.commands.near(line.word) === undefined || this.suggested.has(chat.key)) return;
    this.say(event, chat, (policy) => {
      const standing = this.authority.of(chat, event.memberId, policy);
      const mine = (match: CommandMatch): boolean =>
        isFor(match, chat.kind, policy, standing) && isOffered(match, chat, this.platforms.of(chat));
      const near = this.registry.commands.near(line.word, mine);
      if (near === undefined || this.suggested.has(chat.key)) return undefined;
      this.suggested.set(chat.key, true);
      const command = withWord(line, near);
      return {
        type: 'text',
        text: hostText(policy.language, 'unknown-command', { typed: line.typedWord, near }),
        // What is said once is kept nowhere, and so is no line that is too long for its button.
        ...(this.signer.isLong(chat, command) ? {} : { buttons: [{ label: `/${near}`, command }] }),
      };
    });
  }

  /** A button that was copied from another chat, or is older than this host's memory. */
  stale(event: ChatEvent, chat: ChatRef): void {
    this.say(event, chat, ({ language }) => ({ type: 'text', text: hostText(language, 'stale-button') }));
  }

  /** A tap without a name behind it does not count: the member is told what to type, if it can be typed. */
  anonymous(event: ChatEvent, chat: ChatRef, line: string | undefined): void {
    this.say(event, chat, ({ language }) => ({ type: 'text', text: this.typedTwin(chat, language, line) }));
  }

  private typedTwin(chat: ChatRef, language: Language, line: string | undefined): string {
    if (line === undefined) return hostText(language, 'stale-button');
    const typed = readLine(line);
    const match = typed && this.registry.commands.find(typed.word);
    const parsed = match && parse(typed, match, { members: [], isOurs: true, now: 0, timeZone: 'UTC' });
    if (parsed?.ok === true && parsed.hidden) return hostText(language, 'no-identity-hidden');
    const command = withNames(line, (id) => this.profiles.known(chat, id)?.displayName);
    return hostText(language, 'no-identity', { command });
  }

  busy(event: ChatEvent, chat: ChatRef, plugin: string): void {
    this.log.warn({ plugin, chat: chat.key, event: event.id, code: 'BUSY' }, 'mailbox full');
    this.say(event, chat, ({ language }) => ({ type: 'text', text: hostText(language, 'busy') }));
  }

  private say(event: ChatEvent, chat: ChatRef, words: (policy: ChatPolicy) => OutgoingMessage | undefined): void {
    const said = async (): Promise<void> => {
      const message = words(await this.policies.of(chat));
      if (!message) return;
      this.tracer.spoken({ chat: chat.key, eventId: event.id });
      this.outbox.answer(chat, event.reply, event.id, [message]);
    };
    said().catch((error: unknown) =>
      this.log.error({ err: error, event: event.id }, 'no answer: the store cannot be read'),
    );
  }
}
