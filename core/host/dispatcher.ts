import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import { checkReply } from '../chat/message-check.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Heard } from '../chat/heard.ts';
import { Profiles } from '../chat/profiles.ts';
import { Failure, isFailure, isRefusal } from '../errors.ts';
import { Downloads } from './downloads.ts';
import { DeedOutcomes } from './deed-outcomes.ts';
import { checkSize } from './deed-limits.ts';
import { RunAgain } from '../plugin/scope.ts';
import { Administrations } from './administrations.ts';
import { CommandCatalogue } from './command-catalogue.ts';
import { InvocationCalls } from './calls.ts';
import type { Invocation } from './invocation.ts';
import { Fetcher } from './fetch/fetcher.ts';
import { Loading } from './loading.ts';
import { MediaRoom } from './media-room.ts';
import { METER, type CommandOutcome, type Meter } from './meter.ts';
import { Outbox } from './outbox.ts';
import { PushBudget } from './push-budget.ts';
import { Signer } from './signer.ts';
import { askSpot, spotIsTold, spotLine } from './spots.ts';
import { StorageView } from './storage-view.ts';
import type { InboxRow, Store, Unit } from './store.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
import { TRACER, type OpenSpan, type Tracer } from './tracer.ts';
import { Transaction } from './transaction.ts';
import { hostText } from './words.ts';

/** What one invocation came to: what its handler staged, what is said besides, and whether it failed. */
export interface Outcome {
  /** Fresh and empty where nothing is to happen. */
  readonly transaction: Transaction;
  readonly replies: readonly OutgoingMessage[];
  /** The handler ended well. */
  readonly ran?: true;
  readonly failure?: NonNullable<Unit['failure']>;
  /** It has not run, and may do so later: whoever asked can take it back. */
  readonly waits?: true;
  /** What still waits to be said under this key is of no use any more. */
  readonly supersedes?: string;
}

/** Nothing staged and nothing said. */
export const nothing = (): Outcome => ({ transaction: Transaction.empty(), replies: [] });

