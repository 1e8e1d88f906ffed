import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import { checkReply } from '../chat/message-check.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import { Failure, isFailure, isRefusal } from '../errors.ts';
import { Downloads } from './downloads.ts';
import { RunAgain } from '../plugin/scope.ts';
import { Administrations } from './administrations.ts';
import { CommandCatalogue } from './command-catalogue.ts';
import { InvocationCalls } from './calls.ts';
import type { Invocation } from './invocation.ts';
import { Fetcher } from './fetch/fetcher.ts';
import { Outbox } from './outbox.ts';
import { PushBudget } from './push-budget.ts';
import { Signer } from './signer.ts';
import { StorageView } from './storage-view.ts';
import type { Store, Unit } from './store.ts';
import { LOGGER, PLATFORMS, SETTINGS, STORE, type HostSettings, type Platforms } from './tokens.ts';
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
    @inject(CommandCatalogue) private readonly catalogue: CommandCatalogue,
    @inject(Signer) private readonly signer: Signer,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Administrations) private readonly administrations: Administrations,
    @inject(Downloads) private readonly downloads: Downloads,
    @inject(PushBudget) private readonly budget: PushBudget,
    @inject(Fetcher) private readonly fetcher: Fetcher,
  ) {}

  /**
   * Never rejects for what a plugin or a platform does: that is in the outcome, and in the log. `kept`: what the host keeps of this run in
   * the plugin's mailbox, with it or not at all.
   */
  async run(invocation: Invocation, kept?: Unit['writes'], again?: RunAgain): Promise<Outcome> {
    const started = performance.now();
    const { plugin, chat } = invocation;
    const transaction = new Transaction(new StorageView(this.store, chat.key, plugin.name, kept));
    const calls = this.calls(invocation, transaction);
    let outcome: Outcome;
    let told = 'done';
    try {
      const running = plugin.scope.run(invocation.method, invocation.argument, calls, again);
      const returned = isPromise(running) ? await (plugin.scope.keepsTime ? running : this.inTime(running)) : running;
      // Before each is looked at: a list of hundreds of thousands would hold up everybody.
      transaction.checkRoom(Array.isArray(returned) ? returned.length : 0);
      const replies = checkReply(returned, this.platforms.of(chat));
      if (plugin.trust === 'foreign') this.checkLines(plugin.name, [...transaction.messages, ...replies]);
      outcome = { transaction, replies, ran: true };
      transaction.receipt.messages += transaction.replies + replies.length;
    } catch (error) {
      // Through no fault of its own: nothing of it has happened, and nobody is told.
      if (error instanceof RunAgain) {
        calls.end();
        return this.run(invocation, kept, error);
      }
      told = isRefusal(error) ? 'refused' : 'failed';
      outcome = this.answerTo(error, invocation);
      // What it had read, it had read.
      outcome.transaction.receipt = transaction.receipt;
    } finally {
      calls.end();
    }
    const ms = Math.round((performance.now() - started) * 100) / 100;
    this.log.info({ ...about(invocation), outcome: told, ms }, 'command');
    return outcome;
  }

  private calls(invocation: Invocation, transaction: Transaction): InvocationCalls {
    let child: Logger | undefined;
    const { chat, plugin } = invocation;
    return new InvocationCalls(invocation, transaction, {
      platform: this.platforms.of(chat),
      profiles: this.profiles,
      census: this.census,
      now: this.settings.now(),
      log: () => (child ??= this.log.child(about(invocation))),
      commandList: ({ policy, standing }) => this.catalogue.entries(chat.kind, policy, standing),
      pluginOf: (line) => this.signer.pluginOf(line),
      timers: () => this.store.timers(chat.key, plugin.name),
      fetch: (asked, context) => this.fetcher.fetch(asked, context),
      waiting: () => this.outbox.waiting(chat, plugin.name),
      downloads: this.downloads,
      pushCost: () => this.budget.cost(chat),
      administration: (...of) => this.administrations.make(...of),
    });
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

function wordsFor(code: string): 'timeout' | 'fetch-failed' | 'platform-failed' | 'storage-full' | 'failed' {
  if (code === 'HANDLER_TIMEOUT') return 'timeout';
  if (code === 'STORAGE_FULL') return 'storage-full';
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
const shortId = (id: string): string => id.slice(-6);
