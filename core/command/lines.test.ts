import { describe, expect, test } from 'vitest';
import { context, parsed, understood } from '../../test/support/lines.ts';

type Rows = readonly (readonly [typed: string, understood: string])[];

// Noon of Sunday, 22 November 2026, in Tokyo. A list comes behind the other options; mentions are written {@name|id}.
const english: Rows = [
  ['/ping', 'ping'],
  ['/PING', 'ping'],
  ['  /ping  ', 'ping'],
  ['/ping others', 'ping others'],
  ['/ping othes', 'TOO_MANY_OPTIONS → /ping others'],
  ['/ping hello there', 'TOO_MANY_OPTIONS → /ping'],
  ['/poll "Lunch?" sushi ramen', 'poll question=Lunch? choices=[sushi | ramen]'],
  ['/poll Lunch? sushi "tuna roll"', 'poll question=Lunch? choices=[sushi | tuna roll]'],
  ['/vote Lunch? sushi ramen', 'poll question=Lunch? choices=[sushi | ramen]'],
  ['/poll Lunch?', 'poll question=Lunch? choices=[]'],
  ['/poll', 'MISSING_OPTION question → /poll question:'],
  ['/poll question:', 'MISSING_OPTION question → /poll question:'],
  ['/poll question: Lunch?', 'poll question=Lunch? choices=[]'],
  ['/poll ""', 'MISSING_OPTION question → /poll question:'],
  ['/poll Lunch? sushi', 'WRONG_OPTION choices too-few → /poll Lunch? sushi '],
  ['/poll Lunch?\nsushi', 'WRONG_OPTION choices too-few → /poll Lunch?\nsushi\n'],
  ['/poll Lunch? choices:sushi', 'WRONG_OPTION choices too-few → /poll Lunch? choices:sushi choices:'],
  [`/poll "don't panic" 5'10 'tis`, "poll question=don't panic choices=[5'10 | 'tis]"],
  [`/poll 'it's fine' yes no`, "poll question=it's fine choices=[yes | no]"],
  ['/poll Rock 5 " nails', 'poll question=Rock choices=[5 | " | nails]'],
  ['/poll “Lunch?” “tuna roll” ramen', 'poll question=Lunch? choices=[tuna roll | ramen]'],
  ['/poll "Lunch?” sushi ramen', 'poll question=Lunch? choices=[sushi | ramen]'],
  ['/poll "Lunch?", "sushi", "ramen"', 'poll question=Lunch? choices=[sushi | ramen]'],
  ['/poll "Lunch? sushi ramen', 'OPEN_QUOTE question → /poll "Lunch? sushi ramen"'],
  ['/poll "Who said “hi” to me?" a b', 'poll question=Who said “hi” to me? choices=[a | b]'],
  ['/poll Lunch?\nsushi bar\nramen', 'poll question=Lunch? choices=[sushi bar | ramen]'],
  [
    '/poll\nWhere do we eat?\r\nsushi bar\r\nramen place',
    'poll question=Where do we eat? choices=[sushi bar | ramen place]',
  ],
  ['/poll "Lunch?"\n"sushi bar" "ramen"\ncurry rice', 'poll question=Lunch? choices=[sushi bar | ramen | curry rice]'],
  ['/poll Who said "hi" first?\nme\nyou', 'poll question=Who said "hi" first? choices=[me | you]'],
  ['/poll Lunch? "sushi bar"\n"ramen"', 'poll question=Lunch? choices=[sushi bar | ramen]'],
  ['/poll Lunch?\nsushi\nramen\n--until 18:00', 'poll question=Lunch? until=2026-11-22 18:00 choices=[sushi | ramen]'],
  ['/poll Lunch? a b c --multiple', 'poll question=Lunch? multiple=30 choices=[a | b | c]'],
  ['/poll Lunch? a b c --multiple 2', 'poll question=Lunch? multiple=2 choices=[a | b | c]'],
  ['/poll Lunch? --multiple a b c', 'poll question=Lunch? multiple=30 choices=[a | b | c]'],
  ['/poll --multiple 2 Lunch? a b c', 'poll multiple=2 question=Lunch? choices=[a | b | c]'],
  ['/poll Number? --multiple "2" 3 4', 'poll question=Number? multiple=30 choices=[2 | 3 | 4]'],
  ['/poll Lunch? a b --multiple 99', 'WRONG_OPTION multiple too-large → /poll Lunch? a b multiple:'],
  ['/poll Lunch? a b multiple:2', 'poll question=Lunch? multiple=2 choices=[a | b]'],
  ['/投票 昼 a b --複数', 'poll question=昼 multiple=30 choices=[a | b]'],
  ['/poll Lunch? --anonymous a b', 'poll question=Lunch? anonymous=true choices=[a | b]'],
  ['/poll --no-anonymous Lunch? a b', 'poll anonymous=false question=Lunch? choices=[a | b]'],
  ['/poll Lunch? a b anonymous:no', 'poll question=Lunch? anonymous=false choices=[a | b]'],
  ['/poll Lunch? a b --anonymous=maybe', 'WRONG_OPTION anonymous not-yes-or-no → /poll Lunch? a b anonymous:'],
  ['/poll Lunch? a b —anonymous', 'poll question=Lunch? anonymous=true choices=[a | b]'],
  ['/poll Lunch? a b -anonymous', 'poll question=Lunch? anonymous=true choices=[a | b]'],
  ['/poll Lunch? a — b', 'poll question=Lunch? choices=[a | — | b]'],
  ['/poll Lunch? a b --anonymos', 'UNKNOWN_OPTION → /poll Lunch? a b --anonymous'],
  ['/poll Lunch? a b --colour=red', 'UNKNOWN_OPTION → /poll Lunch? a b'],
  ['/poll -- --until b c', 'poll question=--until choices=[b | c]'],
  ['/poll Lunch? a b --until=tomorrow', 'poll question=Lunch? until=2026-11-23 23:59 choices=[a | b]'],
  ['/poll Lunch? a b until:"tomorrow 9:00"', 'poll question=Lunch? until=2026-11-23 09:00 choices=[a | b]'],
  ['/poll Lunch? a b --until next friday at 8pm', 'poll question=Lunch? until=2026-11-27 20:00 choices=[a | b]'],
  ['/poll Lunch? a b --until soon', 'WRONG_OPTION until not-a-time → /poll Lunch? a b until:'],
  ['/poll Lunch? a b --until', 'MISSING_OPTION until → /poll Lunch? a b until:'],
  ['/poll Meet 18:00 19:30', 'poll question=Meet choices=[18:00 | 19:30]'],
  [
    '/poll Which? https://a.example/x http://b.example',
    'poll question=Which? choices=[https://a.example/x | http://b.example]',
  ],
  ['/poll --question "Lunch?" a b', 'poll question=Lunch? choices=[a | b]'],
  ['/poll a b --question "Lunch?"', 'poll question=Lunch? choices=[a | b]'],
  ['/poll choices:a choices:b question:Lunch?', 'poll question=Lunch? choices=[a | b]'],
  ['/poll 🍣 or 🍜?', 'poll question=🍣 choices=[or | 🍜?]'],
  ['/poll 👨‍👩‍👧‍👦? 👍🏽 👎🏽', 'poll question=👨‍👩‍👧‍👦? choices=[👍🏽 | 👎🏽]'],
  ['/poll vote 3 2', 'poll vote numbers=[3 | 2]'],
  ['/poll vote 1,3', 'poll vote numbers=[1 | 3]'],
  ['/poll VOTE 1 --poll 3', 'poll vote poll=3 numbers=[1]'],
  ['/poll vote', 'MISSING_OPTION numbers → /poll vote '],
  ['/poll vote --poll 3', 'MISSING_OPTION numbers → /poll vote --poll 3 '],
  ['/poll vote --poll 3 1 2', 'poll vote poll=3 numbers=[1 | 2]'],
  ['/poll vote 1 x', 'WRONG_OPTION numbers not-a-number → /poll vote 1'],
  ['/poll close', 'poll close'],
  ['/poll end', 'poll close'],
  ['/poll "close"', 'poll question=close choices=[]'],
  ['/poll close now', 'TOO_MANY_OPTIONS → /poll close'],
  ['/roll', 'roll sides=6'],
  ['/roll 20', 'roll sides=20'],
  ['/roll sides: 20', 'roll sides=20'],
  ['/roll SIDES:20', 'roll sides=20'],
  ['/roll 1,000', 'roll sides=1000'],
  ['/roll -5', 'WRONG_OPTION sides too-small → /roll sides:'],
  ['/roll 6.5', 'WRONG_OPTION sides not-whole → /roll sides:'],
  ['/roll 1e3', 'WRONG_OPTION sides not-a-number → /roll sides:'],
  ['/roll histroy', 'WRONG_OPTION sides not-a-number → /roll history'],
  ['/roll 6 @Yuki Tanaka', 'roll sides=6 for=Yuki Tanaka<U-yuki>'],
  ['/roll 6 yuki tanaka', 'roll sides=6 for=Yuki Tanaka<U-yuki>'],
  ['/roll 6 @Yuki', 'WRONG_OPTION for unknown-member → /roll 6 @Yuki Tanaka'],
  ['/roll for:me', 'roll for=Ken<U-me> sides=6'],
  ['/roll for:@sam', 'WRONG_OPTION for several-members → /roll for:'],
  ['/roll 6 {@Anna Maria|U-anna}', 'roll sides=6 for=Anna Maria<U-anna>'],
  ['/roll for:{@Anna Maria|U-anna} 20', 'roll for=Anna Maria<U-anna> sides=20'],
  ['/roll 6 {@a/b "c" --until|U-slash}', 'roll sides=6 for=a/b "c" --until<U-slash>'],
  ['/roll 6 {@Bob|}', 'WRONG_OPTION for member-without-id → /roll 6 for:'],
  ['/roll 6 {@All|all}', 'WRONG_OPTION for everyone → /roll 6 for:'],
  ['/roll 6 me too', 'TOO_MANY_OPTIONS → /roll 6 me'],
  ['{@Tenko|self} /roll 20', 'roll sides=20'],
  ['{@Tenko the Bot|self}: /roll 20', 'roll sides=20'],
  ['{@Yuki|U-yuki} /roll 20', '–'],
  ['/remind tomorrow 9:00 buy milk', 'remind when=2026-11-23 09:00 what=buy milk'],
  ['/remind in 2 hours --quiet Call  Mum\n(again)', 'remind when=2026-11-22 14:00 quiet=true what=Call  Mum\n(again)'],
  ['/remind 18:00 say "hi" and it\'s --done', 'remind when=2026-11-22 18:00 what=say "hi" and it\'s --done'],
  ['/remind 18:00 "buy milk"', 'remind when=2026-11-22 18:00 what=buy milk'],
  ['/remind 18:00 "buy milk" --quiet', 'remind when=2026-11-22 18:00 what=buy milk quiet=true'],
  ['/remind 18:00 the plan', 'remind when=2026-11-22 18:00 what=the plan'],
  ['/remind tomorrow 9:00 at the school', 'remind when=2026-11-23 09:00 what=at the school'],
  ['/remind 18:00 buy milk --quiet', 'remind when=2026-11-22 18:00 what=buy milk quiet=true'],
  ['/remind whenever buy milk', 'WRONG_OPTION when not-a-time → /remind buy milk --when '],
  ['/remind 18:00', 'MISSING_OPTION what → /remind 18:00 what:'],
  ['/remind --when 11/30 18:00 --what pay the rent', 'remind when=2026-11-30 18:00 what=pay the rent'],
  ['/timer 1h30m eggs', 'timer length=5400000 name=eggs'],
  ['/timer 2 hours bread', 'timer length=7200000 name=bread'],
  ['/timer half an hour', 'timer length=1800000'],
  ['/timer 3 days', 'WRONG_OPTION length too-large → /timer length:'],
  ['/timer 5m soft boiled eggs', 'TOO_MANY_OPTIONS name → /timer 5m "soft boiled eggs"'],
  ['/timer 5m x', 'WRONG_OPTION name too-short → /timer 5m x'],
  ['/mood great', 'mood mood=good'],
  ['/mood GOOD -2.5', 'mood mood=good degrees=-2.5'],
  ['/mood goof', 'WRONG_OPTION mood not-a-choice → /mood good'],
  ['/mood constructor', 'WRONG_OPTION mood not-a-choice → /mood mood:'],
  ['/mood bad 99', 'WRONG_OPTION degrees too-large → /mood bad degrees:'],
  ['/speak-for {@Anna Maria|U-anna} yes, gladly', 'speak-for who=Anna Maria<U-anna> answer=yes, gladly'],
  ['/speak-for yuki tanaka yes', 'speak-for who=Yuki Tanaka<U-yuki> answer=yes'],
  ['/speak-for me yes', 'speak-for who=Ken<U-me> answer=yes'],
  ['/speak-for Grandma yes', 'speak-for who=Grandma answer=yes'],
  ['/speak-for "Grandma Rose" yes', 'speak-for who=Grandma Rose answer=yes'],
  ['/speak-for {@Bob|} yes', 'speak-for who=Bob answer=yes'],
  ['/speak-for @Grandma yes', 'WRONG_OPTION who unknown-member → /speak-for yes --who '],
  ['/speak-for sam yes', 'WRONG_OPTION who several-members → /speak-for yes --who '],
  ['/speak-for {@All|all} yes', 'WRONG_OPTION who everyone → /speak-for yes --who '],
  ['/speak-for "" yes', 'WRONG_OPTION who unknown-member → /speak-for yes --who '],
  ['/assign dishes {@Anna Maria|U-anna}{@Bob|U-bob}', 'assign task=dishes members=[Anna Maria<U-anna> | Bob<U-bob>]'],
  ['/assign dishes @Yuki Tanaka, me', 'assign task=dishes members=[Yuki Tanaka<U-yuki> | Ken<U-me>]'],
  ['/mood so so', 'mood mood=bad'],
  ['/mood So So 20', 'mood mood=bad degrees=20'],
  ['/mood "so so" 20', 'mood mood=bad degrees=20'],
  ['/mood so sa', 'WRONG_OPTION mood not-a-choice → /mood "so so"'],
  ['/mood so', 'WRONG_OPTION mood not-a-choice → /mood mood:'],
  ['/timer two hours bread', 'timer length=7200000 name=bread'],
  ['/remind this friday 7pm party', 'remind when=2026-11-27 19:00 what=party'],
  ['/remind at 9 dentist', 'remind when=2026-11-23 09:00 what=dentist'],
  ['/remind 2026-12-24T18:30 presents', 'remind when=2026-12-24 18:30 what=presents'],
  ['/remind 18:00: call home', 'WRONG_OPTION when not-a-time → /remind call home --when '],
  ['/poll Lunch? a b --until 25:99', 'WRONG_OPTION until not-a-time → /poll Lunch? a b until:'],
  ['/poll Lunch? a b -- --until', 'poll question=Lunch? choices=[a | b | --until]'],
  ['/poll\u00a0Lunch?\u00a0a\u00a0b', 'poll question=Lunch? choices=[a | b]'],
  ['/poll Lunch?\ta\tb', 'poll question=Lunch? choices=[a | b]'],
  ['/poll "Lunch?"\r\n- a\r\n- b', 'poll question=Lunch? choices=[- a | - b]'],
  ['/poll ❤️ or 💔? ❤️ 💔', 'poll question=❤️ choices=[or | 💔? | ❤️ | 💔]'],
  ['{@Tenko|self}, /poll Who? {@Anna Maria|U-anna} {@Bob|U-bob}', 'poll question=Who? choices=[@Anna Maria | @Bob]'],
  ['/__proto__ x', '–'],
  ['/roll --constructor 4', 'UNKNOWN_OPTION → /roll 4'],
];

