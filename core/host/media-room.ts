import { injectable } from 'tsyringe';
import type { MediaContent, Platform } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import type { MediaPart } from '../plugin/bridge.ts';

/** Bytes that a plugin may read of one message. */
const LARGEST_MEDIA = 10_000_000;
/** Bytes of a part: as text a third more, and less than an isolate's longest message. */
const PART = 1_500_000;
/** Messages that one invocation may read. */
const READS = 10;
/** Contents that the host holds at a time, for all of its chats together. */
const HELD = 4;

/** Room for what members sent, while it is handed to plugins: a small machine shall not run out of memory by it. */
@injectable()
export class MediaRoom {
  private held = 0;
  private readonly waiting: (() => void)[] = [];

  /** Resolves when there is room; what it resolves to gives it back. */
  async enter(): Promise<() => void> {
    if (this.held >= HELD) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.held++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      // Handed on, and not free in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.held--;
    };
  }
}

interface Reading {
  readonly content: Promise<MediaContent>;
  leave(): void;
}

/** What one invocation reads: whole from the platform, and in parts to the plugin. */
export class MediaReadings {
  readonly #readings = new Map<string, Reading>();
  #reads = 0;
  #over = false;

  constructor(
    private readonly room: MediaRoom,
    private readonly platform: Platform,
  ) {}

  async part(messageId: string, preview: boolean, part: number): Promise<MediaPart> {
    const key = `${preview} ${messageId}`;
    let reading = this.#readings.get(key);
    if (!reading) {
      if (part !== 0) throw new Failure('BAD_CALL', 'the parts of a content are read in their order, from 0 on');
      this.#readings.set(key, (reading = this.#begin(messageId, preview)));
    }
    try {
      const { type, bytes } = await reading.content;
      const end = (part + 1) * PART;
      if (end >= bytes.length) this.#done(key, reading);
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(part * PART, end);
      return { type, size: bytes.length, base64: piece.toString('base64') };
    } catch (error) {
      this.#done(key, reading);
      throw error;
    }
  }

  /** The invocation has ended: nothing of it is held any more, once it is there. */
  end(): void {
    this.#over = true;
    for (const [key, reading] of this.#readings) this.#done(key, reading);
  }

  #begin(messageId: string, preview: boolean): Reading {
    if (++this.#reads > READS) throw new Failure('BAD_CALL', `more than ${READS} contents in one invocation`);
    const entered = this.room.enter();
    const content = entered.then(async () => {
      if (this.#over) throw new Failure('INVOCATION_OVER', 'the handler has ended, and its tokens with it');
      return this.platform.content!({ messageId, preview, most: LARGEST_MEDIA });
    });
    const leave = (): void => {
      // Nobody may wait for it any more, but it is there until it is here.
      const out = async (): Promise<void> => (await entered)();
      void content.then(out, out);
    };
    return { content, leave };
  }

  #done(key: string, reading: Reading): void {
    this.#readings.delete(key);
    reading.leave();
  }
}

/** Checks what a plugin says that it wants to read. `own`: the messages that this invocation is about. */
export function checkMedia(messageId: unknown, own: readonly (string | undefined)[]): string {
  if (typeof messageId !== 'string' || messageId === '') throw new Failure('BAD_CALL', 'a message id is a string');
  if (!own.includes(messageId))
    throw new Failure(
      'BAD_CALL',
      'a plugin reads the message that its event "media" is about, or that its command quotes, and no other',
    );
  return messageId;
}
