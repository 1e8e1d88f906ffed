import { lengthOf } from './duration.ts';
import type { Lexeme } from './lexer.ts';
import { MINUTE, WEEK } from './word.ts';
import type { DayPart } from './word.ts';

/** What was said of a time, before it is placed in the calendar. */
export interface SaidTime {
  year?: number;
  month?: number;
  monthDay?: number;
  daysAhead?: number;
  weekday?: number;
  /** This week (0), next week (1). */
  week?: number;
  /** May be 24 and more: the hours behind midnight count as the evening before (25時). */
  hour?: number;
  minute?: number;
  part?: DayPart;
}

/** Thai years count from 543 BC, and no poll runs until the year 2400. */
const christian = (year: number): number => (year >= 2400 && year < 3000 ? year - 543 : year);

class TimeReader {
  readonly #lexemes: readonly Lexeme[];
  readonly #said: SaidTime = {};
  #at = 0;
  #expectsHour = false;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  read(): SaidTime | undefined {
    while (this.#at < this.#lexemes.length) if (!(this.#number() ?? this.#word())) return undefined;
    return Object.keys(this.#said).length === 0 ? undefined : this.#said;
  }

  #peek(ahead = 0): Lexeme | undefined {
    return this.#lexemes[this.#at + ahead];
  }

  #value(ahead: number): number | undefined {
    const lexeme = this.#peek(ahead);
    return lexeme?.is === 'digits' || lexeme?.is === 'number' ? lexeme.value : undefined;
  }

  /** Says each thing once: a second hour or a second day is no time. Parts of the day may agree ("tonight 9 pm"). */
  #say(values: SaidTime, used: number): boolean {
    for (const key of Object.keys(values)) if (key !== 'part' && key in this.#said) return false;
    Object.assign(this.#said, values);
    this.#at += used;
    return true;
  }

  /** `undefined`: no number stands here. */
  #number(): boolean | undefined {
    const first = this.#value(0);
    if (first === undefined) return undefined;
    const mark = this.#peek(1);
    const second = this.#value(2);
    const third = this.#peek(3)?.is === mark?.is ? this.#value(4) : undefined;
    switch (mark?.is) {
      case ':':
        return this.#clock(first, second, third === undefined ? 3 : 5);
      case '.':
        // 18.30 น., 6.30 pm: only with a sign behind it, for 18.30 alone is a number.
        return (this.#peek(3)?.is === 'hour' || this.#peek(3)?.is === 'part') && this.#clock(first, second, 3);
      case '/':
      case '-':
        return this.#date(first, second, third, mark.is);
      case 'year':
        return this.#say({ year: christian(first) }, 2);
      case 'monthNumber':
        return this.#say({ month: first }, 2);
      case 'monthDay':
        return this.#say({ monthDay: first }, 2);
      case 'hour':
        return this.#hour(first + (mark.plus ?? 0));
      case 'part':
        return this.#say({ hour: first, minute: 0, part: mark }, 2);
      case 'month':
        return this.#say({ month: mark.month, monthDay: first }, 2);
      case 'filler':
      case 'at': {
        // "8 in the evening", "9 at night".
        const part = this.#peek(2);
        return part?.is === 'part' ? this.#say({ hour: first, minute: 0, part }, 3) : this.#bare(first);
      }
      default:
        return this.#bare(first);
    }
  }

  #clock(hour: number, minute: number | undefined, used: number): boolean {
    const minutes = this.#peek(2);
    if (minute === undefined || minute > 59 || minutes?.is !== 'digits' || minutes.text.length !== 2) return false;
    return this.#say({ hour, minute }, used);
  }

  /** 6時30分, 6點半, 9 โมงครึ่ง. */
  #hour(hour: number): boolean {
    const behind = this.#peek(2);
    if (behind?.is === 'half') return this.#say({ hour, minute: 30 }, 3);
    const minute = this.#value(2);
    const unit = this.#peek(3);
    if (minute !== undefined && minute < 60) {
      if (unit?.is === 'unit' && unit.length === MINUTE) return this.#say({ hour, minute }, 4);
      // 8點30: two digits, and nothing that makes them something else.
      if (unit === undefined && behind?.is === 'digits' && behind.text.length === 2)
        return this.#say({ hour, minute }, 3);
    }
    return this.#say({ hour, minute: 0 }, 2);
  }

  /** Year first, or month and day; where that cannot be, day and month. */
  #date(first: number, second: number | undefined, third: number | undefined, mark: '/' | '-'): boolean {
    if (second === undefined) return false;
    if (first >= 1000) {
      return third !== undefined && this.#say({ year: christian(first), month: second, monthDay: third }, 5);
    }
    if (mark === '-') return false;
    const [month, monthDay] = first > 12 ? [second, first] : [first, second];
    if (third === undefined) return this.#say({ month, monthDay }, 3);
    return third >= 1000 && this.#say({ year: christian(third), month, monthDay }, 5);
  }

  /** A number with nothing behind it: a year behind a date, or an hour where one is expected ("at 9", 午後6). */
  #bare(value: number): boolean {
    if (value >= 1000) return 'monthDay' in this.#said && this.#say({ year: christian(value) }, 1);
    const expected = this.#expectsHour || (this.#said.part !== undefined && !('hour' in this.#said));
    return expected && this.#say({ hour: value, minute: 0 }, 1);
  }

  #word(): boolean {
    const lexeme = this.#peek();
    this.#expectsHour = false;
    switch (lexeme?.is) {
      case 'day':
        return this.#say({ daysAhead: lexeme.ahead, ...(lexeme.part && { part: lexeme.part }) }, 1);
      case 'weekday':
        return this.#say({ weekday: lexeme.day }, 1);
      case 'week': {
        const unit = this.#peek(1);
        return this.#say({ week: lexeme.ahead }, unit?.is === 'unit' && unit.length === WEEK ? 2 : 1);
      }
      case 'month': {
        const monthDay = this.#value(1);
        return monthDay === undefined ? false : this.#say({ month: lexeme.month, monthDay }, 2);
      }
      case 'part':
        return this.#say({ part: lexeme }, 1);
      case 'clock':
        return this.#say({ hour: lexeme.hour, minute: 0 }, 1);
      case 'at':
        this.#expectsHour = true;
        this.#at++;
        return true;
      case 'hour':
        // The sign behind a full time: 18:00 น.
        this.#at++;
        return 'hour' in this.#said;
      case 'filler':
      case ',':
        this.#at++;
        return true;
      default:
        return false;
    }
  }
}

/** "18:00 the", "tomorrow at": the last word belongs to what comes behind. */
function goesOn(lexemes: readonly Lexeme[]): boolean {
  const last = lexemes.at(-1);
  return last?.is === 'at' || (last?.is === 'filler' && last.inner === true);
}

/** What lexemes say of a time of the day, a day, or both; `undefined` if they say anything else. */
export function saidTime(lexemes: readonly Lexeme[]): SaidTime | undefined {
  if (goesOn(lexemes)) return undefined;
  return new TimeReader(lexemes).read();
}

/** Milliseconds from now: "2h", "in 2 hours", 30分後, อีก 2 ชั่วโมง. */
export function saidAhead(lexemes: readonly Lexeme[]): number | undefined {
  if (goesOn(lexemes)) return undefined;
  const length = lexemes.filter(({ is }) => is !== 'relative');
  const relative = length.length < lexemes.length;
  // 3日 alone is the third of a month; 3日後 is in three days.
  if (!relative && length.some(({ is }) => is === 'monthDay' || is === 'weekday')) return undefined;
  return lengthOf(length);
}
