/** A part of the day: what it makes of an hour of the 12-hour clock, and the hour that it stands for alone. */
export interface DayPart {
  readonly is: 'part';
  readonly of: (hour: number) => number;
  readonly alone: number;
}

/** What a word means in a time or a duration. */
export type TimeWord =
  /** Today, tomorrow: days ahead. `part` for tonight. */
  | { readonly is: 'day'; readonly ahead: number; readonly part?: DayPart }
  /** 1 is Monday, 7 Sunday. `unit`: the word can also be a length (Thai says "sun" for a week). */
  | { readonly is: 'weekday'; readonly day: number; readonly unit?: number }
  /** This week, next week; before or behind a weekday. */
  | { readonly is: 'week'; readonly ahead: number }
  | { readonly is: 'month'; readonly month: number }
  | DayPart
  /** Noon, midnight. */
  | { readonly is: 'clock'; readonly hour: number }
  /** A length, in milliseconds. `half`: and half of it more (一個半小時). */
  | { readonly is: 'unit'; readonly length: number; readonly half?: true }
  /** Behind a number: 時, 點, โมง. `plus` for the Thai evening, which counts from six. */
  | { readonly is: 'hour'; readonly plus?: number }
  /** Behind a number: 年, 月, 日. */
  | { readonly is: 'year' | 'monthNumber' | 'monthDay' }
  /** 半, half, ครึ่ง. */
  | { readonly is: 'half' }
  /** 後, from now, in: what stands with it is counted from now. */
  | { readonly is: 'relative' }
  /** A bare number behind it is an hour. */
  | { readonly is: 'at' }
  | { readonly is: 'number'; readonly value: number }
  /** `inner`: more of a time follows, so that none ends with it. */
  | { readonly is: 'filler'; readonly inner?: true };

export type TimeWords = readonly (readonly [string, TimeWord])[];

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

export const AM: DayPart = { is: 'part', alone: 9, of: (hour) => (hour === 12 ? 0 : hour) };
export const NOON: DayPart = { is: 'part', alone: 12, of: (hour) => (hour < 5 ? hour + 12 : hour) };
export const PM: DayPart = { is: 'part', alone: 15, of: (hour) => (hour < 12 ? hour + 12 : hour) };
export const EVENING: DayPart = { ...PM, alone: 18 };
/** The night goes on behind midnight: its hours 12 to 4 are those of the next morning. */
export const NIGHT: DayPart = {
  is: 'part',
  alone: 20,
  of: (hour) => (hour < 5 ? hour + 24 : hour <= 12 ? hour + 12 : hour),
};

/** Several words of one meaning. */
export const each = (words: string, meaning: TimeWord): TimeWords =>
  words.split(' ').map((word) => [word.replaceAll('_', ' '), meaning]);

/** Words that count upwards from `first`; `|` between words of one meaning. */
export const counted = (words: string, first: number, meaning: (number: number) => TimeWord): TimeWords =>
  words.split(' ').flatMap((same, index) => each(same.replaceAll('|', ' '), meaning(first + index)));

export const unit = (length: number): TimeWord => ({ is: 'unit', length });
export const day = (ahead: number, part?: DayPart): TimeWord => ({ is: 'day', ahead, ...(part && { part }) });
export const week = (ahead: number): TimeWord => ({ is: 'week', ahead });
export const weekday = (number: number): TimeWord => ({ is: 'weekday', day: number });
export const month = (number: number): TimeWord => ({ is: 'month', month: number });
