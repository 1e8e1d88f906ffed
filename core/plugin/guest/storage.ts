import type { Bridge } from '../bridge.ts';
import { Storage, type Json } from '../tokens.ts';

export class GuestStorage extends Storage {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get<T extends Json>(key: string) {
    return this.#bridge.calls['storage.get'](key) as Promise<T | undefined>;
  }
  set(key: string, value: Json) {
    return this.#bridge.calls['storage.set'](key, value);
  }
  delete(key: string) {
    return this.#bridge.calls['storage.delete'](key);
  }
  list<T extends Json>(prefix: string) {
    return this.#bridge.calls['storage.list'](prefix) as Promise<
      readonly { readonly key: string; readonly value: T }[]
    >;
  }
}
