import type { TimeWords } from './word.ts';
import * as w from './word.ts';

/** Traditional characters first, and the simplified ones that people paste. */
export const chinese: TimeWords = [
  ...w.each('秒鐘 秒钟', w.unit(w.SECOND)),
  ...w.each('分鐘 分钟', w.unit(w.MINUTE)),
  ...w.each('小時 小时 個小時 个小时 鐘頭 個鐘頭 钟头', w.unit(w.HOUR)),
  ...w.each('個半小時 个半小时 個半鐘頭', { is: 'unit', length: w.HOUR, half: true }),
  ...w.each('天', w.unit(w.DAY)),
  ...w.each('周 星期 個星期 个星期 禮拜 個禮拜 礼拜', w.unit(w.WEEK)),
  ...w.each('號 号', { is: 'monthDay' }),
  ...w.each('點 点 點鐘 点钟 時 时', { is: 'hour' }),
  ...w.each('后 之後 之后 以後 以后 過 再過 再过', { is: 'relative' }),
  ...w.each('今天 今日', w.day(0)),
  ...w.each('今晚', w.day(0, w.NIGHT)),
  ...w.each('明天 明日', w.day(1)),
  ...w.each('明早', w.day(1, w.AM)),
  ...w.each('明晚', w.day(1, w.NIGHT)),
  ...w.each('後天 后天', w.day(2)),
  ...w.each('大後天 大后天', w.day(3)),
  ...w
    .counted('一 二 三 四 五 六 日|天', 1, w.weekday)
    .flatMap(([number, meaning]): TimeWords =>
      w.each(`週${number} 周${number} 星期${number} 禮拜${number} 礼拜${number} (${number})`, meaning),
    ),
  ...w.each('這 這個 这 这个 本', w.week(0)),
  ...w.each('下 下個 下个', w.week(1)),
  ...w.each('下下 下下個', w.week(2)),
  ...w.each('凌晨 清晨 早上 早 上午', w.AM),
  ...w.each('中午', w.NOON),
  ...w.each('下午', w.PM),
  ...w.each('傍晚', w.EVENING),
  ...w.each('晚上 晚', w.NIGHT),
  ...w.each('深夜 半夜', { ...w.NIGHT, alone: 24 }),
  ...w.each('午夜', { is: 'clock', hour: 24 }),
  ...w.each('在 的 前 之前', { is: 'filler' }),
];
