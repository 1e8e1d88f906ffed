import type { Bridge } from '../bridge.ts';
import { Pseudonyms } from '../tokens.ts';

export class GuestPseudonyms extends Pseudonyms {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  of(key: string, memberId: string) {
    return this.#bridge.calls['pseudonyms.of'](key, memberId);
  }
  destroy(key: string) {
    return this.#bridge.calls['pseudonyms.destroy'](key);
  }
}
