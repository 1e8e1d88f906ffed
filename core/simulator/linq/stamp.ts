/** Fraction digits as they were seen in Linq's webhooks, one after the other. */
const DIGITS = [9, 3, 6, 4, 8, 5, 7];
let turn = 0;

/** A time as webhooks have it, with three to nine fraction digits. */
export function stamp(at: number): string {
  const digits = DIGITS[turn++ % DIGITS.length] ?? 9;
  const [whole = '', fraction = '000Z'] = new Date(at).toISOString().split('.');
  // What lies below the millisecond differs from event to event.
  const nanoseconds = fraction.slice(0, 3) + String((turn * 104_729) % 1_000_000).padStart(6, '0');
  return `${whole}.${nanoseconds.slice(0, digits)}Z`;
}

/** A time as the API has it. */
export const time = (at: number): string => new Date(at).toISOString();
