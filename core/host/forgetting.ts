import { inject, injectable } from 'tsyringe';
import { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import { Heard } from '../chat/heard.ts';
import { Profiles } from '../chat/profiles.ts';
import { Roster } from '../chat/roster.ts';
import { Registry } from '../plugin/registry.ts';
import { Outbox } from './outbox.ts';
import { Policies } from './policies.ts';
import { Receipts } from './receipts.ts';
import { RESERVED } from './storage-view.ts';
import type { Committed, InboxRow, Store, Unit } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';
import type { Transaction } from './transaction.ts';
import { writeWork } from './work.ts';

/**
 * Erasing what is kept of a member, or of a whole chat. It is part of the command's own transaction; every plugin that may know of the
 * member then runs its `onMemberForgotten` in its own mailbox, behind what was typed before.
 */
@injectable()
export class Forgetting {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(Registry) private readonly registry: Registry,
    @inject(Roster) private readonly roster: Roster,
    @inject(Profiles) private readonly profiles: Profiles,
    @inject(Heard) private readonly heard: Heard,
    @inject(Census) private readonly census: Census,
    @inject(Policies) private readonly policies: Policies,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Receipts) private readonly receipts: Receipts,
  ) {}

  /** What is to be erased with the command. Nothing that was learnt before it is written behind it. */
  async staged(
    row: InboxRow,
    chat: ChatRef,
    transaction: Transaction,
  ): Promise<Pick<Unit, 'forgotten' | 'forgetsChat'>> {
    if (transaction.forgetsChat) {
      this.roster.forgetChat(chat);
      this.receipts.forgetChat(chat);
      return { forgetsChat: true };
    }
    // Of the event's clock and ours the later one: what the platform dates before it never brings them back.
    const at = Math.max(row.at, this.settings.now());
    const plugins = await this.thatRemember(chat);
    const forgotten = [...transaction.forgotten].map((memberId) => {
      this.roster.forget(chat, memberId, at);
      const body = writeWork({ by: 'event', chat, forgotten: memberId });
      return { memberId, at, rows: plugins.map((plugin) => ({ plugin, body })), prefix: RESERVED };
    });
    return { forgotten };
  }

  /** It is durable: memory follows. */
  done(chat: ChatRef, transaction: Transaction, committed: Committed & { readonly ok: true }): void {
    for (const memberId of transaction.forgotten) {
      this.profiles.drop(chat, memberId);
      this.heard.forget(chat, memberId);
    }
    if (transaction.forgetsChat) this.heard.forgetChat(chat);
    if (transaction.forgets) this.census.changed(chat);
    if (!committed.erased) return;
    this.policies.outdated(chat);
    this.outbox.withdraw(chat, committed.erased.outbox);
  }

  /** A plugin that cannot be loaded just now has to be told too, once it can be: its row is among the failures, to be run again. */
  private async thatRemember(chat: ChatRef): Promise<readonly string[]> {
    const names: string[] = [];
    for (const plugin of this.registry.all()) {
      const remembers =
        plugin.state === 'READY'
          ? plugin.remembersMembers
          : (await this.store.list(chat.key, plugin.name, '')).length > 0;
      if (remembers) names.push(plugin.name);
    }
    return names;
  }
}
