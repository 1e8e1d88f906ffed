import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import { eventMethodName } from '../command/method.ts';
import type { LoadedPlugin } from '../plugin/loader.ts';
import { Registry } from '../plugin/registry.ts';
import { Dispatcher } from './dispatcher.ts';
import { Languages } from './languages.ts';
import { Mailboxes } from './mailboxes.ts';
import { Outbox } from './outbox.ts';
import { LOGGER } from './tokens.ts';
import type { Effects } from './transaction.ts';

/** Brings an event to every plugin whose manifest asks for it; what all of them return goes out as one reply. */
@injectable()
export class EventRunner {
  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(Mailboxes) private readonly mailboxes: Mailboxes,
    @inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Languages) private readonly languages: Languages,
    @inject(LOGGER) private readonly log: Logger,
  ) {}

  happened(event: ChatEvent, chat: ChatRef): void {
    const plugins = this.registry.subscribers(event.type);
    if (plugins.length > 0) void this.run(event, chat, plugins);
  }

  private async run(event: ChatEvent, chat: ChatRef, plugins: readonly LoadedPlugin[]): Promise<void> {
    const all = await Promise.all(plugins.map((plugin) => this.one(event, chat, plugin)));
    const messages = all.flatMap(({ replies }) => replies);
    const leave = all.some((effects) => effects.leave);
    // An event that no reply answers (a member left) has no token: what a plugin returns for it has nowhere to go.
    if (messages.length > 0 || leave)
      await this.outbox.send({ id: event.id, chat, reply: event.reply, messages, leave });
  }

  private one(event: ChatEvent, chat: ChatRef, plugin: LoadedPlugin): Promise<Effects> {
    return new Promise((resolve) => {
      const taken = this.mailboxes.add(`${plugin.name} ${chat.key}`, async () => {
        // A plugin gets what happened, never the token that answers it.
        const { reply: _token, ...told } = event;
        resolve(
          await this.dispatcher.run({
            id: event.id,
            plugin,
            method: eventMethodName(event.type),
            argument: told,
            what: event.type,
            chat,
            callerId: event.memberId,
            by: 'event',
            language: this.languages.of(chat),
            reply: event.reply,
          }),
        );
      });
      if (taken) return;
      this.log.warn(
        { plugin: plugin.name, chat: chat.key, event: event.id, code: 'BUSY' },
        'mailbox full: event dropped',
      );
      resolve({ replies: [], leave: false });
    });
  }
}
