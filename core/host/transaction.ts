import type { OutgoingMessage } from '../chat/message.ts';
import type { MemoryStorage, StorageView } from './memory-storage.ts';

/** One message of a reply; of several with one key, the newest is what is sent. */
export interface StagedReply {
  readonly message: OutgoingMessage;
  readonly key?: string;
}

/** What a transaction leaves for the outbox. */
export interface Effects {
  readonly replies: readonly OutgoingMessage[];
  readonly leave: boolean;
}

/** What a handler did so far. Nothing of it has happened until `commit`, and nothing ever will if the handler throws. */
export class Transaction {
  readonly #replies: StagedReply[] = [];
  #leave = false;

  constructor(
    private readonly storage: MemoryStorage,
    readonly view: StorageView,
  ) {}

  reply(staged: StagedReply): void {
    const older = staged.key === undefined ? -1 : this.#replies.findIndex(({ key }) => key === staged.key);
    if (older >= 0) this.#replies.splice(older, 1);
    this.#replies.push(staged);
  }

  /** How many messages are staged. */
  get replies(): number {
    return this.#replies.length;
  }

  leave(): void {
    this.#leave = true;
  }

  /** Writes what was staged, all or nothing (STORAGE_FULL), and hands out what is to be sent. */
  commit(): Effects {
    this.storage.commit(this.view.drawer, this.view.writes);
    return { replies: this.#replies.map(({ message }) => message), leave: this.#leave };
  }
}
