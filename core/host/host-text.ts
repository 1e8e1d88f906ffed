import type { Language } from '../command/definition.ts';
import { Messages, type MessageValues } from '../plugin/messages.ts';
import en from './locales/en.json' with { type: 'json' };
import ja from './locales/ja.json' with { type: 'json' };
import th from './locales/th.json' with { type: 'json' };
import zhTW from './locales/zh-TW.json' with { type: 'json' };

const messages = new Messages({ en, ja, 'zh-TW': zhTW, th });

/** What the host itself says in a chat. None of its texts has a date in it, so no time zone is asked for. */
export function hostText(language: Language, key: keyof typeof en, values?: MessageValues): string {
  return messages.format(language, 'UTC', key, values);
}
