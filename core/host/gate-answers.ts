import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { isVisible } from '../chat/in-line.ts';
import type { OutgoingMessage } from '../chat/message.ts';
import { Profiles } from '../chat/profiles.ts';
import type { CommandDefinition, SubcommandDefinition } from '../command/definition.ts';
import type { GuardRule } from '../command/rules.ts';
import { shownName } from '../command/usage.ts';
import { isFailure, type RefusalCode } from '../errors.ts';
import { Registry } from '../plugin/registry.ts';
import type { Asking } from './asking.ts';
import { confirmCard, momentText, nameText, tapsCard } from './asking-card.ts';
import { about, nothing, type Outcome } from './dispatcher.ts';
import { hostText } from './host-text.ts';
import type { Invocation } from './invocation.ts';
import type { Missing } from './quorum.ts';
import { RESERVED } from './storage-view.ts';
import { tapLine } from './tap-line.ts';
import { LOGGER, SETTINGS, type HostSettings } from './tokens.ts';
import type { Transaction } from './transaction.ts';

const MINUTE = 60_000;

/** A command that was understood, and where its rules stand. */
export interface Guarded {
  readonly command: string;
  readonly subcommand?: string;
  readonly definition: CommandDefinition;
}

/** The definition of the subcommand, or of the command itself. */
export const ownDefinition = ({ definition, subcommand }: Guarded): SubcommandDefinition =>
  (subcommand === undefined ? undefined : definition.subcommands?.[subcommand]) ?? definition;

/** `kickbot`, `poll close`. */
export const fullName = ({ command, subcommand }: Guarded): string =>
  subcommand === undefined ? command : `${command} ${subcommand}`;

/** Replies about one asking stand for each other: a burst of taps makes one fresh card. */
export const askingKey = (id: string): string => `${RESERVED}ask/${id}`;

/** The name in the chat's language. */
function shown({ language }: Invocation, guarded: Guarded): string {
  const { command, subcommand, definition } = guarded;
  const words = [shownName(definition, command, language)];
  if (subcommand !== undefined) words.push(shownName(ownDefinition(guarded), subcommand, language));
  return words.join(' ');
}

/** What the gate says: cards that ask, and refusals with their reason. */
@injectable()
export class GateAnswers {
  constructor(
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Registry) private readonly registry: Registry,
  ) {}

  /** Stages the card that asks for taps, or for a confirmation. `again`: the time was up, and it starts over. */
  async card(
    invocation: Invocation,
    guarded: Guarded,
    { asking, again, taps }: { asking: Asking; again: boolean; taps: (Missing & { guard: GuardRule }) | undefined },
    transaction: Transaction,
  ): Promise<void> {
    const definition = ownDefinition(guarded);
    const { moderators } = invocation.policy;
    const moderator = taps?.guard.moderator === true && moderators.length + this.settings.ownerIds.size > 0;
    const [name, ...agreed] = await Promise.all(
      [asking.memberId, ...(taps?.agreed ?? [])].map((memberId) => this.nameOf(invocation, memberId)),
    );
    const card = {
      asking,
      definition,
      again,
      name: name!,
      language: invocation.language,
      timeZone: invocation.policy.timeZone,
      now: this.settings.now(),
      typable: guarded.definition.hidden !== true && definition.hidden !== true,
    };
    transaction.reply(taps ? tapsCard(card, { ...taps, agreed, moderator }) : confirmCard(card), askingKey(asking.id));
    this.log.info({ ...about(invocation), command: `/${fullName(guarded)}`, outcome: 'waits' }, 'command');
  }

  /** Where the card that asks stands already: how many are still missing, and the same button. */
  waits(invocation: Invocation, { line, id, until }: Asking, { missing }: Missing): OutgoingMessage {
    const { language, policy } = invocation;
    const moment = momentText(language, policy.timeZone, until, this.settings.now());
    return {
      type: 'text',
      text: hostText(language, 'taps-waits', { missing, until: moment }),
      buttons: [{ label: hostText(language, 'taps-agree'), command: tapLine(line, id) }],
    };
  }

  notAllowed(invocation: Invocation, guarded: Guarded, guard: GuardRule | undefined): Outcome {
    if (!guard?.moderator) return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'guard-owner');
    const line = this.claim(invocation);
    if (line === undefined) return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'guard-moderator');
    return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'guard-no-moderator', undefined, { line });
  }

  /** The line by which a member asks to be the first moderator, where there is none and the chat has a command for it. */
  private claim({ policy, language }: Invocation): string | undefined {
    const match = this.registry.commands.find('moderators');
    const claim = match?.definition.subcommands?.['claim'];
    if (!match || !claim || !policy.isOn(match.plugin) || policy.moderators.length > 0) return undefined;
    return `/${shownName(match.definition, match.name, language)} ${shownName(claim, 'claim', language)}`;
  }

  async notTheirs(invocation: Invocation, guarded: Guarded, asking: Asking): Promise<Outcome> {
    const name = nameText(await this.nameOf(invocation, asking.memberId));
    return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'confirm-other', askingKey(asking.id), { name });
  }

  /** When it may be run again, in the words of what is left. */
  wait(invocation: Invocation, guarded: Guarded, until: number): Outcome {
    const now = this.settings.now();
    const left = until - now;
    if (left < MINUTE)
      return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'cooldown-seconds', undefined, {
        seconds: Math.ceil(left / 1_000),
      });
    // A minute that has begun is over with the next one.
    const moment = Math.ceil(until / MINUTE) * MINUTE;
    return this.refuse(invocation, guarded, 'NOT_ALLOWED', 'cooldown-until', undefined, {
      until: momentText(invocation.language, invocation.policy.timeZone, moment, now),
    });
  }

  refuse(
    invocation: Invocation,
    guarded: Guarded,
    code: RefusalCode,
    words: Parameters<typeof hostText>[1],
    key?: string,
    values: Readonly<Record<string, string | number>> = {},
  ): Outcome {
    const text = hostText(invocation.language, words, { command: shown(invocation, guarded), ...values });
    const message = { type: 'text', text, quote: true } as const;
    this.log.info({ ...about(invocation), outcome: 'refused', code }, 'command');
    if (key === undefined) return { ...nothing(), replies: [message] };
    const outcome = nothing();
    outcome.transaction.reply(message, key);
    return outcome;
  }

  /** A stand-in where the platform does not tell: a card is no worse than the others for the lack of a name. */
  private async nameOf(invocation: Invocation, memberId: string): Promise<string> {
    const someone = hostText(invocation.language, 'someone');
    try {
      const name = (await this.profiles.get(invocation.chat, memberId))?.displayName ?? '';
      return isVisible(name) ? name : someone;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.log.warn({ ...about(invocation), code: error.code, ...error.details }, 'no display name');
      return someone;
    }
  }
}