const japanese: Rows = [
  ['／ｐｏｌｌ　ランチ？　寿司　ラーメン', 'poll question=ランチ？ choices=[寿司 | ラーメン]'],
  ['/投票「昼ごはん」寿司 ラーメン', 'poll question=昼ごはん choices=[寿司 | ラーメン]'],
  [
    '／投票　『お昼　どうする？』　「お 寿司」　ラーメン',
    'poll question=お昼　どうする？ choices=[お 寿司 | ラーメン]',
  ],
  ['/投票 「彼は「はい」と言った」 はい いいえ', 'poll question=彼は「はい」と言った choices=[はい | いいえ]'],
  ['/投票\n今日のお昼は？\n寿司 二人前\nラーメン', 'poll question=今日のお昼は？ choices=[寿司 二人前 | ラーメン]'],
  ['/投票 昼？ 寿司 ラーメン 締切：明日9時', 'poll question=昼？ until=2026-11-23 09:00 choices=[寿司 | ラーメン]'],
  ['/投票 昼？ 寿司 ラーメン －－締切 金曜20時', 'poll question=昼？ until=2026-11-27 20:00 choices=[寿司 | ラーメン]'],
  ['/投票 昼？ 寿司 ラーメン ーー匿名', 'poll question=昼？ anonymous=true choices=[寿司 | ラーメン]'],
  ['/投票 昼？ 寿司 ラーメン ーー', 'poll question=昼？ choices=[寿司 | ラーメン | ーー]'],
  ['/投票　選ぶ　１、３', 'poll vote numbers=[1 | 3]'],
  ['/投票　締める', 'poll close'],
  ['/投票「締める」', 'poll question=締める choices=[]'],
  ['/投票', 'MISSING_OPTION question → /投票 質問:'],
  ['/投票 「昼ごはん 寿司', 'OPEN_QUOTE question → /投票 「昼ごはん 寿司」'],
  ['/投票昼ごはん', 'poll question=昼ごはん choices=[]'],
  ['/サイコロ　１２', 'roll sides=12'],
  ['/ｻｲｺﾛ 面：２０', 'roll sides=20'],
  ['/サイコロ 誰:私', 'roll for=Ken<U-me> sides=6'],
  ['/サイコロ 6 ＠太郎さん', 'roll sides=6 for=太郎<U-taro>'],
  ['/サイコロ　10　{@山田　太郎|U-yamada}さん', 'roll sides=10 for=山田　太郎<U-yamada>'],
  ['/サイコロ 履歴', 'roll history'],
  ['/リマインド 明日の朝 ゴミ出し\n燃えるゴミ', 'remind when=2026-11-23 09:00 what=ゴミ出し\n燃えるゴミ'],
  ['/リマインド　午後６時半　買い物', 'remind when=2026-11-22 18:30 what=買い物'],
  ['/リマインド 30分後 お湯', 'remind when=2026-11-22 12:30 what=お湯'],
  ['/リマインド 来週の金曜 20時 飲み会', 'remind when=2026-11-27 20:00 what=飲み会'],
  ['/担当{@ゆき|U-yuki} ', 'assign task=@ゆき members=[]'],
  ['/担当 皿洗い{@ゆき|U-yuki}', 'assign task=皿洗い members=[ゆき<U-yuki>]'],
  ['/タイマー 90分', 'timer length=5400000'],
  ['/タイマー ２時間半 カレー', 'timer length=9000000 name=カレー'],
  ['/気分 元気', 'mood mood=good'],
  ['\u200b／投票　昼？', 'poll question=昼？ choices=[]'],
  ['／投票　昼？　寿司　ラーメン　匿名：はい', 'poll question=昼？ anonymous=true choices=[寿司 | ラーメン]'],
  ['／投票　昼？　寿司　ラーメン　匿名：いいえ', 'poll question=昼？ anonymous=false choices=[寿司 | ラーメン]'],
  [
    '/投票 昼？ 寿司 ラーメン 締切：今週の金曜日18時半',
    'poll question=昼？ until=2026-11-27 18:30 choices=[寿司 | ラーメン]',
  ],
  ['/投票 昼？ 寿司 ラーメン 締切：深夜0時', 'poll question=昼？ until=2026-11-23 00:00 choices=[寿司 | ラーメン]'],
  ['/投票 昼？ 寿司 ラーメン 〆切：明日', 'poll question=昼？ choices=[寿司 | ラーメン | 〆切：明日]'],
  ['/リマインド あさって１０時３０分 歯医者', 'remind when=2026-11-24 10:30 what=歯医者'],
  ['/リマインド いつか 掃除', 'WRONG_OPTION when not-a-time → /リマインド 掃除 --when '],
  ['/担当 皿洗い わたし、太郎', 'assign task=皿洗い members=[Ken<U-me> | 太郎<U-taro>]'],
  ['/サイコロ 千', 'WRONG_OPTION sides not-a-number → /サイコロ 面:'],
];

