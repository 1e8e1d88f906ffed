import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import { checkReply } from '../chat/message-check.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import { Failure, isFailure, isRefusal } from '../errors.ts';
import { CommandCatalogue } from './command-catalogue.ts';
import { InvocationCalls } from './calls.ts';
import type { Invocation } from './invocation.ts';
import { MemoryStorage, StorageView } from './memory-storage.ts';
import { LOGGER, PLATFORMS, SETTINGS, type HostSettings, type Platforms } from './tokens.ts';
import { Transaction, type Effects } from './transaction.ts';
import { hostText } from './words.ts';

const NOTHING: Effects = { replies: [], leave: false };

/** Runs one invocation as a transaction: all of what its handler staged, or nothing and an honest line. */
@injectable()
export class Dispatcher {
  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Census) private readonly census: Census,
    @inject(MemoryStorage) private readonly storage: MemoryStorage,
    @inject(CommandCatalogue) private readonly catalogue: CommandCatalogue,
  ) {}

  /** Never rejects: what went wrong is in the log, and in words among the effects. */
  async run(invocation: Invocation): Promise<Effects> {
    const started = performance.now();
    const { plugin, chat } = invocation;
    const transaction = new Transaction(this.storage, new StorageView(this.storage, `${plugin.name} ${chat.key}`));
    const calls = this.calls(invocation, transaction);
    let outcome = 'done';
    let effects: Effects;
    try {
      const running = plugin.scope.run(invocation.method, invocation.argument, calls);
      const returned = isPromise(running) ? await this.inTime(running) : running;
      for (const message of checkReply(returned)) transaction.reply({ message });
      effects = transaction.commit();
    } catch (error) {
      outcome = isRefusal(error) ? 'refused' : 'failed';
      effects = this.answerTo(error, invocation);
    } finally {
      calls.end();
    }
    this.log.info(
      { ...told(invocation), outcome, ms: Math.round((performance.now() - started) * 100) / 100 },
      'command',
    );
    return effects;
  }

  private calls(invocation: Invocation, transaction: Transaction): InvocationCalls {
    let child: Logger | undefined;
    return new InvocationCalls(invocation, transaction, {
      platform: this.platforms.of(invocation.chat),
      profiles: this.profiles,
      census: this.census,
      timeZone: this.settings.timeZone,
      now: this.settings.now(),
      log: () => (child ??= this.log.child(told(invocation))),
      commandList: ({ chat, language }) => this.catalogue.entries(chat.kind, language),
    });
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

  private answerTo(error: unknown, invocation: Invocation): Effects {
    const { language, plugin, id, by } = invocation;
    if (isRefusal(error)) return { replies: [{ type: 'text', text: error.message }], leave: false };
    const code = isFailure(error) ? error.code : 'HANDLER_FAILED';
    this.log.error(
      {
        ...told(invocation),
        code,
        ...(isFailure(error) ? error.details : {}),
        stack: error instanceof Error ? plugin.stackOf(error) : String(error),
      },
      `${plugin.name} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    // Nobody asked for what an event set off: the log has it, the chat is left in peace.
    if (by === 'event') return NOTHING;
    const words = code === 'HANDLER_TIMEOUT' ? 'timeout' : code.startsWith('PLATFORM_') ? 'platform-failed' : 'failed';
    return { replies: [text(hostText(language, words, { id: shortId(id) }))], leave: false };
  }
}

/** What every log line says about an invocation; never what a member typed. */
function told({ plugin, what, chat, id, by }: Invocation) {
  return { plugin: plugin.name, command: what, chat: chat.key, event: id, by };
}

const text = (words: string): OutgoingMessage => ({ type: 'text', text: words });
const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** The end of an event's id: short enough to read out, long enough to find in the log. */
const shortId = (id: string): string => id.slice(-6);
