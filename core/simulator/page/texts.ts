import { en, type Texts } from './texts/en.ts';
import { ja } from './texts/ja.ts';
import { th } from './texts/th.ts';
import { zh } from './texts/zh.ts';

const TABLES: ReadonlyArray<{ readonly prefix: string; readonly lang: string; readonly texts: Texts }> = [
  { prefix: 'ja', lang: 'ja', texts: ja },
  { prefix: 'zh', lang: 'zh-Hant', texts: zh },
  { prefix: 'th', lang: 'th', texts: th },
  { prefix: 'en', lang: 'en', texts: en },
];

/** The table for the first language that there is one for, else English. */
export function chooseTexts(languages: readonly string[]): { readonly lang: string; readonly texts: Texts } {
  for (const language of languages) {
    const found = TABLES.find(({ prefix }) => language.toLowerCase().split('-')[0] === prefix);
    if (found) return found;
  }
  return { lang: 'en', texts: en };
}

const chosen = chooseTexts(navigator.languages ?? [navigator.language]);

/** The language of the page, for `<html lang>` and for dates. */
export const lang = chosen.lang;
export const t: Texts = chosen.texts;
