import type { Status } from './roll-call.ts';

/** What people write where they mean an answer and no title, in the four languages; folded. */
const WORDS: Readonly<Record<Status, string>> = {
  yes:
    'ok okay yeah yep yup sure coming in はい ええ うん 了解 行く 行きます いきます 行けます 出る 出ます 出席します 参加します 参加です ○ 〇 ' +
    '會 会 會去 會到 去 我去 我會去 好 可以 ได้ ใช่ ไปได้ มาได้ ไปแน่ ไปด้วย',
  no:
    'nope nah out cannot いいえ いや 行けない 行けません 行かない 行きません 出ません 休みます 休む 欠席します 不参加です 無理 × ✕ ' +
    '不會 不会 不去 不行 不能去 去不了 沒辦法 ไม่ ไม่ได้ ไปไม่ได้ มาไม่ได้',
  maybe: 'perhaps unsure dunno たぶん 多分 わからない わかりません 未定です △ 可能 也許 不一定 看情況 อาจจะ ไม่รู้ ยังไม่รู้',
  late: '遅れます 遅刻します 遅くなります 會遲到 會晚到 晚點到 สาย ไปสาย จะสาย',
};

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().trim();
const ANSWERS: ReadonlyMap<string, Status> = new Map(
  Object.entries(WORDS).flatMap(([status, words]) => words.split(' ').map((word) => [fold(word), status as Status])),
);
/** What people put behind a word: marks, and what makes it polite in Thai. */
const BEHIND = /(?:[!?.~。、…〜ー♪\p{Extended_Pictographic}\u{fe0f}\s]|ครับ|ค่ะ|คะ|นะ)+$/u;

/** The answer that a text is, if it is nothing but one: はい, 不去, ok! */
export function answerIn(text: string): Status | undefined {
  const word = fold(text);
  return ANSWERS.get(word) ?? ANSWERS.get(word.replace(BEHIND, ''));
}
