import { refuse } from './answer.ts';

const JAPAN = 9 * 60 * 60_000;
const DAYS_KEPT = 400;
/** Since when LINE counts (LINE reference, "Get number of sent reply messages"). */
const FIRST_DAY = '20180331';

type Way = 'reply' | 'push' | 'multicast' | 'broadcast';

/** How many messages went out on which day, in Japan's days. */
export class DeliveryCounts {
  readonly #days = new Map<string, Map<Way, number>>();

  constructor(private readonly now: () => number) {}

  add(way: Way, messages: number): void {
    const today = this.#today();
    const day = this.#days.get(today) ?? new Map<Way, number>();
    day.set(way, (day.get(way) ?? 0) + messages);
    this.#days.set(today, day);
    const [oldest] = this.#days.keys();
    if (this.#days.size > DAYS_KEPT && oldest !== undefined) this.#days.delete(oldest);
  }

  on(way: Way, date: unknown): object {
    if (typeof date !== 'string' || !isDay(date)) {
      throw refuse(400, "The value for the 'date' parameter is invalid");
    }
    if (date < FIRST_DAY) return { status: 'out_of_service' };
    if (date >= this.#today()) return { status: 'unready' };
    return { status: 'ready', success: this.#days.get(date)?.get(way) ?? 0 };
  }

  #today(): string {
    return new Date(this.now() + JAPAN).toISOString().slice(0, 10).replaceAll('-', '');
  }
}

function isDay(date: string): boolean {
  if (!/^\d{8}$/.test(date)) return false;
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes 31 February for a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
