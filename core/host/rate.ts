import { inject, injectable } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import { Patience } from './patience.ts';
import type { Store } from './store.ts';
import { PLATFORMS, STORE, type Platforms } from './tokens.ts';

/** The ways to deliver, each with a rate of its own. */
type Way = 'reply' | 'push';

/** A host takes so much of a second's worth at a time, where others take from the same. */
const SLICE = 0.05;
/** When nothing is left. Milliseconds. */
const LOOK_AGAIN = 50;
/** For so long after the platform has said that it is too much, a host asks for half of what it asked for. Milliseconds. */
const SLOW_FOR = 10_000;

interface Bucket {
  left: number;
  /** When `left` was so; by this process's own clock. */
  at: number;
  perSecond: number;
  slowUntil: number;
  asking: Promise<void> | undefined;
}

/**
 * How many calls an account may make in a second: a platform refuses what is more, for all of its chats. Hosts that share a store share
 * what the account has, a slice at a time.
 */
@injectable()
export class Rate {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    @inject(PLATFORMS) private readonly platforms: Platforms,
    @inject(STORE) private readonly store: Store,
    @inject(Patience) private readonly patience: Patience,
  ) {}

  /** `undefined`: now. Else resolves when it is this call's turn; false when the host stops before. */
  turn(chat: ChatRef, way: Way): Promise<boolean> | undefined {
    const most = this.platforms.find(chat)?.callsPerSecond;
    if (most === undefined) return undefined;
    const name = `${chat.platform}:${chat.account} ${way}`;
    const bucket = this.bucket(name, most);
    return this.has(bucket, most) ? undefined : this.wait(name, bucket, most);
  }

  /** The platform has said that it is too much. */
  tooMuch(chat: ChatRef, way: Way): void {
    const bucket = this.buckets.get(`${chat.platform}:${chat.account} ${way}`);
    if (!bucket) return;
    bucket.left = 0;
    bucket.perSecond = Math.max(1, bucket.perSecond / 2);
    bucket.slowUntil = performance.now() + SLOW_FOR;
  }

  private bucket(name: string, most: number): Bucket {
    const now = performance.now();
    let bucket = this.buckets.get(name);
    if (!bucket) {
      const left = this.store.sharing ? 0 : most;
      this.buckets.set(name, (bucket = { left, at: now, perSecond: most, slowUntil: 0, asking: undefined }));
    }
    return bucket;
  }

  /** Takes one, if there is one. */
  private has(bucket: Bucket, most: number): boolean {
    const now = performance.now();
    if (bucket.perSecond < most && now >= bucket.slowUntil) bucket.perSecond = most;
    if (!this.store.sharing) {
      bucket.left = Math.min(bucket.perSecond, bucket.left + ((now - bucket.at) / 1_000) * bucket.perSecond);
      bucket.at = now;
    }
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }

  private async wait(name: string, bucket: Bucket, most: number): Promise<boolean> {
    for (;;) {
      if (this.store.sharing)
        await (bucket.asking ??= this.ask(name, bucket).finally(() => (bucket.asking = undefined)));
      if (this.has(bucket, most)) return true;
      if (!(await this.patience.pause(LOOK_AGAIN))) return false;
    }
  }

  private async ask(name: string, bucket: Bucket): Promise<void> {
    const { perSecond } = bucket;
    const most = Math.max(1, Math.ceil(perSecond * SLICE));
    bucket.left += await this.patience.untilThere(() => this.store.sharing!.take(name, perSecond, most));
  }
}
