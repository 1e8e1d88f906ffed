import type { Bridge } from '../bridge.ts';
import { Settings } from '../tokens.ts';

export class GuestSettings extends Settings {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get values() {
    return this.#bridge.snapshot.settings;
  }
}