const chinese: Rows = [
  ['/投票 午餐吃什麼？ 壽司 拉麵', 'poll question=午餐吃什麼？ choices=[壽司 | 拉麵]'],
  [
    '/投票 “週末 去哪？” 海邊 山上 截止：下週五',
    'poll question=週末 去哪？ until=2026-11-27 23:59 choices=[海邊 | 山上]',
  ],
  ['/投票 午餐？ 壽司 拉麵 --截止 今晚8點', 'poll question=午餐？ until=2026-11-22 20:00 choices=[壽司 | 拉麵]'],
  ['/投票 結束', 'poll close'],
  ['/骰子 誰:我', 'roll for=Ken<U-me> sides=6'],
  ['/提醒 星期五晚上八點半 聚餐', 'remind when=2026-11-27 20:30 what=聚餐'],
  ['/提醒 30分鐘後 開會', 'remind when=2026-11-22 12:30 what=開會'],
  ['/計時 一個半小時', 'timer length=5400000'],
  ['/心情 很好', 'mood mood=good'],
  ['／投票　午餐？　壽司　拉麵　－－匿名', 'poll question=午餐？ anonymous=true choices=[壽司 | 拉麵]'],
  ['/投票 午餐？\n壽司\n拉麵\n截止：明早9點', 'poll question=午餐？ until=2026-11-23 09:00 choices=[壽司 | 拉麵]'],
  ['/投票 「午餐？」「壽司」「拉麵」', 'poll question=午餐？ choices=[壽司 | 拉麵]'],
  ['/提醒 這週五下午三點 開會', 'remind when=2026-11-27 15:00 what=開會'],
  ['/提醒 改天 打掃', 'WRONG_OPTION when not-a-time → /提醒 打掃 --when '],
  ['/骰子 ６', 'roll sides=6'],
  ['/指派 洗碗 我自己', 'assign task=洗碗 members=[Ken<U-me>]'],
  ['/指派 洗碗 @美 @太郎', 'assign task=洗碗 members=[美<U-mei> | 太郎<U-taro>]'],
];

