import { inject, injectable } from 'tsyringe';
import { methodName } from '../command/method.ts';
import type { TypedLine } from '../command/reader.ts';
import { rulesOf, type Rules } from '../command/rules.ts';
import { askingId, Askings, type Asking } from './asking.ts';
import { Authority, mayPass, mayRun } from './authority.ts';
import { canDo } from './command-catalogue.ts';
import { Cooldowns } from './cooldowns.ts';
import { Dispatcher, nothing, type Outcome } from './dispatcher.ts';
import { askingKey, fullName, GateAnswers, ownDefinition, type Guarded } from './gate-answers.ts';
import type { Invocation } from './invocation.ts';
import { Quorum, type Missing } from './quorum.ts';
import { StorageView } from './storage-view.ts';
import type { Store } from './store.ts';
import { typableLine } from './tap-line.ts';
import { PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { Transaction } from './transaction.ts';

/** How long a member has to confirm. */
const CONFIRM_WITHIN = 120_000;

/** An invocation of a command that has rules. What is counted for it is kept in the plugin's mailbox, with what its handler does. */
interface Visit {
  readonly invocation: Invocation;
  readonly guarded: Guarded;
  readonly rules: Rules;
  readonly memberId: string;
  /** The guard, if there is one, lets them through at once. */
  readonly direct: boolean;
  readonly now: number;
  readonly transaction: Transaction;
  readonly askings: Askings;
}

/**
 * What stands between a line and its handler: guard, confirmation and cooldown, by the authority of whoever types or taps, when the line
 * runs. The clock passes: a plugin plans only what is its own.
 */
@injectable()
export class Gate {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(Authority) private readonly authority: Authority,
    @inject(Quorum) private readonly quorum: Quorum,
    @inject(GateAnswers) private readonly answers: GateAnswers,
    @inject(Dispatcher) private readonly dispatcher: Dispatcher,
  ) {}

  /** Why someone may not even ask; `undefined` where they may. */
  turnedAway(invocation: Invocation, guarded: Guarded): Outcome | undefined {
    const { by, standing } = invocation;
    if (by === 'clock' || mayRun(guarded.definition, standing, guarded.subcommand)) return undefined;
    const { guard } = rulesOf(guarded.definition, guarded.subcommand) ?? {};
    return standing.isKnown
      ? this.answers.notAllowed(invocation, guarded, guard)
      : this.answers.refuse(invocation, guarded, 'NO_IDENTITY', guard ? 'guard-no-identity' : 'own-no-identity');
  }

  /** A line that was typed, or that a button of the plugin's carries. */
  async ask(invocation: Invocation, guarded: Guarded, line: TypedLine): Promise<Outcome> {
    const rules = rulesOf(guarded.definition, guarded.subcommand);
    if (!rules || invocation.by === 'clock') return this.dispatcher.run(invocation);
    // Neither asked to become a moderator for it, nor asked whether they are sure.
    if (!canDo(guarded.definition, invocation.chat, this.platforms.of(invocation.chat)))
      return this.answers.refuse(invocation, guarded, 'NOT_ALLOWED', 'not-possible');
    const visit = this.visit(invocation, guarded, rules);
    const away = this.turnedAway(invocation, guarded);
    if (!visit || away) return away ?? nothing();
    const cooling = await this.cooling(visit);
    if (cooling) return cooling;
    const { direct, memberId, askings, now } = visit;
    // Nothing to ask, and nothing that could wait: so nothing is looked up.
    if (direct && !rules.confirm && !rules.guard?.taps) return this.run(visit, undefined);

    const { command, subcommand } = guarded;
    const options = invocation.argument as Asking['options'];
    const named = { command, ...(subcommand === undefined ? {} : { subcommand }), options };
    const id = askingId(named, rules.guard?.taps ? undefined : memberId);
    const found = await askings.find(id);
    const waiting = found && 'over' in found ? undefined : found;
    const { by, id: eventId } = invocation;
    if (direct && !rules.confirm) return this.run(visit, waiting && { ...waiting, memberId, by });
    // Whoever types what waits already has agreed to it as with a tap; the card that asks is there, and needs no other.
    if (waiting && askings.isLive(waiting)) return this.agree(visit, waiting, false, invocation.by === 'message');
    const until = now + (rules.guard?.taps?.within ?? CONFIRM_WITHIN);
    const asking = { ...named, id, line: typableLine(line), memberId, by, eventId, until, taps: [] };
    await askings.add(asking);
    return { ...(await this.show(visit, asking, await this.missing(visit, asking), false)), waits: true };
  }

  /** A tap on a card of the gate's. Of the invocation only who, where and when are known: the rest is what was asked for. */
  async tap(invocation: Invocation, named: Guarded, id: string): Promise<Outcome> {
    const view = new StorageView(this.store, invocation.chat.key, invocation.plugin.name);
    const found = await new Askings(view, this.settings.now()).find(id);
    // Of one that is kept no more, the button's line tells what was asked for.
    const { subcommand } = found ?? named;
    const { command, definition } = named;
    const guarded = { command, definition, ...(subcommand === undefined ? {} : { subcommand }) };
    const stale = (words: 'ask-gone' | 'taps-over'): Outcome =>
      this.answers.refuse(invocation, guarded, 'STALE_BUTTON', words, askingKey(id));
    if (!found || found.command !== named.command) return stale('ask-gone');
    if ('over' in found) return stale('taps-over');
    const rules = rulesOf(guarded.definition, subcommand);
    const visit = rules && this.visit(invocation, guarded, rules, view);
    // A plugin that was changed meanwhile may know the command no more, or ask nobody about it.
    if (!visit || (subcommand !== undefined && ownDefinition(guarded) === named.definition)) return stale('ask-gone');
    if (!rules.guard?.taps && visit.memberId !== found.memberId)
      return this.answers.notTheirs(invocation, guarded, found);
    const away = this.turnedAway(invocation, guarded);
    if (away) return away;
    if (visit.askings.isLive(found)) return this.agree(visit, found, false);
    const until = visit.now + (rules.guard?.taps?.within ?? CONFIRM_WITHIN);
    return this.agree(visit, { ...found, until, taps: [] }, true);
  }

  /** The message that asked was unsent. `undefined` where nothing waits because of it. */
  async withdraw({ chat, plugin }: Invocation, eventId: string): Promise<Outcome | undefined> {
    const view = new StorageView(this.store, chat.key, plugin.name);
    const id = await new Askings(view, this.settings.now()).withdraw(eventId);
    return id === undefined
      ? undefined
      : { transaction: new Transaction(view), replies: [], supersedes: askingKey(id) };
  }

  /** One more agrees to what waits. `again`: its time was up, and it starts over with this tap. `briefly`: in a line, without a card. */
  private async agree(visit: Visit, asking: Asking, again: boolean, briefly = false): Promise<Outcome> {
    const { rules, direct, memberId, askings } = visit;
    const taps = asking.taps.includes(memberId) ? asking.taps : [...asking.taps, memberId];
    const agreed = { ...asking, taps };
    // What comes too late to confirm is asked again; of taps it is the first one.
    if (!rules.guard?.taps ? !again : direct) return this.run(visit, agreed);
    const missing = await this.missing(visit, agreed);
    if (missing?.missing === 0) return this.run(visit, agreed);
    askings.change(agreed);
    if (briefly && missing) {
      const { transaction, invocation } = visit;
      return { transaction, replies: [this.answers.waits(invocation, agreed, missing)] };
    }
    return this.show(visit, agreed, missing, again);
  }

  /** Runs what was asked for as whoever asked; without anything that waited, what the invocation says. */
  private async run(visit: Visit, asking: Asking | undefined): Promise<Outcome> {
    const { invocation, guarded, rules, askings, transaction, memberId } = visit;
    const callerId = asking?.memberId ?? memberId;
    if (asking) askings.over(asking);
    if (rules.cooldown !== undefined) await this.cooldowns(visit).start(fullName(guarded), callerId, rules.cooldown);
    const kept = transaction.view.writes;
    if (!asking) return this.dispatcher.run(invocation, kept);
    const { command, subcommand, options, by } = asking;
    const standing = this.authority.of(invocation.chat, callerId, invocation.policy);
    const asked = {
      id: asking.eventId,
      callerId,
      standing,
      by,
      argument: options,
      method: methodName(command, subcommand),
    };
    const outcome = await this.dispatcher.run({ ...invocation, ...asked, what: `/${fullName(guarded)}` }, kept);
    // A handler that refused or failed has not run: what waits goes on waiting.
    return outcome.ran ? { ...outcome, supersedes: askingKey(asking.id) } : outcome;
  }

  private async show(visit: Visit, asking: Asking, missing: Missing | undefined, again: boolean): Promise<Outcome> {
    const { invocation, guarded, rules, transaction } = visit;
    const taps = missing && rules.guard && { ...missing, guard: rules.guard };
    await this.answers.card(invocation, guarded, { asking, again, taps }, transaction);
    return { transaction, replies: [] };
  }

  /** `undefined` where no taps are asked for. */
  private async missing({ invocation, rules, memberId }: Visit, { taps }: Asking): Promise<Missing | undefined> {
    const wanted = rules.guard?.taps?.count;
    return wanted === undefined ? undefined : this.quorum.missing(invocation.chat, wanted, taps, memberId);
  }

  /** What a member reads who has to wait: once for each wait, for the bot never spams. */
  private async cooling(visit: Visit): Promise<Outcome | undefined> {
    const { invocation, guarded, rules, memberId, transaction } = visit;
    if (rules.cooldown === undefined || invocation.standing.isOwner) return undefined;
    const cooldowns = this.cooldowns(visit);
    const wait = await cooldowns.of(fullName(guarded), memberId);
    if (!wait) return undefined;
    if (wait.told) return nothing();
    await cooldowns.told(fullName(guarded), wait);
    const { transaction: _, ...told } = this.answers.wait(invocation, guarded, wait.until);
    return { ...told, transaction };
  }

  private visit(
    invocation: Invocation,
    guarded: Guarded,
    rules: Rules,
    view = new StorageView(this.store, invocation.chat.key, invocation.plugin.name),
  ): Visit | undefined {
    const { callerId: memberId, standing } = invocation;
    if (memberId === undefined) return undefined;
    const now = this.settings.now();
    const direct = !rules.guard || mayPass(rules.guard, standing);
    const kept = { transaction: new Transaction(view), askings: new Askings(view, now) };
    return { invocation, guarded, rules, memberId, direct, now, ...kept };
  }

  private cooldowns({ transaction, now }: Visit): Cooldowns {
    return new Cooldowns(transaction.view, now);
  }
}
