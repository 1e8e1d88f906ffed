import type { Bridge } from '../bridge.ts';
import { Clock, Log, type Json } from '../tokens.ts';

type Details = Readonly<Record<string, Json>>;

export class GuestLog extends Log {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  debug(message: string, details?: Details) {
    this.#bridge.calls['log.write']('debug', message, details);
  }
  info(message: string, details?: Details) {
    this.#bridge.calls['log.write']('info', message, details);
  }
  warn(message: string, details?: Details) {
    this.#bridge.calls['log.write']('warn', message, details);
  }
  error(message: string, details?: Details) {
    this.#bridge.calls['log.write']('error', message, details);
  }
}

export class GuestClock extends Clock {
  readonly #now: number;
  constructor(bridge: Bridge) {
    super();
    this.#now = bridge.snapshot.now;
  }
  now() {
    return this.#now;
  }
}
