import type { Member, TextPart, Texts } from 'tenko';

/** Stands in a text for someone who is mentioned, until the parts are taken apart. Nobody types it: Unicode keeps it for private use. */
const SOMEONE = '\u{f0000}';

type Values = Readonly<Record<string, string | number | boolean | Date>>;

/**
 * The text of a key with people in it who are really mentioned, and so told: `{names}` is the list of them, and how many more there
 * are.
 */
export function mentioning(
  texts: Texts,
  key: string,
  people: readonly Member[],
  most: number,
  values: Values = {},
): readonly TextPart[] {
  const shown = people.slice(0, most);
  const more = people.length - shown.length;
  const names = texts.list([
    ...shown.map(() => SOMEONE),
    ...(more > 0 ? [texts.t('names-more', { count: more })] : []),
  ]);
  const pieces = texts.t(key, { ...plain(values), names }).split(SOMEONE);
  const parts: TextPart[] = [];
  for (const [index, words] of pieces.entries()) {
    const someone = shown[index - 1];
    if (someone !== undefined) parts.push({ mention: someone.id, name: someone.displayName });
    if (words !== '') parts.push(words);
  }
  return parts;
}

/** What members wrote must not stand for someone. */
const plain = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll(SOMEONE, '') : value,
    ]),
  );
