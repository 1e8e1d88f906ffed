import { LRUCache } from 'lru-cache';
import type { ChatRef } from '../chat/chat.ts';
import type { Language } from '../command/definition.ts';

/**
 * The language of each chat: the operator's default, else what the commands typed so far look like, else English. The script of what
 * was typed tells for sure: kana is Japanese, Thai letters Thai, Bopomofo Chinese. A localised command name is a good guess until then:
 * Japanese and Chinese share some.
 */
export class Languages {
  readonly #known = new LRUCache<string, { readonly language: Language; readonly sure: boolean }>({ max: 50_000 });
  readonly #fixed: Language | undefined;

  constructor(fixed: Language | undefined) {
    this.#fixed = fixed;
  }

  /** `named`: the language whose command name was typed. */
  of(chat: ChatRef, text = '', named?: Language): Language {
    if (this.#fixed) return this.#fixed;
    const known = this.#known.get(chat.key);
    if (known?.sure) return known.language;
    const read = scriptOf(text);
    const language = read ?? known?.language ?? named;
    if (language) this.#known.set(chat.key, { language, sure: read !== undefined });
    return language ?? 'en';
  }
}

function scriptOf(text: string): Language | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Thai}/u.test(text)) return 'th';
  if (/\p{Script=Bopomofo}/u.test(text)) return 'zh-TW';
  return undefined;
}
