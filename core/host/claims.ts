import { inject, injectable } from 'tsyringe';
import type { Store } from './store.ts';
import { STORE } from './tokens.ts';

/**
 * A chat in this host's hands, from when it came to when it is gone. Whoever works for the chat keeps hold of this one, and looks at it
 * before anything that counts: the chat may have gone and come back meanwhile, and then it is another one.
 */
export class Held {
  /** The chat is in other hands. */
  lost = false;
  /** What waits here is another host's to run: nothing more is begun, so that it can have the chat. */
  leaving = false;
  /** It is being given back, and nobody knows yet whether that went well. */
  asked = false;
  /** Invocations that run or wait. */
  tasks = 0;
  /** When it came, or something was last done there, by this process's own clock. */
  used = performance.now();
}

/**
 * The chats that are in this host's hands: all of them, always, where it is the only one (SQLite). Everything that is kept in memory of a
 * chat (its mailboxes, its lane, its policy) is so for as long as the host has it, and is dropped with it.
 */
@injectable()
export class Claims {
  readonly isShared: boolean;
  private readonly held = new Map<string, Held>();
  private readonly always = new Held();
  /** By this process's own clock, which nobody sets: when the lease may have run out, if it is not renewed. */
  private until = -Infinity;
  private readonly waiting: (() => void)[] = [];
  private whenFree: (chat: string, held: Held) => void = () => undefined;

  constructor(@inject(STORE) { sharing }: Store) {
    this.isShared = sharing !== undefined;
  }

  of(chat: string): Held | undefined {
    return this.isShared ? this.held.get(chat) : this.always;
  }

  all(): ReadonlyMap<string, Held> {
    return this.held;
  }

  /** The chat has come into this host's hands. */
  take(chat: string): void {
    this.end(this.held.get(chat));
    this.held.set(chat, new Held());
  }

  /** The chat is gone. False when it has come back already. */
  drop(chat: string, held: Held): boolean {
    this.end(held);
    return this.held.get(chat) === held && this.held.delete(chat);
  }

  dropAll(): void {
    for (const held of this.held.values()) this.end(held);
    this.held.clear();
    this.wake();
  }

  /** The lease holds until then. */
  renewed(until: number): void {
    this.until = until;
    this.wake();
  }

  /** Nobody else can have any of these chats now. */
  get isSafe(): boolean {
    return !this.isShared || performance.now() < this.until;
  }

  /** Whether the chat is this host's without doubt; with doubt, `sure` tells. */
  isSure(held: Held): boolean {
    return !held.lost && this.isSafe;
  }

  /** Resolves when it is known whether the chat is still this host's: after a time in which the store could not be reached. */
  async sure(held: Held): Promise<boolean> {
    while (!held.lost && !this.isSafe) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return !held.lost;
  }

  /** One of the invocations ended. */
  ended(chat: string, held: Held): void {
    held.tasks--;
    held.used = performance.now();
    if (held.leaving && held.tasks === 0 && !held.lost) this.whenFree(chat, held);
  }

  /** Told when nothing runs any more in a chat that is to leave. */
  onFree(listener: (chat: string, held: Held) => void): void {
    this.whenFree = listener;
  }

  private end(held: Held | undefined): void {
    if (held) held.lost = true;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
