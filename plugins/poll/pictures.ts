/** Pictures of choices: `sushi | https://…`. They are the platform's to fetch, so only https addresses count. */
import { LIMITS } from './poll.ts';

const PARTS = /^(.*?)\s*[|｜]\s*(https?:\/\/\S*)$/su;

/** A choice as it was typed: its text, and the address behind a bar. */
export function parted(choice: string): { readonly text: string; readonly picture?: string } {
  const [, text, picture] = PARTS.exec(choice.trim()) ?? [];
  return text === undefined || picture === undefined ? { text: choice.trim() } : { text: text.trim(), picture };
}

export const isPicture = (address: string): boolean =>
  address.length <= LIMITS.pictureLength && address.startsWith('https://') && URL.canParse(address);

/** Without quotes `sushi | https://…` is three words, and one choice. */
export function joined(choices: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const word of choices.map((choice) => choice.trim())) {
    const isAddress = /^https?:\/\//u.test(word) && /[|｜]$/u.test(found.at(-1) ?? '');
    const joins = /^[|｜]\s*https?:\/\//u.test(word) || isAddress;
    if (!joins) found.push(word);
    else if (found.at(-1)?.length === 1 && isAddress) found.splice(-2, 2, `${found.at(-2) ?? ''} | ${word}`);
    else found.splice(-1, 1, `${found.at(-1) ?? ''} ${word}`);
  }
  return found;
}