const thai: Rows = [
  ['/โพล "กินอะไรดี" ซูชิ ราเมง', 'poll question=กินอะไรดี choices=[ซูชิ | ราเมง]'],
  ['/โพล กินอะไรดี ซูชิ ราเมง --ถึง พรุ่งนี้ 18.00 น.', 'poll question=กินอะไรดี until=2026-11-23 18:00 choices=[ซูชิ | ราเมง]'],
  ['/โพล\nเที่ยวที่ไหน\nทะเล ภูเก็ต\nภูเขา', 'poll question=เที่ยวที่ไหน choices=[ทะเล ภูเก็ต | ภูเขา]'],
  ['/โพล ปิด', 'poll close'],
  ['/ทอยเต๋า ๒๐', 'roll sides=20'],
  ['/ทอยเต๋า 6 @สมชาย ใจดี', 'roll sides=6 for=สมชาย ใจดี<U-somchai>'],
  ['/ทอยเต๋า for:ฉัน', 'roll for=Ken<U-me> sides=6'],
  ['/เตือน 2 ทุ่ม ประชุม', 'remind when=2026-11-22 20:00 what=ประชุม'],
  ['/เตือน วันศุกร์หน้า เที่ยง นัดหมอ', 'remind when=2026-11-27 12:00 what=นัดหมอ'],
  ['/จับเวลา 2 ชั่วโมง', 'timer length=7200000'],
  ['/อารมณ์ ดี', 'mood mood=good'],
  ['/โพล กินอะไรดี? ซูชิ ราเมง --ไม่ระบุชื่อ', 'poll question=กินอะไรดี? anonymous=true choices=[ซูชิ | ราเมง]'],
  ['/โพล “กินอะไร ดี” ซูชิ ราเมง ถึง:ศุกร์นี้', 'poll question=กินอะไร ดี until=2026-11-27 23:59 choices=[ซูชิ | ราเมง]'],
  ['/โพล กินอะไรดี ซูชิ', 'WRONG_OPTION choices too-few → /โพล กินอะไรดี ซูชิ '],
  ['/เตือน พรุ่งนี้เช้า ประชุม\nห้อง 3', 'remind when=2026-11-23 09:00 what=ประชุม\nห้อง 3'],
  ['/เตือน วันไหนก็ได้ ประชุม', 'WRONG_OPTION when not-a-time → /เตือน ประชุม --when '],
  ['/จับเวลา ครึ่งชั่วโมง ไข่ต้ม', 'timer length=1800000 name=ไข่ต้ม'],
  ['/ทอยเต๋า หก', 'WRONG_OPTION sides not-a-number → /ทอยเต๋า ด้าน:'],
];

