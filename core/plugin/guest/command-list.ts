import type { Bridge } from '../bridge.ts';
import { CommandList } from '../tokens.ts';

const fold = (word: string): string => word.normalize('NFKC').trim().replace(/^\//, '').toLowerCase();

export class GuestCommandList extends CommandList {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  all() {
    return this.#bridge.calls['commands.all']();
  }
  find(word: string) {
    const wanted = fold(word);
    return this.all().find((entry) => entry.words.some((known) => fold(known) === wanted));
  }
}
