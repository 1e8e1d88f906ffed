/** So much can a number have about it: `［12］!`, or a keycap of three characters for each digit. */
const LONGEST = 12;
/** What a keycap emoji is made of besides its digit. */
const KEYCAP = /[\u{FE0F}\u{20E3}]/gu;
const THAI_ZERO = 0x0e50;

/**
 * The number, from 1 to 99, that a text is and nothing else: `2`, `２`, `2.`, `2!`, `2️⃣`, `๒`. Asked of every line that is written, so what
 * is longer is not looked at.
 */
export function bareNumber(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const folded = text
    .normalize('NFKC')
    .replace(KEYCAP, '')
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO))
    .trim();
  const [, digits] = /^0?(\d{1,2})\s*[.,!)。、]?$/.exec(folded) ?? [];
  const number = Number(digits);
  return digits !== undefined && number >= 1 ? number : undefined;
}