const notForUs: Rows = [
  ['hello', '–'],
  ['', '–'],
  ['   ', '–'],
  ['/', '–'],
  ['／　', '–'],
  ['/ poll', '–'],
  ['/usr/bin/env', '–'],
  ['/11/30', '–'],
  ['//poll', '–'],
  ['1/2', '–'],
  ['poll Lunch?', '–'],
  ['/polls', '–'],
  ['/shrug', '–'],
  ['／＼', '–'],
  ['/(^o^)/', '–'],
  ['これは/投票です', '–'],
  ['> /poll Lunch?', '–'],
  ['¯\\_(ツ)_/¯', '–'],
];

describe('a line as people type it is understood', () => {
  test.each(english)('English: %s', (typed, expected) => expect(understood(typed)).toBe(expected));
  test.each(japanese)('Japanese: %s', (typed, expected) => expect(understood(typed)).toBe(expected));
  test.each(chinese)('Chinese: %s', (typed, expected) => expect(understood(typed)).toBe(expected));
  test.each(thai)('Thai: %s', (typed, expected) => expect(understood(typed)).toBe(expected));
  test.each(notForUs)('not a command: %s', (typed, expected) => expect(understood(typed)).toBe(expected));
});

describe('a corrected line', () => {
  const problems = [...english, ...japanese, ...chinese, ...thai].flatMap(([typed]) => {
    const result = parsed(typed);
    return result === undefined || result.ok ? [] : [{ ...result, line: typed }];
  });

  test('that was put right by us runs', () => {
    const mended = problems.filter(({ corrected }) => corrected.isNew && !corrected.asks);
    expect(mended.length).toBeGreaterThan(10);
    expect(mended.filter(({ corrected }) => parsed(corrected.text)?.ok !== true)).toEqual([]);
  });

  test('that asks for something runs when the member has finished it', () => {
    const answers: Readonly<Record<string, string>> = {
      anonymous: 'yes',
      choices: 'ramen',
      degrees: '20',
      for: 'me',
      length: '5m',
      mood: 'good',
      multiple: '2',
      numbers: '1',
      question: 'Lunch?',
      sides: '20',
      until: 'tomorrow 9:00',
      what: 'buy milk',
      when: '18:00',
    };
    const asking = problems.filter(({ corrected }) => corrected.asks);
    expect(asking.length).toBeGreaterThan(10);
    const unfinished = asking.filter(({ corrected, option = '' }) => {
      const finished = parsed(corrected.text + answers[option]);
      return finished?.ok !== true || !(option in finished.options);
    });
    expect(unfinished).toEqual([]);
  });
});

