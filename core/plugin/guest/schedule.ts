import type { Bridge } from '../bridge.ts';
import { Schedule, type ScheduleOptions } from '../tokens.ts';

export class GuestSchedule extends Schedule {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  at(time: number, line: string, options?: ScheduleOptions) {
    return this.#bridge.calls['schedule.at'](time, line, options?.id);
  }
  every(pattern: string, line: string, options?: ScheduleOptions) {
    return this.#bridge.calls['schedule.every'](pattern, line, options?.id);
  }
  cancel(id: string) {
    return this.#bridge.calls['schedule.cancel'](id);
  }
  list() {
    return this.#bridge.calls['schedule.list']();
  }
}
