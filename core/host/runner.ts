import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { eventMethodName } from '../command/method.ts';
import { subcommandIn } from '../command/parser.ts';
import { readLine } from '../command/reader.ts';
import { isFailure } from '../errors.ts';
import type { LoadedPlugin } from '../plugin/loader.ts';
import { Registry } from '../plugin/registry.ts';
import type { Unsent } from '../plugin/tokens.ts';
import { Authority, mayRun } from './authority.ts';
import { Claims, type Held } from './claims.ts';
import { Chats } from './chats.ts';
import { worksIn } from './command-catalogue.ts';
import { DeedOutcomes } from './deed-outcomes.ts';
import { Dispatcher, nothing, shortId, type Outcome } from './dispatcher.ts';
import { withEcho } from './echo.ts';
import { Gate } from './gate.ts';
import { Forgetting } from './forgetting.ts';
import type { Invocation } from './invocation.ts';
import { Mailboxes } from './mailboxes.ts';
import { METER, type Meter } from './meter.ts';
import { NumberedCards } from './numbered-cards.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import type { ChatPolicy } from './policy.ts';
import { Receipts } from './receipts.ts';
import { Signer } from './signer.ts';
import type { InboxRow, Store, Unit } from './store.ts';
import { tappedAsking } from './tap-line.ts';
import { askedSpot } from './spots.ts';
import { StorageView } from './storage-view.ts';
import { SwitchedOff } from './switched-off.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { Understanding } from './understanding.ts';
import { Versions } from './versions.ts';
import { workOf, type Work } from './work.ts';
import { hostText, problemReply } from './words.ts';

/**
 * A row at the head of its mailbox at this many starts may be what brings the host down: it is not run again. So many, because a row
 * that was only there when something else did is not to be given up.
 */