describe('a line that quotes a card', () => {
  const quoting = (subject: string) => ({ ...context, quoted: subject });

  test.each([
    ['/poll vote 2', '3', 'poll vote numbers=[2] poll=3'],
    ['/poll vote 2 --poll 5', '3', 'poll vote poll=5 numbers=[2]'],
    ['/投票　選ぶ　２', '3', 'poll vote numbers=[2] poll=3'],
    ['/poll vote 2', 'a card about something else', 'poll vote numbers=[2]'],
    ['/poll Lunch? a b', '3', 'poll question=Lunch? choices=[a | b]'],
    ['/poll vote', '3', 'MISSING_OPTION numbers → /poll vote --poll 3 '],
    ['/投票 選ぶ', '3', 'MISSING_OPTION numbers → /投票 選ぶ --投票番号 3 '],
    ['/poll vote x', '3', 'WRONG_OPTION numbers not-a-number → /poll vote --poll 3'],
    ['/poll vote x --poll 5', '3', 'WRONG_OPTION numbers not-a-number → /poll vote --poll 5'],
    ['/poll vote --pol 5', '3', 'UNKNOWN_OPTION → /poll vote --poll 5'],
  ])('%s, about %s', (typed, subject, expected) => {
    expect(understood(typed, quoting(subject))).toBe(expected);
  });
});

