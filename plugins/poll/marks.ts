import { ANSWERS, type Answer } from './answers.ts';
import { choose, type Chosen } from './choose.ts';
import { fold } from './fold.ts';
import type { Poll } from './poll.ts';
import type { Mark } from './vote.ts';

/** What a voter's words say of the choices; or the word that says nothing, or two things. */
export type Marked = { readonly marks: readonly Mark[] } | Exclude<Chosen, { readonly chosen: unknown }>;

/** How a poll's votes are typed: `2`, `sushi`; ranked `3>1>2`; weighted `milk×3`; of dates `1 3 maybe`, `2△`, `○△×`. */
export function readMarks({ kind, choices }: Poll, words: readonly string[]): Marked {
  if (kind === 'ranked') return plainly(choices, ranked(choices, words));
  if (kind === 'weighted') return weighted(choices, words);
  return kind === 'dates' ? dated(choices, words) : plainly(choices, words);
}

function plainly(choices: readonly string[], words: readonly string[]): Marked {
  const result = choose(choices, words);
  return 'chosen' in result ? { marks: result.chosen } : result;
}

const isText = (choices: readonly string[], word: string): boolean =>
  choices.some((choice) => fold(choice) === fold(word));

const ABOVE = /[>＞›»→]/u;

/** The parts of `ice cream > sushi`, if the words are an order. */
function ranked(choices: readonly string[], words: readonly string[]): readonly string[] {
  if (!words.some((word) => ABOVE.test(word) && !isText(choices, word))) return words;
  const parts = words.join(' ').split(ABOVE);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const TIMES = /^(.*?)\s*[x×✕✖*]\s*(\d{1,3})$/su;

/** `milk×3`, `milk x3`, `milk x 3` and `2*0`; without an amount it is one more. */
function weighted(choices: readonly string[], words: readonly string[]): Marked {
  const parts: string[] = [];
  for (const word of words) {
    const last = parts.at(-1);
    const belongs = last !== undefined && (/^[x×✕✖*]\d*$/u.test(fold(word)) || /\s[x×✕✖*]$/u.test(fold(last)));
    if (belongs) parts.splice(-1, 1, `${last} ${word}`);
    else parts.push(word);
  }
  if (!parts.some((part) => TIMES.test(fold(part)))) return plainly(choices, parts);
  const marks: Mark[] = [];
  for (const part of parts) {
    const [, what, amount] = isText(choices, part) ? [] : (TIMES.exec(fold(part)) ?? []);
    const result = choose(choices, [what ?? part]);
    if (!('chosen' in result)) return result;
    for (const choice of result.chosen) marks.push(amount === undefined ? choice : { choice, amount: Number(amount) });
  }
  return { marks };
}

/** How people say each answer, also in front of a date's number: `2△`, `2=maybe`. */
const SAID: Readonly<Record<Answer, readonly string[]>> = {
  yes: ['○', '◯', '〇', '⭕', 'o', '✓', '✔', '✅', 'yes', 'はい', '参加', '可', '可以', '行', 'ได้', 'ว่าง'],
  maybe: ['△', '▲', '?', 'maybe', 'たぶん', '未定', '微妙', '可能', '也許', '不一定', 'อาจจะ', 'ไม่แน่'],
  no: ['×', '✕', '✖', '❌', 'x', 'no', 'いいえ', '不可', '無理', '不行', '不能', 'ไม่ได้', 'ไม่ว่าง', 'ไม่'],
};
const answers = new Map(ANSWERS.flatMap((answer) => SAID[answer].map((word) => [fold(word), answer] as const)));
const answerOf = (word: string): Answer | undefined => answers.get(fold(word).replaceAll('\u{fe0f}', ''));

/** One sign for each date, in their order: `○△×`. */
function row(word: string, count: number): readonly Answer[] | undefined {
  const signs = [...new Intl.Segmenter().segment(word)].map(({ segment }) => answerOf(segment));
  return signs.length === count && signs.every((sign) => sign !== undefined) ? signs : undefined;
}

/** An answer behind dates is of all of them back to the last one; dates without one are a yes. */
function dated(choices: readonly string[], words: readonly string[]): Marked {
  const marks: Mark[] = [];
  let waiting: string[] = [];
  const settle = (answer: Answer): Marked | undefined => {
    const result = waiting.length === 0 ? { chosen: [] } : choose(choices, waiting);
    waiting = [];
    if (!('chosen' in result)) return result;
    for (const choice of result.chosen) marks.push({ choice, answer });
    return undefined;
  };
  for (const word of words) {
    const all = words.length === 1 ? row(word, choices.length) : undefined;
    if (all !== undefined) return { marks: all.map((answer, choice) => ({ choice, answer })) };
    const answer = isText(choices, word) ? undefined : answerOf(word);
    if (answer !== undefined && waiting.length > 0) {
      const wrong = settle(answer);
      if (wrong !== undefined) return wrong;
      continue;
    }
    const [date, own] = isText(choices, word) ? [word, undefined] : apart(choices, word);
    waiting.push(date);
    if (own === undefined) continue;
    // What was named before it had no answer of its own.
    const before = waiting.splice(0, waiting.length - 1);
    const mine = waiting;
    waiting = before;
    const wrong = settle('yes');
    if (wrong !== undefined) return wrong;
    waiting = mine;
    const wrongToo = settle(own);
    if (wrongToo !== undefined) return wrongToo;
  }
  return settle('yes') ?? { marks };
}

/** `2△` and `2=maybe`: the date, and the answer that stands right behind it. */
function apart(choices: readonly string[], word: string): readonly [date: string, answer: Answer | undefined] {
  const folded = fold(word);
  for (const [said, answer] of answers) {
    if (!folded.endsWith(said)) continue;
    const date = folded.slice(0, -said.length);
    // Letters behind letters are one word: "Tokyo" is no yes to "Toky".
    if (/[=:＝：]$/u.test(date)) return [date.slice(0, -1), answer];
    const isDate = /^#?\d{1,2}$/u.test(date) || isText(choices, date);
    if (isDate || (date !== '' && !/^\p{L}/u.test(said))) return [date, answer];
  }
  return [word, undefined];
}