const ATTEMPTS = 12;
/** A mistake of ours, and not the store's, is not made more often than this. */
const MISTAKES = 3;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/** Runs the rows of the inbox, each mailbox in its order, and commits what each leaves behind. */
@injectable()
export class Runner {
  private stopped = false;
  /** Rows whose message was unsent while they waited. */
  private readonly dropped = new Set<number>();
  /** What waits or runs, by `seq`: a store that is shared may give a row again while its chat is in the same hands. */
  private readonly pending = new Map<number, Held>();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(Registry) private readonly registry: Registry,
    @inject(Claims) private readonly claims: Claims,
    @inject(Versions) private readonly versions: Versions,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Chats) private readonly chats: Chats,
    @inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @inject(Gate) private readonly gate: Gate,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Policies) private readonly policies: Policies,
    @inject(Authority) private readonly authority: Authority,
    @inject(Understanding) private readonly understanding: Understanding,
    @inject(SwitchedOff) private readonly switchedOff: SwitchedOff,
    @inject(Forgetting) private readonly forgetting: Forgetting,
    @inject(Receipts) private readonly receipts: Receipts,
    @inject(Signer) private readonly signer: Signer,
    @inject(NumberedCards) private readonly numbered: NumberedCards,
    @inject(DeedOutcomes) private readonly outcomes: DeedOutcomes,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(METER) private readonly meter: Meter,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  isFull(plugin: string, chat: ChatRef): boolean {
    return this.mailboxes.waiting(`${plugin} ${chat.key}`) >= this.settings.mailboxLimit;
  }

  /** Rows that are durable, in their order. `known`: what those of one event say, where that is at hand. */
  take(rows: readonly InboxRow[], known?: { readonly eventId: string; readonly work: Work }): void {
    for (const row of rows) {
      const held = this.claims.of(row.chat);
      // The chat has gone on already: whoever has it next is given the row.
      if (!held || this.pending.get(row.seq) === held) continue;
      this.pending.set(row.seq, held);
      held.tasks++;
      const work = known?.eventId === row.eventId ? known.work : undefined;
      this.mailboxes.add(`${row.plugin} ${row.chat}`, () => this.turn(row, held, work), row.at);
    }
  }

  /** Rows that are in the store no more, and are not to be run. What is running already finds that out when it commits. */
  drop(seqs: readonly number[]): void {
    for (const seq of seqs) this.dropped.add(seq);
  }

  /** What is running ends; what waits stays in the store for the next start. */
  stop(): void {
    this.stopped = true;
  }

  /** What is not begun, or not ended, stays in the store. */
  private async turn(row: InboxRow, held: Held, work: Work | undefined): Promise<void> {
    try {
      if (!this.claims.isSure(held) && !(await this.claims.sure(held))) return;
      if (held.leaving || this.stopped) return;
      if (!this.claims.isShared || (await this.versions.isMine(row, held))) await this.run(row, held, work);
      else held.leaving = true;
    } finally {
      if (this.pending.get(row.seq) === held) this.pending.delete(row.seq);
      this.claims.ended(row.chat, held);
    }
  }

  private async run(row: InboxRow, held: Held, known?: Work): Promise<void> {
    const work = known ?? workOf(row);
    if (this.dropped.delete(row.seq)) return this.outbox.offer(work.chat, work.reply);
    return this.tracer.invocation(row, work.by, () => this.untilSettled(row, held, work));
  }

  private async untilSettled(row: InboxRow, held: Held, work: Work): Promise<void> {
    let mistakes = 0;
    let givenUp: string | undefined;
    for (let pause = FIRST_PAUSE; !this.stopped && !held.lost; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const outcome = await this.outcome(row, work, givenUp);
        // The host may have stood still: then whatever ran out of time is not to blame.
        if (!this.claims.isSure(held)) {
          if (!(await this.claims.sure(held))) return;
          if (outcome.failure) continue;
        }
        // What was run with a policy that has changed meanwhile is run again, with the new one.
        if (await this.settle(row, held, work, outcome)) return;
        pause = FIRST_PAUSE / 2;
      } catch (error) {
        // A store that is away comes back; what goes wrong for another reason would do so for ever, and its mailbox with it.
        const isAway = isFailure(error) && error.code === 'STORE_UNAVAILABLE';
        if (!isAway && ++mistakes === MISTAKES) givenUp = `it could not be kept: ${reasonOf(error)}`;
        // Not committed, so it has not happened: it is run again, and its mailbox waits, for the order's sake.
        const about = { plugin: row.plugin, chat: row.chat, event: row.eventId, pause };
        this.log.error({ err: error, ...about }, 'a command could not be kept and will be run again');
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private async outcome(row: InboxRow, work: Work, givenUp: string | undefined): Promise<Outcome> {
    if (givenUp !== undefined) return this.givenUp(row, work, givenUp);
    const plugin = this.registry.ready(row.plugin);
    if (!plugin) return failed('PLUGIN_BROKEN', `the plugin ${row.plugin} is not loaded`);
    if (row.attempts >= ATTEMPTS) return this.givenUp(row, work, `the host ended ${row.attempts} times while it ran`);
    const looking = this.chats.look(work.chat);
    return this.kindOfWork(row, looking ? knownIn(await looking, work) : work, plugin);
  }

  private kindOfWork(row: InboxRow, work: Work, plugin: LoadedPlugin): Promise<Outcome> {
    if (work.unsent !== undefined) return this.unsent(row, work, plugin, work.unsent);
    if (work.forgotten !== undefined) return this.forgotten(row, work, plugin, work.forgotten);
    if (work.event) return this.event(row, work, plugin, work.event.type);
    return this.command(row, work, plugin);
  }

  /** Nothing of it has happened; whoever asked reads so, if they still can. */
  private async givenUp(row: InboxRow, { by, chat }: Work, why: string): Promise<Outcome> {
    const outcome = failed('HANDLER_FAILED', why);
    if (by !== 'message' && by !== 'button') return outcome;
    const text = hostText(await this.policies.language(chat), 'failed', { id: shortId(row.eventId) });
    return { ...outcome, replies: [{ type: 'text', text }] };
  }

  private async event(row: InboxRow, work: Work, plugin: LoadedPlugin, type: string): Promise<Outcome> {
    const policy = await this.policies.of(work.chat);
    const told = work.event && (await this.outcomes.of(work.event, work.chat, plugin.name, policy.language));
    const replies = (told?.words ?? []).map((text): OutgoingMessage => ({ type: 'text', text }));
    const hears = plugin.manifest.events.some((one) => one === type);
    if (!hears || !policy.isOn(plugin.name)) {
      if (!told) return hears ? this.switchedOff.outcome(row, work, policy) : nothing();
      return { ...nothing(), transaction: this.dispatcher.holding(row, told.writes), replies };
    }
    const how = { method: eventMethodName(type), argument: work.event, what: type, policy };
    const outcome = await this.dispatcher.run(this.invocation(row, work, plugin, how), told?.writes);
    return { ...outcome, replies: [...replies, ...outcome.replies] };
  }

  /** The member is to be erased, wherever the plugin is on or off. */
  private async forgotten(row: InboxRow, work: Work, plugin: LoadedPlugin, memberId: string): Promise<Outcome> {
    const policy = await this.policies.of(work.chat);
    const how = { method: 'onMemberForgotten', argument: memberId, what: 'memberForgotten', policy };
    return this.dispatcher.run(this.invocation(row, work, plugin, how));
  }

  /** The member took back what had run already. */
  private async unsent(row: InboxRow, work: Work, plugin: LoadedPlugin, messageId: string): Promise<Outcome> {
    const ran = await this.store.ranBy(row.chat, messageId);
    if (ran?.plugin !== plugin.name) return nothing();
    const argument: Unsent = {
      id: ran.eventId,
      ...(work.memberId === undefined ? {} : { memberId: work.memberId }),
    };
    const policy = await this.policies.of(work.chat);
    const told = { method: 'onUnsend', argument, what: 'unsend', policy };
    const invocation = this.invocation(row, work, plugin, told);
    const withdrawn = await this.gate.withdraw(invocation, ran.eventId);
    return withdrawn ?? (plugin.hearsUnsend ? this.dispatcher.run(invocation) : nothing());
  }

  private async command(row: InboxRow, work: Work, plugin: LoadedPlugin): Promise<Outcome> {
    const { chat, by } = work;
    const text = work.spot === undefined ? await this.lineOf(work) : await this.spotLine(row, work);
    // Nobody has asked them.
    if (text === undefined && work.spot !== undefined) return nothing();
    const spoken = work.picked === undefined || text === undefined ? text : `${text.trimEnd()} ${work.picked}`;
    const typed = spoken === undefined ? undefined : readLine(spoken, work.mentions ?? []);
    const whole = typed && this.registry.commands.find(typed.word);
    const split = typed && !whole ? this.registry.commands.split(typed) : undefined;
    const match = whole ?? split?.match;
    const line = split?.line ?? typed;
    if (!line || !match || match.plugin !== plugin.name)
      return said(hostText(await this.policies.language(chat), 'stale-button'));
    const policy =
      by === 'message' ? await this.policies.heard(chat, line.text, match.language) : await this.policies.of(chat);
    const { language } = policy;
    if (!policy.isOn(plugin.name)) return this.switchedOff.outcome(row, work, policy, match.name);
    if (!worksIn(match.definition, chat.kind))
      return said(hostText(language, `not-here-${chat.kind}`, { command: match.name }));

    const guarded = { command: match.name, definition: match.definition };
    const tapped = by === 'button' ? tappedAsking(line.text) : undefined;
    if (tapped !== undefined) {
      const known = { method: '', argument: undefined, what: `/${match.name}`, policy };
      const named = subcommandIn(line, match.definition);
      const asked = { ...guarded, ...(named === undefined ? {} : { subcommand: named }) };
      return this.gate.tap(this.invocation(row, work, plugin, known), asked, tapped);
    }
    const { timeZone } = policy;
    const { parsed, members } = await this.understanding.of(line, match, {
      row,
      work,
      timeZone,
      mayRun: (name) => mayRun(match.definition, this.authority.of(chat, work.memberId, policy), name),
    });
    const { subcommand } = parsed;
    const chosen = { ...guarded, ...(subcommand === undefined ? {} : { subcommand }) };
    const what = subcommand === undefined ? `/${parsed.command}` : `/${parsed.command} ${subcommand}`;
    if (!parsed.ok) {
      const invocation = this.invocation(row, work, plugin, { method: '', argument: undefined, what, policy });
      const reply = problemReply(parsed, language, members);
      // Nobody is helped to type right what they may not run.
      return this.gate.turnedAway(invocation, chosen) ?? { ...nothing(), replies: [reply] };
    }
    if (parsed.hidden && by === 'message') return nothing();
    const { method, options } = parsed;
    const invocation = this.invocation(row, work, plugin, { method, argument: options, what, policy });
    const outcome = await this.gate.ask(invocation, chosen, line);
    return by === 'clock' ? outcome : withEcho(outcome, parsed, language, timeZone);
  }

  private async lineOf({ line, lineId }: Work): Promise<string | undefined> {
    return line ?? (lineId === undefined ? undefined : this.store.line(lineId));
  }

  private async spotLine(row: InboxRow, { chat, memberId = '', spot }: Work): Promise<string | undefined> {
    const line = await askedSpot(new StorageView(this.store, chat.key, row.plugin), memberId, this.settings.now());
    return line && `${line} ${spot}`;
  }

  private invocation(
    row: InboxRow,
    { chat, by, memberId, spot, readToken, quotes, event }: Work,
    plugin: LoadedPlugin,
    what: { method: string; argument: unknown; what: string; policy: ChatPolicy },
  ): Invocation {
    const { language } = what.policy;
    const standing = this.authority.of(chat, memberId, what.policy);
    const who = { callerId: memberId, standing, ...(spot === undefined ? {} : { spot: true as const }) };
    const from = {
      ...(readToken === undefined ? {} : { readToken }),
      ...(quotes === undefined ? {} : { quotes }),
      ...(event?.type === 'media' ? { media: event.message.id } : {}),
    };
    return { id: row.eventId, at: row.at, plugin, chat, by, language, ...who, ...from, ...what };
  }

  /** Commits, and hands on what is to be sent. False when the chat's policy has changed meanwhile, and nothing was kept. */
  private async settle(row: InboxRow, held: Held, work: Work, outcome: Outcome): Promise<boolean> {
    const way = this.outbox.way(work.chat, row.plugin, work.reply);
    const { transaction, failure } = outcome;
    const policy = transaction.policy && (await this.policies.change(work.chat, transaction.policy));
    const forgetting = transaction.forgets ? await this.forgetting.staged(row, work.chat, transaction) : {};
    const receipt = transaction.receipt.counts;
    for (const message of outcome.replies) transaction.say(message);
    const effects = transaction.effects(way, work.quoteToken);
    const unit: Unit = {
      row,
      ...effects,
      lines: this.signer.longLines(work.chat, transaction.messages),
      ...this.ranBy(row, outcome),
      ...(failure ? { failure } : {}),
      ...(policy ? { policy } : {}),
      ...forgetting,
      ...(receipt ? { receipt } : {}),
    };
    // What is kept is kept by whoever has the chat, and it may have gone and come back.
    if (held.lost) return true;
    const committed = await this.tracer.part('commit', { 'tenko.plugin': row.plugin }, async (span) => {
      const done = await this.store.commit(unit);
      span.add({ 'tenko.outcome': done.ok ? 'done' : done.why });
      return done;
    });
    if (committed.ok) {
      if (failure) this.meter.failed(failure.code);
      if (outcome.supersedes !== undefined) {
        this.outbox.drop(work.chat, row.plugin, outcome.supersedes);
        this.numbered.close(work.chat, row.plugin, outcome.supersedes);
      }
      this.receipts.done(row.chat, row.plugin, transaction.receipt);
      if (transaction.policy) this.policies.changed(work.chat, transaction.policy);
      this.forgetting.done(work.chat, transaction, committed);
      if (committed.erased) this.drop(committed.erased.inbox);
      if (committed.rows) this.take(committed.rows);
      this.outbox.take(work.chat, committed.outbox);
      // An invocation that answers nothing gives its token to the chat; so does one whose reply waits for quiet, with the row.
      if (!effects.outbox.some(({ token }) => token !== undefined)) this.outbox.offer(work.chat, work.reply);
    } else if (committed.why === 'full') {
      const { language, reply } = { language: await this.policies.language(work.chat), reply: work.by !== 'event' };
      this.log.error(
        { plugin: row.plugin, chat: row.chat, event: row.eventId, code: 'STORAGE_FULL' },
        'storage share used up',
      );
      const words: OutgoingMessage[] = reply ? [{ type: 'text', text: hostText(language, 'storage-full') }] : [];
      return this.settle(row, held, work, {
        ...failed('STORAGE_FULL', 'the plugin kept more than its share in this chat'),
        replies: words,
      });
    } else if (committed.why === 'outdated') {
      this.policies.outdated(work.chat);
      return false;
    } else if (committed.why === 'lost') {
      const about = { plugin: row.plugin, chat: row.chat, event: row.eventId };
      this.log.info(about, 'the chat is in other hands by now: it is run there');
    } else {
      const about = { plugin: row.plugin, chat: row.chat, event: row.eventId };
      if (this.dropped.delete(row.seq))
        this.log.info(about, 'its message was unsent while it ran: nothing of it was kept');
      else this.log.warn(about, 'it was done before');
    }
    return true;
  }

  /** A message is worth remembering if it left something behind that its plugin can take back, or a card that can be quoted by it. */
  private ranBy(row: InboxRow, { transaction, waits }: Outcome): Pick<Unit, 'ranBy'> {
    const { messageId } = row;
    if (messageId === undefined) return {};
    const subject = transaction.subject;
    if (
      subject === undefined &&
      !waits &&
      (transaction.isEmpty || this.registry.ready(row.plugin)?.hearsUnsend !== true)
    )
      return {};
    return { ranBy: subject === undefined ? { messageId } : { messageId, subject } };
  }
}

/** The work in a chat of which more is known now. */
const knownIn = (chat: ChatRef, { event, ...work }: Work): Work => ({
  ...work,
  chat,
  ...(event ? { event: { ...event, chat } } : {}),
});

function said(text: string): Outcome {
  return { ...nothing(), replies: [{ type: 'text', text }] };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function failed(code: string, error: string): Outcome {
  return { ...nothing(), failure: { code, error } };
}
