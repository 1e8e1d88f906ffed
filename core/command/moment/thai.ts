import type { TimeWords } from './word.ts';
import * as w from './word.ts';

export const thai: TimeWords = [
  ...w.each('วินาที', w.unit(w.SECOND)),
  ...w.each('นาที', w.unit(w.MINUTE)),
  ...w.each('ชั่วโมง ชม. ชม', w.unit(w.HOUR)),
  ...w.each('วัน', w.unit(w.DAY)),
  ...w.each('สัปดาห์', w.unit(w.WEEK)),
  ...w.each('น. น นาฬิกา โมง', { is: 'hour' }),
  ...w.each('ทุ่ม', { is: 'hour', plus: 18 }),
  ...w.each('ครึ่ง', { is: 'half' }),
  ...w.each('อีก ข้างหน้า จากนี้', { is: 'relative' }),
  ...w.each('วันนี้', w.day(0)),
  ...w.each('คืนนี้', w.day(0, w.NIGHT)),
  ...w.each('เย็นนี้', w.day(0, w.EVENING)),
  ...w.each('พรุ่งนี้', w.day(1)),
  ...w.each('มะรืน มะรืนนี้', w.day(2)),
  ...w
    .counted('จันทร์ อังคาร พุธ พฤหัสบดี|พฤหัส ศุกร์ เสาร์', 1, w.weekday)
    .flatMap(([name, meaning]): TimeWords => w.each(`${name} วัน${name}`, meaning)),
  ...w.each('วันอาทิตย์', w.weekday(7)),
  ...w.each('อาทิตย์', { is: 'weekday', day: 7, unit: w.WEEK }),
  ...w.counted(
    'มกราคม|ม.ค. กุมภาพันธ์|ก.พ. มีนาคม|มี.ค. เมษายน|เม.ย. พฤษภาคม|พ.ค. มิถุนายน|มิ.ย. กรกฎาคม|ก.ค. สิงหาคม|ส.ค. กันยายน|ก.ย. ตุลาคม|ต.ค. พฤศจิกายน|พ.ย. ธันวาคม|ธ.ค.',
    1,
    w.month,
  ),
  ...w.each('สัปดาห์นี้', w.week(0)),
  ...w.each('สัปดาห์หน้า', w.week(1)),
  ...w.each('นี้', w.week(0)),
  ...w.each('หน้า', w.week(1)),
  ...w.each('ตี เช้า', w.AM),
  ...w.each('บ่าย', w.PM),
  ...w.each('เย็น', w.EVENING),
  ...w.each('ค่ำ', w.NIGHT),
  ...w.each('เที่ยง เที่ยงวัน', { is: 'clock', hour: 12 }),
  ...w.each('เที่ยงคืน', { is: 'clock', hour: 24 }),
  ...w.counted('หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ', 1, (value) => ({ is: 'number', value })),
  ...w.each('เวลา ที่ วันที่ ก่อน ตอน', { is: 'filler' }),
];