/** Runs one invocation as a transaction: all of what its handler staged, or nothing and an honest line. */
@injectable()
export class Dispatcher {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Census) private readonly census: Census,
    @inject(Heard) private readonly heard: Heard,
    @inject(CommandCatalogue) private readonly catalogue: CommandCatalogue,
    @inject(Signer) private readonly signer: Signer,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Administrations) private readonly administrations: Administrations,
    @inject(Downloads) private readonly downloads: Downloads,
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(Fetcher) private readonly fetcher: Fetcher,
    @inject(DeedOutcomes) private readonly outcomes: DeedOutcomes,
    @inject(MediaRoom) private readonly mediaRoom: MediaRoom,
    @inject(METER) private readonly meter: Meter,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  /**
   * Never rejects for what a plugin or a platform does: that is in the outcome, and in the log. Rejects with STORE_UNAVAILABLE. `kept`: what
   * the host keeps of this run in the plugin's mailbox, with it or not at all.
   */
  run(invocation: Invocation, kept?: Unit['writes']): Promise<Outcome> {
    const { plugin, what } = invocation;
    const facts = { 'tenko.plugin': plugin.name, 'tenko.command': what, 'tenko.plugin.trust': plugin.trust };
    return this.tracer.part(`handler ${what}`, facts, (span) => this.attempt(invocation, kept, span));
  }

  private async attempt(
    invocation: Invocation,
    kept: Unit['writes'] | undefined,
    span: OpenSpan,
    again?: RunAgain,
  ): Promise<Outcome> {
    const started = performance.now();
    const { plugin, chat } = invocation;
    const transaction = new Transaction(new StorageView(this.store, chat.key, plugin.name, kept));
    const calls = this.calls(invocation, transaction);
    let outcome: Outcome;
    let told: CommandOutcome = 'done';
    let loading: Loading | undefined;
    try {
      const running = this.handled(invocation, calls, again);
      if (isPromise(running)) loading = this.loading(invocation, calls);
      const returned = isPromise(running) ? await (plugin.scope.keepsTime ? running : this.inTime(running)) : running;
      if (transaction.away) throw transaction.away;
      // Before each is looked at: a list of hundreds of thousands would hold up everybody.
      transaction.checkRoom(Array.isArray(returned) ? returned.length : 0);
      const replies = checkReply(returned, this.platforms.of(chat));
      if (plugin.trust === 'foreign') this.checkLines(plugin.name, [...transaction.messages, ...replies]);
      const { language } = invocation;
      await checkSize(transaction.deeds, this.platforms.of(chat), chat, { census: this.census, language });
      this.askWhere(invocation, transaction, replies);
      if (transaction.deeds.length > 0) this.outcomes.wait(transaction.deeds, chat, transaction.view);
      outcome = { transaction, replies, ran: true };
      transaction.receipt.messages += transaction.replies + replies.length;
    } catch (error) {
      // Through no fault of its own: nothing of it has happened, and nobody is told.
      if (error instanceof RunAgain) {
        calls.end();
        return this.attempt(invocation, kept, span, error);
      }
      // Nor through its fault, when the store is away: it is run again when that is back. A foreign plugin's own word for it is nothing.
      if (transaction.away) throw transaction.away;
      if (plugin.trust !== 'foreign' && isFailure(error) && error.code === 'STORE_UNAVAILABLE') throw error;
      told = isRefusal(error) ? 'refused' : 'failed';
      outcome = this.answerTo(error, invocation);
      // What it had read, it had read.
      outcome.transaction.receipt = transaction.receipt;
    } finally {
      calls.end();
      if (loading) await loading.end();
    }
    const ms = Math.round((performance.now() - started) * 100) / 100;
    this.meter.command(plugin.name, invocation.by, told, ms);
    span.add({ 'tenko.outcome': told });
    if (outcome.failure) span.fail(outcome.failure.code);
    this.log.info({ ...about(invocation), outcome: told, ms }, 'command');
    return outcome;
  }

  /** Whatever the handler returns; a way into another process and back is a stretch of its own. */
  private handled({ plugin, method, argument }: Invocation, calls: InvocationCalls, again?: RunAgain): unknown {
    const { scope } = plugin;
    if (!scope.keepsTime) return scope.run(method, argument, calls, again);
    const tries = again ? { 'tenko.tries': again.tries } : {};
    return this.tracer.part('isolate', { 'tenko.plugin': plugin.name, ...tries }, async () =>
      scope.run(method, argument, calls, again),
    );
  }

  /** What the host itself keeps in a plugin's mailbox, and nothing else. */
  holding({ chat, plugin }: InboxRow, kept: Unit['writes']): Transaction {
    return new Transaction(new StorageView(this.store, chat, plugin, kept));
  }

  private calls(invocation: Invocation, transaction: Transaction): InvocationCalls {
    let child: Logger | undefined;
    const { chat, plugin } = invocation;
    return new InvocationCalls(invocation, transaction, {
      platform: this.platforms.of(chat),
      profiles: this.profiles,
      census: this.census,
      heard: this.heard,
      now: this.settings.now(),
      log: () => (child ??= this.log.child(about(invocation))),
      commandList: ({ policy, standing }) => this.catalogue.entries(chat, policy, standing),
      pluginOf: (line) => this.signer.pluginOf(line),
      timers: () => this.store.timers(chat.key, plugin.name),
      fetch: (asked, context) => this.fetcher.fetch(asked, context),
      waiting: () => this.outbox.waiting(chat, plugin.name),
      downloads: this.downloads,
      mediaRoom: this.mediaRoom,
      pushCost: () => this.budget.cost(chat),
      administration: (...of) => this.administrations.make(...of),
    });
  }

  private loading(invocation: Invocation, calls: InvocationCalls): Loading | undefined {
    const platform = this.platforms.of(invocation.chat);
    if (!Loading.isFor(invocation, platform)) return undefined;
    return new Loading(invocation, platform, {
      after: this.settings.loadingAfter,
      log: () => this.log.child(about(invocation)),
      isShown: () => calls.isLoadingShown,
    });
  }

  /** A button that asks for a location carries nothing back: who was asked, and what for, is kept here. */
  private askWhere(invocation: Invocation, transaction: Transaction, replies: readonly OutgoingMessage[]): void {
    const { callerId, plugin, spot } = invocation;
    if (spot && callerId !== undefined) spotIsTold(transaction.view, callerId);
    const line = spotLine([...transaction.messages, ...replies]);
    if (line === undefined) return;
    if (!plugin.manifest.permissions.includes('locations'))
      throw new Failure('PERMISSION_MISSING', '`pick: "location"` needs "locations" in "permissions" of plugin.json');
    if (callerId !== undefined) askSpot(transaction.view, callerId, line, this.settings.now());
  }

  /** Whoever taps a foreign plugin's button runs that plugin, and nothing else in their name. */
  private checkLines(plugin: string, messages: readonly OutgoingMessage[]): void {
    const line = this.signer.othersLine(plugin, messages);
    if (line !== undefined)
      throw new Failure(
        'BAD_CALL',
        `a button runs one of the plugin's own command lines, and ${JSON.stringify(line)} is none`,
      );
  }

  private async inTime(running: Promise<unknown>): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const limit = this.settings.handlerTimeout;
    const late = new Promise<never>((_resolve, reject) => {
      // Made only when it is late: an error made ahead of need costs more than the rest of a command.
      timer = setTimeout(
        () => reject(new Failure('HANDLER_TIMEOUT', `the handler took longer than ${limit} ms`)),
        limit,
      );
    });
    try {
      return await Promise.race([running, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private answerTo(error: unknown, invocation: Invocation): Outcome {
    const { language, plugin, id, by } = invocation;
    if (isRefusal(error)) return { ...nothing(), replies: [{ type: 'text', text: error.message }] };
    const code = isFailure(error) ? error.code : 'HANDLER_FAILED';
    const stack = error instanceof Error ? plugin.stackOf(error) : String(error);
    this.log.error(
      { ...about(invocation), code, ...(isFailure(error) ? error.details : {}), stack },
      `${plugin.name} failed`,
    );
    const failure = { code, error: stack };
    // Nobody asked for what an event set off: the log has it, the chat is left in peace.
    if (by === 'event') return { ...nothing(), failure };
    const words = hostText(language, wordsFor(code), { id: shortId(id) });
    return { ...nothing(), replies: [{ type: 'text', text: words }], failure };
  }
}

type FailureWords =
  | 'timeout'
  | 'fetch-failed'
  | 'platform-failed'
  | 'storage-full'
  | 'not-supported'
  | 'media-missing'
  | 'media-not-ready'
  | 'media-too-large'
  | 'failed';

const WORDS: Readonly<Record<string, FailureWords>> = {
  NOT_SUPPORTED: 'not-supported',
  HANDLER_TIMEOUT: 'timeout',
  STORAGE_FULL: 'storage-full',
  MEDIA_MISSING: 'media-missing',
  PLATFORM_GONE: 'media-missing',
  MEDIA_NOT_READY: 'media-not-ready',
  MEDIA_TOO_LARGE: 'media-too-large',
};

function wordsFor(code: string): FailureWords {
  const known = WORDS[code];
  if (known) return known;
  if (/^FETCH_(TIMEOUT|UNREACHABLE|BROKEN)$/.test(code)) return 'fetch-failed';
  return code.startsWith('PLATFORM_') ? 'platform-failed' : 'failed';
}

/** What every log line says about an invocation; never what a member typed. */
export function about({ plugin, what, chat, id, by }: Invocation) {
  return { plugin: plugin.name, command: what, chat: chat.key, event: id, by };
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** The end of an event's id: short enough to read out, long enough to find in the log. */
export const shortId = (id: string): string => id.slice(-6);
