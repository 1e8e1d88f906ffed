import type { Bridge } from '../bridge.ts';
import { Media } from '../tokens.ts';

export class GuestMedia extends Media {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get quoted() {
    return this.#bridge.calls['media.quoted']();
  }
  /** In parts: no message to an isolate may be longer than the border takes. */
  async read(messageId: string, { preview = false }: { readonly preview?: boolean } = {}) {
    const calls = this.#bridge.calls;
    let part = await calls['media.part'](messageId, preview, 0);
    const { type, size } = part;
    // Not a Buffer, whose memory is shared with others.
    const bytes = new Uint8Array(size);
    for (let at = 0, number = 1; ; number++) {
      const piece = Buffer.from(part.base64, 'base64');
      bytes.set(piece, at);
      at += piece.length;
      if (at >= size || piece.length === 0) return { type, bytes };
      part = await calls['media.part'](messageId, preview, number);
    }
  }
  state(messageId: string) {
    return this.#bridge.calls['media.state'](messageId);
  }
}
