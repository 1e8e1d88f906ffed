import { LRUCache } from 'lru-cache';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import { readLine } from '../command/reader.ts';
import { CommandRunner } from './command-runner.ts';
import { EventRunner } from './event-runner.ts';
import { Mailboxes } from './mailboxes.ts';
import { Outbox } from './outbox.ts';
import { Signer } from './signer.ts';

const DAY = 86_400_000;

/** Where every event comes in: once, sorted by what it means, and handed on in order. */
@injectable()
export class Inbox {
  private readonly seen = new LRUCache<string, true>({ max: 200_000, ttl: DAY });

  constructor(
    @inject(CommandRunner) private readonly commands: CommandRunner,
    @inject(EventRunner) private readonly events: EventRunner,
    @inject(Signer) private readonly signer: Signer,
    @inject(Roster) private readonly roster: Roster,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Census) private readonly census: Census,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Outbox) private readonly outbox: Outbox,
  ) {}

  /** Takes the events of one webhook. Returns before any of them has run: the platform waits for its answer. */
  accept(events: readonly ChatEvent[]): void {
    for (const event of events) this.acceptOne(event);
  }

  /** Resolves when all that was accepted has run and been answered. */
  async drain(): Promise<void> {
    await this.mailboxes.idle();
    await this.outbox.idle();
  }

  private acceptOne(event: ChatEvent): void {
    const { chat, memberId } = event;
    if (!chat) return;
    // An ordinary chat line ends here: it calls nobody, waits for nobody and is not remembered.
    const line =
      event.type === 'message' && event.message.type === 'text'
        ? readLine(event.message.text, event.message.mentions)
        : undefined;
    if (memberId !== undefined && event.type !== 'unfollow') this.roster.learn(chat, memberId);
    if (event.type === 'message' && !line) return;
    if (this.isRepeated(event.id)) return;

    if (line) this.commands.typed(event, chat, line);
    else if (event.type === 'postback') this.tapped(event, chat, event.data);
    else this.happened(event, chat);
  }

  private isRepeated(id: string): boolean {
    if (this.seen.has(id)) return true;
    this.seen.set(id, true);
    return false;
  }

  private tapped(event: ChatEvent, chat: ChatRef, data: string): void {
    const opened = this.signer.open(chat, data);
    if (opened.ok) this.commands.tapped(event, chat, opened.line);
    else if (opened.ours) this.commands.stale(event, chat);
  }

  private happened(event: ChatEvent, chat: ChatRef): void {
    if (event.type === 'memberJoined') {
      for (const id of event.memberIds) this.roster.learn(chat, id);
      this.census.changed(chat);
    } else if (event.type === 'memberLeft') {
      for (const id of event.memberIds) {
        this.roster.forget(chat, id);
        this.profiles.drop(chat, id);
      }
      this.census.changed(chat);
    } else if (event.type === 'leave') {
      for (const id of this.roster.members(chat)) this.profiles.drop(chat, id);
      this.roster.drop(chat);
      this.census.changed(chat);
    }
    this.events.happened(event, chat);
  }
}
