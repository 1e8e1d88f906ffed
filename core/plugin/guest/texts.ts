import type { Bridge } from '../bridge.ts';
import type { Messages } from '../messages.ts';
import { Texts } from '../tokens.ts';

export class GuestTexts extends Texts {
  readonly #bridge: Bridge;
  readonly #messages: Messages;
  constructor(bridge: Bridge, messages: Messages) {
    super();
    this.#bridge = bridge;
    this.#messages = messages;
  }
  get language() {
    return this.#bridge.snapshot.language;
  }
  get timeZone() {
    return this.#bridge.snapshot.timeZone;
  }
  t(key: string, values?: Readonly<Record<string, string | number | boolean | Date>>) {
    return this.#messages.format(this.language, this.timeZone, key, values);
  }
  list(items: readonly string[]) {
    return this.#messages.list(this.language, items);
  }
}
