import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { CommandDefinition } from '../command/definition.ts';
import { rulesOf, type GuardRule } from '../command/rules.ts';
import { Policies } from './policies.ts';
import type { ChatPolicy } from './policy.ts';
import { SETTINGS, type HostSettings } from './tokens.ts';

/** What someone may do in a chat. */
export interface Standing {
  /** The platform says who they are. */
  readonly isKnown: boolean;
  /** One of OWNER_IDS. */
  readonly isOwner: boolean;
  readonly isModerator: boolean;
}

/** The clock, and whoever the platform does not name. */
const NOBODY: Standing = { isKnown: false, isOwner: false, isModerator: false };

/** Whether a guard lets someone through at once, without the taps of others. */
export const mayPass = (guard: GuardRule, { isOwner, isModerator }: Standing): boolean =>
  (guard.moderator && isModerator) || (guard.owner && isOwner);

/** Whether a command is one for this member: they may run it, or ask for it where others can agree by taps. */
export function mayRun(definition: CommandDefinition, standing: Standing, subcommand?: string): boolean {
  const rules = rulesOf(definition, subcommand);
  if (!rules) return true;
  if (!standing.isKnown) return false;
  return !rules.guard || rules.guard.taps !== undefined || mayPass(rules.guard, standing);
}

/**
 * Who may do what is not for everyone. A chat's moderators stand in its policy; LINE tells no bot who made a group or runs it. An owner
 * of the host is a moderator of every chat, and so is the one person of a 1:1 chat, where there is nobody else to ask.
 */
@injectable()
export class Authority {
  constructor(
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(Policies) private readonly policies: Policies,
  ) {}

  isOwner(chat: ChatRef, memberId: string | undefined): boolean {
    return memberId !== undefined && this.settings.ownerIds.has(`${chat.platform}:${memberId}`);
  }

  async isModerator(chat: ChatRef, memberId: string | undefined): Promise<boolean> {
    return this.of(chat, memberId, await this.policies.of(chat)).isModerator;
  }

  /** By what a reading of the chat's policy says. */
  of(chat: ChatRef, memberId: string | undefined, policy: ChatPolicy): Standing {
    if (memberId === undefined) return NOBODY;
    const isOwner = this.isOwner(chat, memberId);
    if (isOwner || chat.kind === 'user') return { isKnown: true, isOwner, isModerator: true };
    return { isKnown: true, isOwner, isModerator: policy.moderators.includes(memberId) };
  }
}
