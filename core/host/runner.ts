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
import { Authority } from './authority.ts';
import { worksIn } from './command-catalogue.ts';
import { Dispatcher, nothing, type Outcome } from './dispatcher.ts';
import { withEcho } from './echo.ts';
import { Gate } from './gate.ts';
import { Forgetting } from './forgetting.ts';
import type { Invocation } from './invocation.ts';
import { Mailboxes } from './mailboxes.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import type { ChatPolicy } from './policy.ts';
import { Receipts } from './receipts.ts';
import { Signer } from './signer.ts';
import type { InboxRow, Store, Unit } from './store.ts';
import { tappedAsking } from './tap-line.ts';
import { SwitchedOff } from './switched-off.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { Understanding } from './understanding.ts';
import { readWork, type Work } from './work.ts';
import { hostText, problemReply } from './words.ts';

/**
 * A row at the head of its mailbox at this many starts may be what brings the host down: it is not run again. So many, because a row
 * that was only there when something else did is not to be given up.
 */
const ATTEMPTS = 12;
/** A mistake of ours, and not the store's, is not made more often than this. */
const MISTAKES = 3;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/** Runs the rows of the inbox, each mailbox in its order, and commits what each leaves behind. */
@injectable()
export class Runner {
  private stopped = false;
  /** Rows whose message was unsent while they waited. */
  private readonly dropped = new Set<number>();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(Registry) private readonly registry: Registry,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
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
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  isFull(plugin: string, chat: ChatRef): boolean {
    return this.mailboxes.waiting(`${plugin} ${chat.key}`) >= this.settings.mailboxLimit;
  }

  /** Rows that are durable, in their order. `work`: what they say, where that is at hand. */
  take(rows: readonly InboxRow[], work?: Work): void {
    for (const row of rows) this.mailboxes.add(`${row.plugin} ${row.chat}`, () => this.run(row, work));
  }

  /** Rows that are in the store no more, and are not to be run. What is running already finds that out when it commits. */
  drop(seqs: readonly number[]): void {
    for (const seq of seqs) this.dropped.add(seq);
  }

  /** What is running ends; what waits stays in the store for the next start. */
  stop(): void {
    this.stopped = true;
  }

  private async run(row: InboxRow, known?: Work): Promise<void> {
    if (this.stopped) return;
    const work = known ?? readWork(row.body);
    if (this.dropped.delete(row.seq)) return this.outbox.offer(work.chat, work.reply);
    let mistakes = 0;
    let givenUp: Outcome | undefined;
    for (let pause = FIRST_PAUSE; !this.stopped; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        // What was run with a policy that has changed meanwhile is run again, with the new one.
        while (!(await this.settle(row, work, givenUp ?? (await this.outcome(row, work)))));
        return;
      } catch (error) {
        // A store that is away comes back; what goes wrong for another reason would do so for ever, and its mailbox with it.
        const isAway = isFailure(error) && error.code === 'STORE_UNAVAILABLE';
        if (!isAway && ++mistakes === MISTAKES)
          givenUp = failed('HANDLER_FAILED', `it could not be kept: ${reasonOf(error)}`);
        // Not committed, so it has not happened: it is run again, and its mailbox waits, for the order's sake.
        const about = { plugin: row.plugin, chat: row.chat, event: row.eventId, pause };
        this.log.error({ err: error, ...about }, 'a command could not be kept and will be run again');
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private async outcome(row: InboxRow, work: Work): Promise<Outcome> {
    const plugin = this.registry.ready(row.plugin);
    if (!plugin) return failed('PLUGIN_BROKEN', `the plugin ${row.plugin} is not loaded`);
    if (row.attempts >= ATTEMPTS) return failed('HANDLER_FAILED', `the host ended ${row.attempts} times while it ran`);
    if (work.unsent !== undefined) return this.unsent(row, work, plugin, work.unsent);
    if (work.forgotten !== undefined) return this.forgotten(row, work, plugin, work.forgotten);
    if (work.event) return this.event(row, work, plugin, work.event.type);
    return this.command(row, work, plugin);
  }

  private async event(row: InboxRow, work: Work, plugin: LoadedPlugin, type: string): Promise<Outcome> {
    const policy = await this.policies.of(work.chat);
    if (!policy.isOn(plugin.name)) return this.switchedOff.outcome(row, work, policy);
    return this.dispatcher.run(
      this.invocation(row, work, plugin, {
        method: eventMethodName(type),
        argument: work.event,
        what: type,
        policy,
      }),
    );
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
    const text = work.line ?? (work.lineId === undefined ? undefined : await this.store.line(work.lineId));
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
    const { parsed, members } = await this.understanding.of(line, match, row, work, timeZone);
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

  private invocation(
    row: InboxRow,
    { chat, by, memberId }: Work,
    plugin: LoadedPlugin,
    what: { method: string; argument: unknown; what: string; policy: ChatPolicy },
  ): Invocation {
    const { language } = what.policy;
    const standing = this.authority.of(chat, memberId, what.policy);
    return { id: row.eventId, at: row.at, plugin, chat, by, callerId: memberId, standing, language, ...what };
  }

  /** Commits, and hands on what is to be sent. False when the chat's policy has changed meanwhile, and nothing was kept. */
  private async settle(row: InboxRow, work: Work, outcome: Outcome): Promise<boolean> {
    const way = this.outbox.way(work.chat, row.plugin, work.reply);
    const { transaction, failure } = outcome;
    const policy = transaction.policy && (await this.policies.change(work.chat, transaction.policy));
    const forgetting = transaction.forgets ? await this.forgetting.staged(row, work.chat, transaction) : {};
    const receipt = transaction.receipt.counts;
    for (const message of outcome.replies) transaction.say(message);
    const effects = transaction.effects(way, work.quoteToken);
    const committed = await this.store.commit({
      row,
      ...effects,
      lines: this.signer.longLines(work.chat, transaction.messages),
      ...this.ranBy(row, outcome),
      ...(failure ? { failure } : {}),
      ...(policy ? { policy } : {}),
      ...forgetting,
      ...(receipt ? { receipt } : {}),
    });
    if (committed.ok) {
      if (outcome.supersedes !== undefined) this.outbox.drop(work.chat, row.plugin, outcome.supersedes);
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
      return this.settle(row, work, {
        ...failed('STORAGE_FULL', 'the plugin kept more than its share in this chat'),
        replies: words,
      });
    } else if (committed.why === 'outdated') {
      this.policies.outdated(work.chat);
      return false;
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

function said(text: string): Outcome {
  return { ...nothing(), replies: [{ type: 'text', text }] };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function failed(code: string, error: string): Outcome {
  return { ...nothing(), failure: { code, error } };
}
