import { LRUCache } from 'lru-cache';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent, EventOf, IncomingText, PickedTime } from '../chat/event.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import { readLine, type TypedLine } from '../command/reader.ts';
import { Registry } from '../plugin/registry.ts';
import { HostAnswers } from './host-answers.ts';
import { Outbox } from './outbox.ts';
import { Runner } from './runner.ts';
import { Signer } from './signer.ts';
import type { NewEvent, Store } from './store.ts';
import { typedTwin } from './tap-line.ts';
import { STORE } from './tokens.ts';
import { writeWork, type Work } from './work.ts';

/** Answers of the host's own are not kept in the store; a repeated event gets none within this many others. */
const ANSWERED = 10_000;
/** A message that is unsent before it comes (a platform may deliver in any order) does nothing; so many are remembered. */
const UNSENT = 10_000;

/** Events that say that the bot is in a chat, or is not. A 1:1 chat is left by blocking the bot. */
const PRESENCE: Readonly<Partial<Record<ChatEvent['type'], NewEvent['presence']>>> = {
  join: 'here',
  follow: 'here',
  leave: 'left',
  unfollow: 'left',
};

/** `2026-11-22T18:00` as it is read in the chat's time zone; nothing where nothing, or nothing of that form, was picked. */
function pickedWords({ date, time, datetime }: PickedTime = {}): readonly string[] {
  const words = datetime ?? date ?? time;
  return words !== undefined && /^[\dT:-]{1,16}$/.test(words) ? [words] : [];
}

