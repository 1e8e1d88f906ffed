import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Roster } from '../chat/roster.ts';
import { isFailure } from '../errors.ts';
import { Chats } from './chats.ts';
import { Hosts } from './hosts.ts';
import { Inbox } from './inbox.ts';
import { Mailboxes } from './mailboxes.ts';
import { NumberedCards } from './numbered-cards.ts';
import { Outbox } from './outbox.ts';
import { Patience } from './patience.ts';
import { Passing } from './passing.ts';
import { Receipts, RECEIPTS_FOR } from './receipts.ts';
import { Runner } from './runner.ts';
import { SentCounts } from './sent-counts.ts';
import type { Store } from './store.ts';
import { Tags } from './tags.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { Timers } from './timers.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** LINE redelivers for a time that it does not tell; three days are far beyond what was seen. */
const SEEN_FOR = 3 * DAY;
const LINES_FOR = DAY;
/** How long a card can be quoted, and a command line taken back. */
const MESSAGES_FOR = 90 * DAY;
/** A chat that the bot left is erased after this; a return before finds everything. */
const GRACE = 30 * DAY;
/** The longest month, and a little. */
const SENT_FOR = 40 * DAY;

const DRAINS_FOR = 6 * SECOND;
/** Every host knows a key before it signs. */
const KEYS_EVERY = 60 * SECOND;
/** Before when a key was made that signs now, where hosts share a store. */
export const signedBefore = (now: number): number => now - 5 * KEYS_EVERY;

/** The heartbeat: finds what an earlier run left, and looks after what waits for its time. */
@injectable()
export class Engine {
  private ticking: NodeJS.Timeout | undefined;
  private flushAt = 0;
  private claimAt = 0;
  private sweepAt = 0;
  private keysAt = 0;
  private claiming = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Chats) private readonly chats: Chats,
    @inject(Hosts) private readonly hosts: Hosts,
    @inject(Patience) private readonly patience: Patience,
    @inject(Tags) private readonly tags: Tags,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Inbox) private readonly inbox: Inbox,
    @inject(Runner) private readonly runner: Runner,
    @inject(NumberedCards) private readonly numbered: NumberedCards,
    @inject(Passing) private readonly passing: Passing,
    @inject(Timers) private readonly timers: Timers,
    @inject(Roster) private readonly roster: Roster,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(Receipts) private readonly receipts: Receipts,
  ) {}

  /** Takes up what an earlier run did not end. Rejects when the store cannot be read. */
  async start(): Promise<void> {
    if (this.store.sharing) {
      // A database may be away for a moment, now as at any time.
      await this.patience.untilThere(() => Promise.all([this.chats.start(), this.numbered.start()]));
      await this.patience.untilThere(() => this.hosts.start());
    } else {
      await this.chats.start();
      await this.numbered.start();
      await this.outbox.start();
      this.runner.take(await this.store.claim());
    }
    this.ticking = setInterval(() => void this.tick(), this.settings.tick);
  }

  /** Resolves when all that was accepted has run and been answered. */
  async idle(): Promise<void> {
    do {
      await this.passing.idle();
      await this.mailboxes.idle();
      await this.outbox.idle();
      await this.inbox.idle();
    } while (this.mailboxes.size > 0);
  }

  /** Ends what runs; what waits is in the store. */
  async stop(): Promise<void> {
    clearInterval(this.ticking);
    this.runner.stop();
    await this.timers.tick();
    const ended = this.mailboxes.idle().then(() => this.outbox.stop());
    // Where others can go on, nobody waits for what takes too long: it is theirs when this host has left.
    await (this.store.sharing ? Promise.race([ended, sleep(DRAINS_FOR, undefined, { ref: false })]) : ended);
    await this.safely('the roster could not be written', this.roster.flush());
    await this.safely('what went out could not be counted', this.counts.flush());
    await this.safely('receipts could not be written', this.receipts.flush());
    await this.hosts.leave();
    await this.store.close();
  }

  /** What is due now: timers, waiting messages, and now and then the roster, other people's rows and what is too old. */
  async tick(): Promise<void> {
    const now = this.settings.now();
    const work = [this.hosts.tick(), this.timers.tick()];
    this.outbox.tick();
    this.numbered.tick();
    if (now >= this.flushAt) {
      this.flushAt = now + 5 * SECOND;
      work.push(this.safely('the roster could not be written', this.roster.flush()));
      work.push(this.safely('what went out could not be counted', this.counts.flush()));
      work.push(this.safely('receipts could not be written', this.receipts.flush()));
    }
    if (now >= this.claimAt && !this.store.sharing) {
      this.claimAt = now + SECOND;
      work.push(this.claim());
    }
    if (now >= this.keysAt && this.store.sharing) {
      this.keysAt = now + KEYS_EVERY;
      work.push(this.safely('the keys of buttons could not be read', this.learnKeys()));
    }
    if (now >= this.sweepAt) {
      this.sweepAt = now + HOUR;
      const times = {
        seenBefore: now - SEEN_FOR,
        linesBefore: now - LINES_FOR,
        messagesBefore: now - MESSAGES_FOR,
        leftBefore: now - GRACE,
        receiptsBefore: now - RECEIPTS_FOR,
        sentBefore: now - SENT_FOR,
      };
      work.push(this.safely('what is too old could not be erased', this.store.sweep(times)));
    }
    await Promise.all(work);
  }

  /** Rows that somebody else put into the inbox: failures that the operator wants run again. */
  private async claim(): Promise<void> {
    if (this.claiming) return;
    this.claiming = true;
    await this.safely(
      'the inbox could not be read',
      this.store.claim().then((rows) => this.runner.take(rows)),
    );
    this.claiming = false;
  }

  private async learnKeys(): Promise<void> {
    this.tags.learn(await this.store.tagKeys(), signedBefore(this.settings.now()));
  }

  private async safely(what: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.log.error({ err: error, ...(isFailure(error) ? { code: error.code } : {}) }, what);
    }
  }
}
