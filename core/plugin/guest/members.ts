import type { Bridge } from '../bridge.ts';
import { Members } from '../tokens.ts';

export class GuestMembers extends Members {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  profile(memberId: string) {
    return this.#bridge.calls['members.profile'](memberId);
  }
  roster() {
    return this.#bridge.calls['members.roster']();
  }
  count() {
    return this.#bridge.calls['members.count']();
  }
  heard(since: number) {
    return this.#bridge.calls['members.heard'](since);
  }
}