/** Where every event comes in: what matters is made durable, once; an ordinary chat line ends here. */
@injectable()
export class Inbox {
  private readonly answered = new LRUCache<string, true>({ max: ANSWERED });
  private readonly unsent = new LRUCache<string, true>({ max: UNSENT });

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(Runner) private readonly runner: Runner,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(HostAnswers) private readonly answers: HostAnswers,
    @inject(Registry) private readonly registry: Registry,
    @inject(Signer) private readonly signer: Signer,
    @inject(Roster) private readonly roster: Roster,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Census) private readonly census: Census,
  ) {}

  /**
   * Takes the events of one webhook. `undefined`: none of them matters, and nothing was written. Else resolves when those that do are
   * durable, before any of them has run: the platform waits for its answer. Rejects when they could not be kept.
   */
  accept(events: readonly ChatEvent[]): Promise<void> | undefined {
    const pending: Promise<void>[] = [];
    for (const event of events) {
      const kept = this.acceptOne(event);
      if (kept) pending.push(kept);
    }
    if (pending.length <= 1) return pending[0];
    return Promise.all(pending).then(() => undefined);
  }

  private acceptOne(event: ChatEvent): Promise<void> | undefined {
    const { chat, memberId } = event;
    if (!chat) return undefined;
    if (memberId !== undefined && event.type !== 'unfollow') this.roster.seen(chat, memberId, event.at);
    if (event.type === 'message') {
      this.mentioned(event, chat);
      const line = event.message.type === 'text' ? readLine(event.message.text, event.message.mentions) : undefined;
      return line ? this.typed(event, chat, line) : this.chatted(event, chat);
    }
    if (event.type === 'postback') return this.tapped(event, chat);
    if (event.type === 'unsend') return this.takenBack(event, chat);
    return this.happened(event, chat);
  }

  /** Whoever is mentioned in a chat is in it. */
  private mentioned({ message, at }: EventOf<'message'>, chat: ChatRef): void {
    if (message.type !== 'text') return;
    for (const { memberId, isSelf } of message.mentions)
      if (memberId !== undefined && isSelf !== true) this.roster.seen(chat, memberId, at);
  }

  /** An ordinary line calls nobody and writes nothing; where something waits for a free reply, its token is welcome. */
  private chatted(event: ChatEvent, chat: ChatRef): undefined {
    if (event.reply && this.outbox.isWaiting(chat)) this.outbox.offer(chat, event.reply);
    return undefined;
  }

  private typed(event: EventOf<'message'>, chat: ChatRef, line: TypedLine): Promise<void> | undefined {
    const match = this.registry.commands.find(line.word) ?? this.registry.commands.split(line)?.match;
    if (!match) {
      if (!this.isAnswered(event)) this.answers.suggest(event, chat, line);
      return undefined;
    }
    const { id, mentions, text, quoteToken, quotedMessageId } = event.message as IncomingText;
    if (this.unsent.size > 0 && this.unsent.has(`${chat.key} ${id}`)) return undefined;
    return this.keep(event, chat, match.plugin, {
      ...this.about(event, chat),
      by: 'message',
      line: text,
      ...(mentions.length > 0 ? { mentions } : {}),
      ...(quoteToken === undefined ? {} : { quoteToken }),
      ...(quotedMessageId === undefined ? {} : { quotes: quotedMessageId }),
    });
  }

  /** A command that has not run never will; one that has is told to its plugin, in order. */
  private async takenBack(event: EventOf<'unsend'>, chat: ChatRef): Promise<void> {
    const { messageId } = event;
    this.unsent.set(`${chat.key} ${messageId}`, true);
    const body = writeWork({ ...this.about(event, chat), by: 'event', unsent: messageId });
    const gone = await this.store.unsend({ chat: chat.key, eventId: event.id, at: event.at, messageId }, body);
    if (!gone) return;
    this.runner.drop(gone.inbox);
    this.outbox.withdraw(chat, gone.outbox);
    this.runner.take(gone.rows);
  }

  private tapped(event: EventOf<'postback'>, chat: ChatRef): Promise<void> | undefined {
    const opened = this.signer.open(chat, event.data);
    const plugin = opened.ok ? ('line' in opened ? this.signer.pluginOf(opened.line) : opened.plugin) : undefined;
    if (!opened.ok || plugin === undefined) {
      // Of another chat, or older than this host's memory; what no host made is nobody's concern.
      if (!opened.ok && !opened.ours) this.outbox.offer(chat, event.reply);
      else if (!this.isAnswered(event)) this.answers.stale(event, chat);
      return undefined;
    }
    const picked = pickedWords(event.picked);
    if (event.memberId === undefined) {
      if (this.isAnswered(event)) return undefined;
      if ('line' in opened) this.answers.anonymous(event, chat, [typedTwin(opened.line), ...picked].join(' '));
      else
        return this.store
          .line(opened.lineId)
          .then((line) => this.answers.anonymous(event, chat, line && typedTwin(line)));
      return undefined;
    }
    const what = 'line' in opened ? { line: opened.line } : { lineId: opened.lineId };
    const moment = picked[0] === undefined ? {} : { picked: picked[0] };
    return this.keep(event, chat, plugin, { ...this.about(event, chat), by: 'button', ...what, ...moment });
  }

  private happened(event: ChatEvent, chat: ChatRef): Promise<void> | undefined {
    const presence = PRESENCE[event.type];
    this.learn(event, chat);
    const plugins = this.registry.subscribers(event.type);
    if (plugins.length === 0 && presence === undefined) {
      this.outbox.offer(chat, event.reply);
      return undefined;
    }
    // One event may go to several plugins, and its token answers once: the chat's lane packs what all of them return.
    const { reply, ...told } = event;
    const body = writeWork({ ...this.about(told, chat), by: 'event', event: told });
    const rows = plugins.map(({ name }) => ({ plugin: name, body }));
    return this.remember(event, chat, { rows, ...(presence ? { presence } : {}) }).then(async (isNew) => {
      if (presence === 'left') this.outbox.pause(chat, event.at);
      if (presence === 'here') await this.outbox.resume(chat);
      if (isNew) this.outbox.offer(chat, reply);
    });
  }

  private learn(event: ChatEvent, chat: ChatRef): void {
    if (event.type === 'memberJoined') {
      for (const id of event.memberIds) this.roster.seen(chat, id, event.at);
    } else if (event.type === 'memberLeft') {
      for (const id of event.memberIds) {
        this.roster.left(chat, id, event.at);
        this.profiles.drop(chat, id);
      }
    } else if (event.type !== 'leave') return;
    this.census.changed(chat);
  }

  private keep(event: ChatEvent, chat: ChatRef, plugin: string, work: Work): Promise<void> | undefined {
    if (this.runner.isFull(plugin, chat)) {
      if (!this.isAnswered(event)) this.answers.busy(event, chat, plugin);
      return undefined;
    }
    const rows = [{ plugin, body: writeWork(work) }];
    const leftAt = this.outbox.leftAt(chat);
    if (leftAt === undefined || event.at <= leftAt)
      return this.remember(event, chat, { rows }, work).then(() => undefined);
    // Somebody speaks to the bot where it is said to have left: it is back, and nobody told.
    return this.remember(event, chat, { rows, presence: 'here' }, work).then(() => this.outbox.resume(chat));
  }

  /** False for an event that was accepted before. */
  private async remember(
    event: ChatEvent,
    chat: ChatRef,
    what: Pick<NewEvent, 'rows' | 'presence'>,
    work?: Work,
  ): Promise<boolean> {
    const message = event.type === 'message' ? { messageId: event.message.id } : {};
    const rows = await this.store.accept({ chat: chat.key, eventId: event.id, at: event.at, ...message, ...what });
    if (rows) this.runner.take(rows, work);
    return rows !== undefined;
  }

  private about({ memberId, reply }: ChatEvent, chat: ChatRef): Omit<Work, 'by'> {
    return { chat, ...(memberId === undefined ? {} : { memberId }), ...(reply ? { reply } : {}) };
  }

  private isAnswered({ id }: ChatEvent): boolean {
    if (this.answered.has(id)) return true;
    this.answered.set(id, true);
    return false;
  }
}
