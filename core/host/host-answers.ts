import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import type { Language } from '../command/definition.ts';
import type { TypedLine } from '../command/reader.ts';
import { Registry } from '../plugin/registry.ts';
import { worksIn } from './command-catalogue.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import { LOGGER } from './tokens.ts';
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
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** A line that is no command of ours stays unanswered, unless it is close to one. */
  suggest(event: ChatEvent, chat: ChatRef, line: TypedLine): void {
    const near = this.registry.commands.near(
      line.word,
      ({ definition }) => !definition.hidden && worksIn(definition, chat.kind),
    );
    if (near === undefined || this.suggested.has(chat.key)) return;
    this.suggested.set(chat.key, true);
    const command = `/${near}${line.rest}`.trimEnd();
    this.say(event, chat, (language) => ({
      type: 'text',
      text: hostText(language, 'unknown-command', { typed: line.typedWord, near }),
      buttons: [{ label: `/${near}`, command }],
    }));
  }

  /** A button that was copied from another chat, or is older than this host's memory. */
  stale(event: ChatEvent, chat: ChatRef): void {
    this.say(event, chat, (language) => ({ type: 'text', text: hostText(language, 'stale-button') }));
  }

  /** A tap without a name behind it does not count: the member is told what to type. */
  anonymous(event: ChatEvent, chat: ChatRef, line: string | undefined): void {
    this.say(event, chat, (language) => ({
      type: 'text',
      text:
        line === undefined ? hostText(language, 'stale-button') : hostText(language, 'no-identity', { command: line }),
    }));
  }

  busy(event: ChatEvent, chat: ChatRef, plugin: string): void {
    this.log.warn({ plugin, chat: chat.key, event: event.id, code: 'BUSY' }, 'mailbox full');
    this.say(event, chat, (language) => ({ type: 'text', text: hostText(language, 'busy') }));
  }

  private say(event: ChatEvent, chat: ChatRef, words: (language: Language) => OutgoingMessage): void {
    this.policies.language(chat).then(
      (language) => this.outbox.answer(chat, event.reply, event.id, [words(language)]),
      (error: unknown) => this.log.error({ err: error, event: event.id }, 'no answer: the store cannot be read'),
    );
  }
}
