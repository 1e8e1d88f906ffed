import type { Commands } from 'tenko';
import { injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

@injectable()
export default class Ping implements Commands<typeof manifest> {
  ping(): string {
    return 'pong';
  }
}
