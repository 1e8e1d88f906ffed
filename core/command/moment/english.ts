import type { TimeWords } from './word.ts';
import * as w from './word.ts';

/** `_` stands for a space within a word. */
export const english: TimeWords = [
  ...w.each('s sec secs second seconds', w.unit(w.SECOND)),
  ...w.each('m min mins minute minutes', w.unit(w.MINUTE)),
  ...w.each('h hr hrs hour hours', w.unit(w.HOUR)),
  ...w.each('d day days', w.unit(w.DAY)),
  ...w.each('w wk wks week weeks', w.unit(w.WEEK)),
  ...w.each('in from_now later', { is: 'relative' }),
  ...w.each('today', w.day(0)),
  ...w.each('tonight', w.day(0, w.NIGHT)),
  ...w.each('tomorrow tomorow tmr tmrw tmw', w.day(1)),
  ...w.each('day_after_tomorrow', w.day(2)),
  ...w.counted(
    'mon|monday tue|tues|tuesday wed|weds|wednesday thu|thur|thurs|thursday fri|friday sat|saturday sun|sunday',
    1,
    w.weekday,
  ),
  ...w.counted(
    'jan|january feb|february mar|march apr|april may jun|june jul|july aug|august sep|sept|september oct|october nov|november dec|december',
    1,
    w.month,
  ),
  ...w.each('this', w.week(0)),
  ...w.each('next', w.week(1)),
  ...w.each('am a.m. a.m morning', w.AM),
  ...w.each('pm p.m. p.m afternoon', w.PM),
  ...w.each('evening', w.EVENING),
  ...w.each('night', w.NIGHT),
  ...w.each("o'clock oclock", { is: 'hour' }),
  ...w.each('noon midday', { is: 'clock', hour: 12 }),
  ...w.each('midnight', { is: 'clock', hour: 24 }),
  ...w.each('half', { is: 'half' }),
  ...w.each('a an', { is: 'number', value: 1 }),
  ...w.counted('one two three four five six seven eight nine ten eleven twelve', 1, (value) => ({
    is: 'number',
    value,
  })),
  ...w.each('at @', { is: 'at' }),
  ...w.each('on the of and in_the', { is: 'filler', inner: true }),
];