describe('a line of ours', () => {
  const ours = { ...context, isOurs: true };

  test.each([
    ['/roll for:<@U-yuki>', 'roll for=Yuki Tanaka<U-yuki> sides=6'],
    ['/roll 6 <@U-yuki>', 'roll sides=6 for=Yuki Tanaka<U-yuki>'],
    ['/サイコロ 6 <@U-taro>さん', 'roll sides=6 for=太郎<U-taro>'],
    ['/roll 6 <@U-nobody>', 'roll sides=6 for=…<U-nobody>'],
    [
      '/assign dishes <@U-twin1> <@U-twin2>, me',
      'assign task=dishes members=[Sam<U-twin1> | sam<U-twin2> | Ken<U-me>]',
    ],
    ['/roll 6 <@U-yuki>!', 'WRONG_OPTION for unknown-member → /roll 6 for:'],
    ['/remind --when 2026-11-30T09:00 --what pay', 'remind when=2026-11-30 09:00 what=pay'],
  ])('names members by their ids: %s', (typed, expected) => expect(understood(typed, ours)).toBe(expected));

  test('is not what a member types', () => {
    expect(understood('/roll 6 <@U-yuki>')).toBe('WRONG_OPTION for unknown-member → /roll 6 for:');
    expect(understood('/roll 6 {@<@U-taro>|U-yuki}', ours)).toBe('roll sides=6 for=<@U-taro><U-yuki>');
  });

  test('is made of a line with mentions, whatever the names look like', () => {
    const lines = [
      '/assign dishes {@a/b "c" --until|U-slash} --nosuch',
      '/assign {@Anna Maria|U-anna}{@Bob|U-bob}くん --task',
      '/roll 6{@A|U-a} --nosuch',
    ];
    const made = lines.map((line) => {
      const result = parsed(line);
      return result?.ok === false ? result.corrected.line : 'runs';
    });
    expect(made).toEqual(['/assign dishes <@U-slash>', '/assign <@U-anna> <@U-bob>くん task:', '/roll 6 <@U-a>']);
  });
});

describe('who types', () => {
  test('a member whom the platform does not name cannot say "me"', () => {
    const { members, now, timeZone } = context;
    expect(understood('/roll for:me', { members, now, timeZone })).toBe('NO_IDENTITY for → /roll for:');
  });

  test('members are looked up at most once, and only for a line that names one', () => {
    let looks = 0;
    const counting = {
      ...context,
      get members() {
        looks++;
        return context.members;
      },
    };
    understood('/poll Lunch? a b --until 18:00', counting);
    expect(looks).toBe(0);
    understood('/assign dishes @Yuki Tanaka @太郎 me', counting);
    expect(looks).toBe(1);
  });
});
