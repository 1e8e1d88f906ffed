import { LRUCache } from 'lru-cache';
import type { InboxRow, Unit } from '../../host/store.ts';

/** Values kept in memory, in UTF-16 units: what a busy chat's poll needs for its next vote. */
const RECENT = 4_000_000;

type Mailbox = Pick<InboxRow, 'chat' | 'plugin'>;

/** What is known of one chat while this host has it. */
interface Known {
  /** By plugin: its mailbox is not larger. */
  readonly atMost: Map<string, number>;
  /** Tells this holding from the ones before, of which values may still be around. */
  readonly nth: number;
  /** How often something was written. */
  writes: number;
}

/**
 * What was read or written last, and how large mailboxes are at most, in chats that this host has: nobody else changes anything there. It
 * is filled when a statement has been answered, and never before.
 */
export class StateCache {
  readonly #chats = new Map<string, Known>();
  readonly #isHere: (chat: string) => boolean;
  #nth = 0;
  readonly #recent = new LRUCache<string, { readonly value: string | undefined }>({
    maxSize: RECENT,
    sizeCalculation: ({ value = '' }, name) => value.length + name.length,
  });

  constructor(isHere: (chat: string) => boolean) {
    this.#isHere = isHere;
  }

  /** The chat has come into this host's hands, or left them. */
  forget(chat: string): void {
    this.#chats.delete(chat);
  }

  /** In a chat that this host has. */
  get({ chat, plugin }: Mailbox, key: string): { readonly value: string | undefined } | undefined {
    const known = this.#chats.get(chat);
    return known && this.#recent.get(`${known.nth} ${plugin} ${key}`);
  }

  /** A value is asked for; it is kept when it comes, unless something was written meanwhile. */
  asking({ chat, plugin }: Mailbox, key: string): (value: string | undefined) => void {
    const known = this.#of(chat);
    const before = known?.writes;
    return (value) => {
      if (known && known === this.#chats.get(chat) && known.writes === before)
        this.#recent.set(`${known.nth} ${plugin} ${key}`, { value });
    };
  }

  wrote({ chat, plugin }: Mailbox, writes: Unit['writes']): void {
    const known = this.#of(chat);
    if (!known) return;
    const before = known.atMost.get(plugin);
    let written = 0;
    known.writes++;
    for (const [key, value] of writes) {
      this.#recent.set(`${known.nth} ${plugin} ${key}`, { value });
      if (value !== undefined) written += key.length + value.length;
    }
    if (before !== undefined && written > 0) known.atMost.set(plugin, before + written);
  }

  measured({ chat, plugin }: Mailbox, size: number): void {
    this.#of(chat)?.atMost.set(plugin, size);
  }

  atMost({ chat, plugin }: Mailbox): number {
    return this.#chats.get(chat)?.atMost.get(plugin) ?? Infinity;
  }

  #of(chat: string): Known | undefined {
    if (!this.#isHere(chat)) return undefined;
    let known = this.#chats.get(chat);
    if (!known) this.#chats.set(chat, (known = { atMost: new Map(), nth: ++this.#nth, writes: 0 }));
    return known;
  }
}
