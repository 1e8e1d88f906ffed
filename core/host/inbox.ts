import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type {
  ChatEvent,
  EventOf,
  IncomingMedia,
  IncomingMessage,
  IncomingText,
  MediaKind,
  PickedTime,
  ReplyToken,
} from '../chat/event.ts';
import { Heard } from '../chat/heard.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import { readLine, type TypedLine } from '../command/reader.ts';
import { Registry } from '../plugin/registry.ts';
import { Chats } from './chats.ts';
import { bareNumber } from './bare-number.ts';
import { Claims } from './claims.ts';
import { DeedOutcomes } from './deed-outcomes.ts';
import { HostAnswers } from './host-answers.ts';
import { METER, type Meter } from './meter.ts';
import { NumberedCards } from './numbered-cards.ts';
import { Outbox } from './outbox.ts';
import { Passing } from './passing.ts';
import { Runner } from './runner.ts';
import { Signer } from './signer.ts';
import type { NewEvent, Store } from './store.ts';
import { spotWord } from './spots.ts';
import { typedTwin } from './tap-line.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { Versions } from './versions.ts';
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

const WITH_CONTENT: ReadonlySet<string> = new Set<MediaKind>(['image', 'video', 'audio', 'file']);

const hasContent = (message: IncomingMessage): message is IncomingMedia & { readonly type: MediaKind } =>
  WITH_CONTENT.has(message.type);

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
  private leaving: Promise<void> = Promise.resolve();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(Runner) private readonly runner: Runner,
    @inject(Claims) private readonly claims: Claims,
    @inject(Versions) private readonly versions: Versions,
    @inject(Chats) private readonly chats: Chats,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Passing) private readonly passing: Passing,
    @inject(HostAnswers) private readonly answers: HostAnswers,
    @inject(Registry) private readonly registry: Registry,
    @inject(Signer) private readonly signer: Signer,
    @inject(NumberedCards) private readonly cards: NumberedCards,
    @inject(DeedOutcomes) private readonly outcomes: DeedOutcomes,
    @inject(Roster) private readonly roster: Roster,
    @inject(Heard) private readonly heard: Heard,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Census) private readonly census: Census,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(LOGGER) private readonly log: Logger,
    @inject(METER) private readonly meter: Meter,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {
    outbox.onGone((chat) => this.gone(chat));
  }

  /** Nobody told that the bot was removed, but it cannot speak there: as if that had been told. */
  private gone(chat: ChatRef): void {
    const at = this.settings.now();
    this.log.info({ chat: chat.key }, 'the bot is not in this chat any more');
    this.outbox.pause(chat, at);
    const kept = this.accept([{ type: 'leave', id: `gone:${at}`, chat, at, redelivered: false }])?.catch(
      (error: unknown) => this.log.error({ err: error, chat: chat.key }, 'that the bot left could not be kept'),
    );
    this.leaving = this.leaving.then(() => kept);
  }

  /** Resolves when what the host told itself is kept. */
  idle(): Promise<void> {
    return this.leaving;
  }

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

  private acceptOne(told: ChatEvent): Promise<void> | undefined {
    if (!told.chat) return undefined;
    this.meter.event(told.chat.platform, told.type);
    const chat = this.chats.known(told.chat);
    const event = chat === told.chat ? told : { ...told, chat };
    if (PRESENCE[event.type] !== undefined || !this.chats.isNew(chat)) return this.take(event, chat);
    const { id, at } = event;
    const first = { id: `met:${id}`, chat, at, redelivered: false };
    const coming =
      chat.kind === 'user'
        ? { type: 'follow' as const, returning: false, ...first }
        : { type: 'join' as const, ...first };
    return this.happened(coming, chat)?.then(() => this.take(event, chat));
  }

  private take(event: ChatEvent, chat: ChatRef): Promise<void> | undefined {
    const { memberId } = event;
    if (memberId !== undefined && event.type !== 'unfollow') this.roster.seen(chat, memberId, event.at);
    if (memberId !== undefined && (event.type === 'message' || event.type === 'postback'))
      this.heard.note(chat, memberId, event.at);
    if (event.type === 'message') {
      this.mentioned(event, chat);
      const line = event.message.type === 'text' ? readLine(event.message.text, event.message.mentions) : undefined;
      if (line) return this.typed(event, chat, line);
      return (
        this.numbered(event, chat) ?? this.located(event, chat) ?? this.sent(event, chat) ?? this.chatted(event, chat)
      );
    }
    if (event.type === 'reaction') return this.reacted(event, chat);
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
    if (!event.reply) return undefined;
    if (!this.claims.of(chat.key)) this.passing.offer(chat, event.reply);
    else if (this.outbox.isWaiting(chat)) this.outbox.offer(chat, event.reply);
    return undefined;
  }

  /** A bare number where a card waits for one. It is as good as a tap: what was shown was sent by us, to this chat. */
  private numbered(event: EventOf<'message'>, chat: ChatRef): Promise<void> | undefined {
    const { message } = event;
    if (message.type !== 'text' || !this.cards.mayMean(chat)) return undefined;
    const number = bareNumber(message.text);
    if (number === undefined) return undefined;
    return this.cards
      .line(chat, number, message.quotedMessageId)
      .then((line) => (line === undefined ? this.chatted(event, chat) : this.chosen(event, chat, line)));
  }

  private reacted(event: EventOf<'reaction'>, chat: ChatRef): Promise<void> | undefined {
    if (!this.cards.mayMean(chat)) return this.chatted(event, chat);
    return this.cards
      .reacted(event, chat)
      .then((line) => (line === undefined ? this.chatted(event, chat) : this.chosen(event, chat, line)));
  }

  private chosen(event: ChatEvent, chat: ChatRef, line: string): Promise<void> | undefined {
    const plugin = this.signer.pluginOf(line);
    if (plugin !== undefined) return this.keep(event, chat, plugin, { ...this.about(event, chat), by: 'button', line });
    if (!this.isAnswered(event)) this.answers.stale(event, chat);
    return undefined;
  }

  /** A location may be what a plugin has just asked its sender for: whether it did, its mailbox knows. */
  private located(event: EventOf<'message'>, chat: ChatRef): Promise<void> | undefined {
    const { message, memberId } = event;
    if (message.type !== 'location' || message.location === undefined || memberId === undefined) return undefined;
    const plugins = this.registry.thatLocate();
    if (plugins.length === 0) return undefined;
    const { latitude, longitude } = message.location;
    const work = { ...this.about(event, chat), by: 'button', spot: spotWord(latitude, longitude) } as const;
    // The token answers once: it is the first one's, or the chat's if that has nothing to say.
    const { reply: _, ...others } = work;
    const rows = plugins.map(({ name }, index) => ({ plugin: name, body: writeWork(index === 0 ? work : others) }));
    return this.remember(event, chat, { rows }).then(() => undefined);
  }

  /** A picture, a video, a voice message or a file, where a plugin asked to hear of them. */
  private sent({ message, readToken, ...event }: EventOf<'message'>, chat: ChatRef): Promise<void> | undefined {
    if (!hasContent(message) || this.registry.subscribers('media').length === 0) return undefined;
    return this.happened({ ...event, type: 'media', message }, chat, readToken);
  }

  private typed(event: EventOf<'message'>, chat: ChatRef, line: TypedLine): Promise<void> | undefined {
    // A word that means something to the platform itself is no command there.
    if (this.platforms.find(chat)?.ownWords?.has(line.word)) return this.chatted(event, chat);
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
      ...this.readBy(match.plugin, event.readToken),
    });
  }

  /** The token goes no further than to a plugin that may use it. */
  private readBy(plugin: string, readToken: string | undefined): Pick<Work, 'readToken'> {
    if (readToken === undefined) return {};
    const may = this.registry.ready(plugin)?.manifest.permissions.includes('chat:mark-read');
    return may === true ? { readToken } : {};
  }

  /** A command that has not run never will; one that has is told to its plugin, in order. */
  private async takenBack(event: EventOf<'unsend'>, chat: ChatRef): Promise<void> {
    const { messageId } = event;
    this.unsent.set(`${chat.key} ${messageId}`, true);
    const body = writeWork({ ...this.about(event, chat), by: 'event', unsent: messageId });
    const about = { chat: chat.key, eventId: event.id };
    const gone = await this.tracer.keep({ ...about, type: event.type }, () =>
      this.store.unsend({ ...about, at: event.at, messageId }, body),
    );
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
      if (!opened.ok && !opened.ours) this.spare(chat, event.reply);
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

  private happened(event: ChatEvent, chat: ChatRef, readToken?: string): Promise<void> | undefined {
    const told = PRESENCE[event.type];
    const presence = told === 'here' && this.chats.mustBeMet(chat) ? 'met' : told;
    this.learn(event, chat);
    const plugins = [...new Set([...this.registry.subscribers(event.type), ...this.outcomes.askers(event, chat)])];
    if (plugins.length === 0 && presence === undefined) {
      this.spare(chat, event.reply);
      return undefined;
    }
    // One event may go to several plugins, and its token answers once: the chat's lane packs what all of them return.
    const { reply, ...rest } = event;
    const work: Work = { ...this.about(rest, chat), by: 'event', event: rest };
    const body = writeWork(work);
    const rows = plugins.map(({ name, manifest: { version } }) => {
      const marks = this.readBy(name, readToken);
      return { plugin: name, version, body: marks.readToken === undefined ? body : writeWork({ ...work, ...marks }) };
    });
    const spare = reply && this.claims.isShared ? { spare: reply } : {};
    return this.remember(event, chat, { rows, ...spare, ...(presence ? { presence } : {}) }).then(async (isNew) => {
      if (presence === 'left') {
        this.chats.left(chat);
        this.outbox.pause(chat, event.at);
      } else if (presence === 'here' || (presence === 'met' && (isNew || (await this.isHere(chat))))) {
        this.chats.meet(chat);
        await this.outbox.resume(chat);
      }
      if (isNew) this.outbox.offer(chat, reply);
    });
  }

  /** What comes late may be of the time before the bot left. */
  private async isHere({ key }: ChatRef): Promise<boolean> {
    return (await this.store.left(key)) === undefined;
  }

  private learn(event: ChatEvent, chat: ChatRef): void {
    if (event.type === 'memberJoined') {
      for (const id of event.memberIds) this.roster.seen(chat, id, event.at);
    } else if (event.type === 'memberLeft') {
      for (const id of event.memberIds) {
        this.roster.left(chat, id, event.at);
        this.profiles.drop(chat, id);
        this.heard.forget(chat, id);
      }
    } else if (event.type !== 'leave') return;
    this.census.changed(chat);
  }

  private keep(event: ChatEvent, chat: ChatRef, plugin: string, work: Work): Promise<void> | undefined {
    if (this.runner.isFull(plugin, chat)) {
      if (!this.isAnswered(event)) this.answers.busy(event, chat, plugin);
      return undefined;
    }
    const rows = [{ plugin, ...this.versions.of(plugin), body: writeWork(work) }];
    // Whoever has the chat knows whether the bot is said to have left it; for others the store looks.
    if (!this.claims.of(chat.key))
      return this.remember(event, chat, { rows, presence: 'heard' }, work).then(() => undefined);
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
    what: Pick<NewEvent, 'rows' | 'presence' | 'spare'>,
    work?: Work,
  ): Promise<boolean> {
    const message = event.type === 'message' || event.type === 'media' ? { messageId: event.message.id } : {};
    const kind = chat.isGuessed ? {} : { kind: chat.kind };
    const kept: NewEvent = {
      chat: chat.key,
      eventId: event.id,
      at: event.at,
      ...message,
      ...what,
      ...(what.presence === 'met' ? kind : {}),
    };
    const rows = await this.tracer.keep({ chat: chat.key, eventId: event.id, type: event.type }, () =>
      this.store.accept(kept),
    );
    for (const { plugin } of rows ?? [])
      this.log.debug({ event: event.id, type: event.type, chat: chat.key, plugin }, 'webhook: event kept');
    if (rows) this.runner.take(rows, work && { eventId: event.id, work });
    return rows !== undefined;
  }

  /** A token that nobody needs. */
  private spare(chat: ChatRef, reply: ReplyToken | undefined): void {
    if (this.claims.of(chat.key)) this.outbox.offer(chat, reply);
    else if (reply) this.passing.offer(chat, reply);
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
