/**
 * A telephone number with its country as E.164 has it, spaces, hyphens, dots and brackets taken out (`+81 90-1234-5678`), or an e-mail
 * address in lower case; `undefined` for what is neither. Full-width letters are read as they are meant.
 */
export function addressIn(typed: string): string | undefined {
  const folded = typed.normalize('NFKC').trim();
  const number = folded.replace(/[\s().\u2010-\u2015\u30FC-]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
  const mail = folded.replace(/^mailto:/i, '').toLowerCase();
  return mail.length <= 254 && /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:".]+$/.test(mail) ? mail : undefined;
}
