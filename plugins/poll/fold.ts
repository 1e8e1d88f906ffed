/** Two texts that people would call the same fold to one: width, case, spacing and Thai digits make no difference. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0xe50))
    .toLowerCase()
    .trim()
    .replaceAll(/\s+/gu, ' ');
}
