import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ReplyToken } from '../chat/event.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { isFailure } from '../errors.ts';
import { LOGGER, PLATFORMS, SETTINGS, type HostSettings, type Platforms } from './tokens.ts';
import { Signer } from './signer.ts';

/** LINE allows 60 s from the webhook (LINE reference, reply token); ten of them are for the way there. */
const TOKEN_LIFE = 50_000;

/** What is sent on behalf of one event. */
export interface Outgoing {
  readonly id: string;
  readonly chat: ChatRef;
  readonly reply: ReplyToken | undefined;
  /** Whose card it is: its buttons carry this plugin's lines. */
  readonly messages: readonly OutgoingMessage[];
  readonly leave: boolean;
}

/** Sends what transactions left: a reply in one call with its free token, at most once; then, if asked, the leave. */
@injectable()
export class Outbox {
  private underWay = 0;
  private readonly whenIdle: (() => void)[] = [];

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Signer) private readonly signer: Signer,
  ) {}

  /** Never rejects: what could not be sent is logged with its code. Resolves when all is sent or given up. */
  async send(outgoing: Outgoing): Promise<void> {
    this.underWay++;
    try {
      const replied = outgoing.messages.length === 0 || (await this.reply(outgoing));
      // The farewell goes first; where it failed the bot leaves all the same, as it was asked to.
      if (outgoing.leave) await this.leave(outgoing, replied);
    } finally {
      if (--this.underWay === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
    }
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    if (this.underWay > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  private async reply({ id, chat, reply, messages }: Outgoing): Promise<boolean> {
    if (!reply) {
      this.log.warn(
        { event: id, chat: chat.key, messages: messages.length },
        'nothing to answer with: the event has no reply token',
      );
      return false;
    }
    const age = this.settings.now() - reply.receivedAt;
    if (age > TOKEN_LIFE) {
      this.log.warn(
        { event: id, chat: chat.key, age, code: 'INVALID_REPLY_TOKEN' },
        'the reply came too late for its token',
      );
      return false;
    }
    try {
      await this.platforms.of(chat).reply(chat, reply.token, messages, this.signer.forChat(chat));
      return true;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.error(
        { event: id, chat: chat.key, code: error.code, ...error.details },
        `reply not sent: ${error.message}`,
      );
      return false;
    }
  }

  private async leave({ id, chat }: Outgoing, replied: boolean): Promise<void> {
    try {
      await this.platforms.of(chat).leave(chat);
      this.log.info({ event: id, chat: chat.key, farewell: replied }, 'left the chat');
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.error(
        { event: id, chat: chat.key, code: error.code, ...error.details },
        `could not leave: ${error.message}`,
      );
    }
  }
}
