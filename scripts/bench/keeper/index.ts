import { Storage, type Commands } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

const KEPT = 'x'.repeat(1_180);
const ANSWER = 'x'.repeat(320);

/** As much as a poll does at a vote: one reading, one writing, one answer. */
@injectable()
export default class Keeper implements Commands<typeof manifest> {
  constructor(@inject(Storage) private readonly storage: Storage) {}

  async keep(): Promise<string> {
    await this.storage.get('poll:1');
    await this.storage.set('poll:1', { votes: KEPT });
    return ANSWER;
  }
}
