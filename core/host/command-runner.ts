import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import type { Language, MemberValue } from '../command/definition.ts';
import { parse } from '../command/parser.ts';
import { readLine, type TypedLine } from '../command/reader.ts';
import type { CommandMatch } from '../command/table.ts';
import { Registry } from '../plugin/registry.ts';
import type { Caller } from '../plugin/tokens.ts';
import { worksIn } from './command-catalogue.ts';
import { Dispatcher } from './dispatcher.ts';
import { Languages } from './languages.ts';
import { Mailboxes } from './mailboxes.ts';
import { Outbox } from './outbox.ts';
import { LOGGER, SETTINGS, type HostSettings } from './tokens.ts';
import { hostText, problemReply } from './words.ts';

/** An unknown command gets a near match at most once in this time, in one chat. */
const SUGGESTION_PAUSE = 60_000;

/** Runs command lines, typed or tapped: one parser, one check, one dispatcher. */
@injectable()
export class CommandRunner {
  private readonly suggested = new LRUCache<string, true>({ max: 10_000, ttl: SUGGESTION_PAUSE });

  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Languages) private readonly languages: Languages,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Roster) private readonly roster: Roster,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  /** A line that a member typed. One that is no command of ours stays unanswered, unless it is close to one. */
  typed(event: ChatEvent, chat: ChatRef, line: TypedLine): void {
    const match = this.registry.commands.find(line.word);
    const language = this.languages.of(chat, line.text, match?.language);
    if (match) this.enqueue(event, chat, line, match, 'message', language);
    else this.suggest(event, chat, line, language);
  }

  /** A button of ours. Without a name behind the tap it does not count: the member is told what to type. */
  tapped(event: ChatEvent, chat: ChatRef, text: string): void {
    const line = readLine(text);
    const match = line && this.registry.commands.find(line.word);
    if (!line || !match) return this.stale(event, chat);
    const language = this.languages.of(chat);
    if (event.memberId === undefined)
      return this.say(event, chat, hostText(language, 'no-identity', { command: text }));
    this.enqueue(event, chat, line, match, 'button', language);
  }

  /** A button that was copied from another chat, or is older than this host's memory. */
  stale(event: ChatEvent, chat: ChatRef): void {
    this.say(event, chat, hostText(this.languages.of(chat), 'stale-button'));
  }

  private enqueue(
    event: ChatEvent,
    chat: ChatRef,
    line: TypedLine,
    match: CommandMatch,
    by: Caller['by'],
    language: Language,
  ): void {
    const taken = this.mailboxes.add(`${match.plugin} ${chat.key}`, () =>
      this.run(event, chat, line, match, by, language),
    );
    if (taken) return;
    this.log.warn({ plugin: match.plugin, chat: chat.key, event: event.id, code: 'BUSY' }, 'mailbox full');
    this.say(event, chat, hostText(language, 'busy'));
  }

  private async run(
    event: ChatEvent,
    chat: ChatRef,
    line: TypedLine,
    match: CommandMatch,
    by: Caller['by'],
    language: Language,
  ): Promise<void> {
    const plugin = this.registry.ready(match.plugin);
    if (!plugin) return;
    if (!worksIn(match.definition, chat.kind))
      return this.say(event, chat, hostText(language, `not-here-${chat.kind}`, { command: match.name }));
    const { profiles, roster } = this;
    const parsed = parse(line, match, {
      ...(event.memberId === undefined ? {} : { callerId: event.memberId }),
      // Looked up only by a line that names somebody.
      get members(): readonly MemberValue[] {
        return roster.members(chat).flatMap((id) => profiles.known(chat, id) ?? []);
      },
      now: this.settings.now(),
      timeZone: this.settings.timeZone,
    });
    if (!parsed.ok) return this.answer(event, chat, [problemReply(parsed, language)]);
    if (parsed.hidden && by !== 'button') return;
    const effects = await this.dispatcher.run({
      id: event.id,
      plugin,
      method: parsed.method,
      argument: parsed.options,
      what: parsed.subcommand === undefined ? `/${parsed.command}` : `/${parsed.command} ${parsed.subcommand}`,
      chat,
      callerId: event.memberId,
      by,
      language,
      reply: event.reply,
    });
    if (effects.replies.length === 0 && !effects.leave) return;
    const sent = this.outbox.send({
      id: event.id,
      chat,
      reply: event.reply,
      messages: effects.replies,
      leave: effects.leave,
    });
    // The next command of this mailbox need not wait for the platform to answer, but for a leave.
    if (effects.leave) await sent;
    else void sent;
  }

  private suggest(event: ChatEvent, chat: ChatRef, line: TypedLine, language: Language): void {
    const near = this.registry.commands.near(
      line.word,
      ({ definition }) => !definition.hidden && worksIn(definition, chat.kind),
    );
    if (near === undefined || this.suggested.has(chat.key)) return;
    this.suggested.set(chat.key, true);
    const command = `/${near}${line.rest}`.trimEnd();
    this.answer(event, chat, [
      {
        type: 'text',
        text: hostText(language, 'unknown-command', { typed: line.typedWord, near }),
        buttons: [{ label: `/${near}`, command }],
      },
    ]);
  }

  private say(event: ChatEvent, chat: ChatRef, text: string): void {
    this.answer(event, chat, [{ type: 'text', text }]);
  }

  private answer(event: ChatEvent, chat: ChatRef, messages: readonly OutgoingMessage[]): void {
    void this.outbox.send({ id: event.id, chat, reply: event.reply, messages, leave: false });
  }
}
