import type { Language } from '../command/definition.ts';
import { Messages, type MessageValues } from '../plugin/messages.ts';
import en from './locales/en.json' with { type: 'json' };
import ja from './locales/ja.json' with { type: 'json' };
import th from './locales/th.json' with { type: 'json' };
import zhTW from './locales/zh-TW.json' with { type: 'json' };

const messages = new Messages({ en, ja, 'zh-TW': zhTW, th });

/** What the host itself says in a chat. A text with a moment in it asks for the chat's time zone. */
export function hostText(
  language: Language,
  key: keyof typeof en,
  values?: MessageValues,
  timeZone: string = 'UTC',
): string {
  return messages.format(language, timeZone, key, values);
}

/** "A, B and C" in a language. */
export const hostList = (language: Language, items: readonly string[]): string => messages.list(language, items);
