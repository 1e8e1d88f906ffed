import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Roster } from '../chat/roster.ts';
import { isFailure } from '../errors.ts';
import { Mailboxes } from './mailboxes.ts';
import { Outbox } from './outbox.ts';
import { Receipts, RECEIPTS_FOR } from './receipts.ts';
import { Runner } from './runner.ts';
import { SentCounts } from './sent-counts.ts';
import type { Store } from './store.ts';
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

/** The heartbeat: finds what an earlier run left, and looks after what waits for its time. */
@injectable()
export class Engine {
  private ticking: NodeJS.Timeout | undefined;
  private flushAt = 0;
  private claimAt = 0;
  private sweepAt = 0;
  private claiming = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Runner) private readonly runner: Runner,
    @inject(Timers) private readonly timers: Timers,
    @inject(Roster) private readonly roster: Roster,
    @inject(SentCounts) private readonly counts: SentCounts,
    @inject(Receipts) private readonly receipts: Receipts,
  ) {}

  /** Takes up what an earlier run did not end. Rejects when the store cannot be read. */
  async start(): Promise<void> {
    await this.outbox.start();
    this.runner.take(await this.store.claim());
    this.ticking = setInterval(() => void this.tick(), this.settings.tick);
  }

  /** Resolves when all that was accepted has run and been answered. */
  async idle(): Promise<void> {
    do {
      await this.mailboxes.idle();
      await this.outbox.idle();
    } while (this.mailboxes.size > 0);
  }

  /** Ends what runs; what waits is in the store. */
  async stop(): Promise<void> {
    clearInterval(this.ticking);
    this.runner.stop();
    await this.timers.tick();
    await this.mailboxes.idle();
    await this.outbox.stop();
    await this.safely('the roster could not be written', this.roster.flush());
    await this.safely('what went out could not be counted', this.counts.flush());
    await this.safely('receipts could not be written', this.receipts.flush());
    await this.store.close();
  }

  /** What is due now: timers, waiting messages, and now and then the roster, other people's rows and what is too old. */
  async tick(): Promise<void> {
    const now = this.settings.now();
    const work = [this.timers.tick()];
    this.outbox.tick();
    if (now >= this.flushAt) {
      this.flushAt = now + 5 * SECOND;
      work.push(this.safely('the roster could not be written', this.roster.flush()));
      work.push(this.safely('what went out could not be counted', this.counts.flush()));
      work.push(this.safely('receipts could not be written', this.receipts.flush()));
    }
    if (now >= this.claimAt) {
      this.claimAt = now + SECOND;
      work.push(this.claim());
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

  private async safely(what: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.log.error({ err: error, ...(isFailure(error) ? { code: error.code } : {}) }, what);
    }
  }
}
