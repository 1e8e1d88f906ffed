import { en, type Texts } from './texts/en.ts';
import { ja } from './texts/ja.ts';

/** Japanese for those whose browser prefers it to English, else English. */
export function chooseTexts(languages: readonly string[]): { readonly lang: 'en' | 'ja'; readonly texts: Texts } {
  const first = languages.map((one) => one.toLowerCase().split('-')[0]).find((one) => one === 'en' || one === 'ja');
  return first === 'ja' ? { lang: 'ja', texts: ja } : { lang: 'en', texts: en };
}

const chosen = chooseTexts(navigator.languages ?? [navigator.language]);

/** The language of the page, for `<html lang>`, dates and what the host words. */
export const lang = chosen.lang;
export const t: Texts = chosen.texts;
