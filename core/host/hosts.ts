import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { isFailure } from '../errors.ts';
import { Claims, type Held } from './claims.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import { Runner } from './runner.ts';
import type { Claim, Sharing, Store } from './store.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { Versions } from './versions.ts';

const RENEW_EVERY = 2_000;
/** Chats that nobody has are looked for so often; what others put into chats of this host is told at once. */
const LOOK_EVERY = 500;
/** The end of a lease is to be noticed here before it is noticed elsewhere. */
const MARGIN = 500;
/** A chat that has just come, or is busy, is not given back at once: what it came for is about to be found, and more may come. */
const KEPT_FOR = 1_000;
const GIVEN_BACK_AT_ONCE = 1_000;

/** This host among others that share its store: renews its lease, takes chats that need somebody, and gives back those that do not. */
@injectable()
export class Hosts {
  private readonly sharing: Sharing | undefined;
  private renewAt = -Infinity;
  private lookAt = -Infinity;
  /** The same by the clock that tells what is due: it may be put on, and what is due then is due at once. */
  private dueAt = -Infinity;
  private renewing: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  private isNews = false;
  private givingBack = false;
  private isAway = false;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Claims) private readonly claims: Claims,
    @inject(Versions) private readonly versions: Versions,
    @inject(Policies) private readonly policies: Policies,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Runner) private readonly runner: Runner,
  ) {
    this.sharing = store.sharing;
    this.sharing?.listen({
      onClaim: (claim) => this.claimed(claim),
      onNews: () => this.news(),
      onLost: (late) =>
        this.lost(
          late ? 'this host was not heard of for too long' : 'the store could not tell what became of a writing',
        ),
    });
    claims.onFree((chat, held) => void this.handOver(chat, held));
  }

  /** Rejects when the store cannot be reached. */
  async start(): Promise<void> {
    if (!this.sharing) return;
    await this.renew(this.sharing);
    await this.look();
  }

  /** Called at every tick; never rejects. */
  async tick(): Promise<void> {
    if (!this.sharing) return;
    const now = performance.now();
    if (now >= this.renewAt) await this.safely(this.renew(this.sharing));
    if (!this.claims.isSafe) return;
    if (now >= this.lookAt || this.settings.now() >= this.dueAt) {
      this.lookAt = now + LOOK_EVERY;
      this.dueAt = this.settings.now() + LOOK_EVERY;
      // A look that is under way may have asked before it was due.
      this.isNews = true;
      await this.safely(this.look());
    }
    await this.safely(this.giveBack(this.sharing));
  }

  /** Other hosts take at once what this one had. */
  async leave(): Promise<void> {
    if (!this.sharing) return;
    await this.safely(this.sharing.leave());
    this.dropAll();
  }

  private claimed(claim: Claim): void {
    if (claim.outbox) {
      // It may have been given back, and nobody knows it here yet.
      this.outbox.forget(new Set([claim.chat]));
      this.claims.take(claim.chat);
      this.log.debug({ chat: claim.chat }, 'the chat came into the hands of this host');
      this.policies.claimed(claim.chat, claim.policyRevision);
    }
    this.outbox.claimed(claim);
  }

  private news(): void {
    this.isNews = true;
    void this.safely(this.look());
  }

  private lost(why: string): void {
    const chats = this.claims.all().size;
    if (chats > 0) this.log.warn({ chats }, `chats are in other hands until they come back: ${why}`);
    this.dropAll();
    this.renewAt = -Infinity;
  }

  private dropAll(): void {
    this.outbox.forget(new Set(this.claims.all().keys()));
    this.claims.renewed(-Infinity);
    this.claims.dropAll();
  }

  /** One at a time. */
  private renew(sharing: Sharing): Promise<void> {
    this.renewing ??= this.renewOnce(sharing).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async renewOnce(sharing: Sharing): Promise<void> {
    const from = performance.now();
    const { lasts, loaded } = await sharing.renew(this.versions.own);
    this.versions.living(loaded);
    this.claims.renewed(from + lasts - MARGIN);
    this.renewAt = from + RENEW_EVERY;
  }

  /** Takes what needs somebody, until nothing is left. One look at a time; what is news meanwhile is looked for again. */
  private look(): Promise<void> {
    this.looking ??= this.lookUntilNothing().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookUntilNothing(): Promise<void> {
    for (;;) {
      this.isNews = false;
      const before = this.claims.all().size;
      const rows = await this.store.claim();
      this.runner.take(rows);
      if (rows.length === 0 && this.claims.all().size <= before && !this.isNews) return;
    }
  }

  private async giveBack(sharing: Sharing): Promise<void> {
    if (this.givingBack) return;
    const now = performance.now();
    const idle = new Map<string, Held>();
    for (const [chat, held] of this.claims.all()) {
      if (held.tasks > 0 || held.asked) continue;
      if (held.leaving) void this.handOver(chat, held);
      else if (now - held.used >= KEPT_FOR) idle.set(chat, held);
    }
    const chats = this.outbox.parked(idle.keys()).slice(0, GIVEN_BACK_AT_ONCE);
    if (chats.length === 0) return;
    this.givingBack = true;
    try {
      this.dropped(await sharing.release(chats), idle);
    } finally {
      this.givingBack = false;
    }
  }

  /** Another host has what is needed to go on in this chat. */
  private async handOver(chat: string, held: Held): Promise<void> {
    if (!this.sharing || held.asked || held.lost || !this.outbox.isStill(chat)) return;
    held.asked = true;
    await this.safely(
      this.sharing.release([chat], { handOver: true }).then((gone) => this.dropped(gone, new Map([[chat, held]]))),
    );
    held.asked = false;
  }

  private dropped(chats: readonly string[], were: ReadonlyMap<string, Held>): void {
    for (const chat of chats) this.log.debug({ chat }, 'the chat was given back');
    this.outbox.forget(new Set(chats.filter((chat) => this.claims.drop(chat, were.get(chat)!))));
  }

  private async safely(work: Promise<void>): Promise<void> {
    try {
      await work;
      if (this.isAway) this.log.info('the store is back');
      this.isAway = false;
    } catch (error) {
      const code = isFailure(error) ? { code: error.code } : {};
      // Said once; the host looks again at every tick.
      if (!this.isAway) this.log.error({ err: error, ...code }, 'the store cannot be reached: other hosts may go on');
      this.isAway = true;
    }
  }
}
