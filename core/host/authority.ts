import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import { Policies } from './policies.ts';
import { SETTINGS, type HostSettings } from './tokens.ts';

/** What someone may do in a chat. */
export interface Standing {
  /** One of OWNER_IDS. */
  readonly isOwner: boolean;
  readonly isModerator: boolean;
}

/** The clock, and whoever the platform does not name. */
const NOBODY: Standing = { isOwner: false, isModerator: false };

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
    return (await this.of(chat, memberId)).isModerator;
  }

  /** By what the chat's policy says now. */
  async of(chat: ChatRef, memberId: string | undefined): Promise<Standing> {
    if (memberId === undefined) return NOBODY;
    const isOwner = this.isOwner(chat, memberId);
    if (isOwner || chat.kind === 'user') return { isOwner, isModerator: true };
    const { moderators } = await this.policies.of(chat);
    return { isOwner, isModerator: moderators?.includes(memberId) ?? false };
  }
}
