import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { Receipt } from '../plugin/administration.ts';
import { Turns } from '../turns.ts';
import { noCounts, type ReceiptCounter } from './receipt.ts';
import type { ReceiptCounts, Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';

/** How long receipts are kept. */
export const RECEIPTS_FOR = 7 * 86_400_000;

interface Behind {
  readonly chat: string;
  readonly plugin: string;
  readonly counts: ReceiptCounts;
}

/**
 * What each plugin read and sent in each chat. What it read, and what it sent unasked, is written down with the command that did it.
 * Plain answers and pushes are added up in memory and written behind: the chat has seen them, so a crash may take some from the count.
 */
@injectable()
export class Receipts {
  private readonly writing = new Turns();
  private unwritten = new Map<string, Behind>();

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /** A command is done. */
  done(chat: string, plugin: string, { counts, messages }: ReceiptCounter): void {
    if (counts === undefined && messages > 0) this.add(chat, plugin, 'messages', messages);
  }

  pushed(chat: string, plugin: string): void {
    this.add(chat, plugin, 'pushes', 1);
  }

  /** What was learnt of the chat and is not written yet never will be. */
  forgetChat({ key }: ChatRef): void {
    for (const [name, { chat }] of this.unwritten) if (chat === key) this.unwritten.delete(name);
  }

  async of(chat: ChatRef): Promise<readonly Receipt[]> {
    await this.flush();
    return this.store.receipts(chat.key, this.settings.now() - RECEIPTS_FOR);
  }

  /** Resolves when all that was counted is written. Rejects when it cannot be, and keeps it for the next time. */
  flush(): Promise<void> {
    // Behind what is being written just now: whoever reads next has it all.
    return this.writing.take(() => this.write());
  }

  private async write(): Promise<void> {
    const rows = [...this.unwritten.values()];
    if (rows.length === 0) return;
    this.unwritten = new Map();
    try {
      await this.store.addReceipts(rows);
    } catch (error) {
      for (const { chat, plugin, counts } of rows) {
        this.add(chat, plugin, 'messages', counts.messages);
        this.add(chat, plugin, 'pushes', counts.pushes);
      }
      throw error;
    }
  }

  private add(chat: string, plugin: string, kind: 'messages' | 'pushes', count: number): void {
    const name = `${plugin} ${chat}`;
    const known = this.unwritten.get(name)?.counts ?? noCounts();
    this.unwritten.set(name, { chat, plugin, counts: { ...known, [kind]: known[kind] + count } });
  }
}
