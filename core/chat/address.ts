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

/** Whatever reads as a number with its country, or as an e-mail address. Bounded, so that no text is looked at over and over. */
const NUMBERS = /[+＋][\s(]{0,3}\p{Nd}(?:[\s().\u2010-\u2015\u30FC-]{0,3}\p{Nd}){6,14}/gu;
const MAILS = /[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,190}\.[^\s@<>,;:".]{1,63}/gu;

/** As much of a telephone number or an e-mail address as others may read: `…2000`, `y…@….com`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0)
    return `${String.fromCodePoint(address.codePointAt(0)!)}…@….${address.slice(address.lastIndexOf('.') + 1)}`;
  // A short code has hardly more digits than would be shown.
  return `…${address.slice(address.length > 7 ? -4 : -2)}`;
}

/** A text with every telephone number and e-mail address in it masked. */
export const maskAddresses = (text: string): string =>
  text.replaceAll(NUMBERS, (found) => maskedAddress(addressIn(found) ?? found)).replaceAll(MAILS, maskedAddress);
