import { methodName } from '../../core/command/method.ts';

export interface Place {
  /** The way from the plugin's folder to Tenko's. */
  readonly root: string;
  /** Outside of Tenko's own `plugins/`: it needs a package and a compiler's settings of its own. */
  readonly alone: boolean;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const manifest = (name: string, root: string) => `{
  "$schema": "${root}/plugin.schema.json",
  "name": "${name}",
  "version": "1.0.0",
  "api": 1,
  "description": {
    "en": "Counts what people say to it",
    "ja": "話しかけられた回数を数えます",
    "zh-TW": "計算大家對它說了幾次話",
    "th": "นับว่ามีคนพูดกับมันกี่ครั้ง"
  },
  "permissions": ["storage"],
  "commands": {
    "${name}": {
      "description": {
        "en": "Say something to it",
        "ja": "話しかける",
        "zh-TW": "對它說句話",
        "th": "พูดอะไรกับมันสักหน่อย"
      },
      "options": {
        "words": {
          "text": { "max": 100 },
          "required": true,
          "description": { "en": "What to say", "ja": "言葉", "zh-TW": "想說的話", "th": "คำที่จะพูด" }
        }
      }
    }
  }
}
`;

const pluginClass = (name: string) => {
  const method = methodName(name);
  return `import { Storage, Texts, type Commands, type Options } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };

@injectable()
export default class ${method[0]!.toUpperCase()}${method.slice(1)} implements Commands<typeof manifest> {
  constructor(
    @inject(Storage) private readonly storage: Storage,
    @inject(Texts) private readonly texts: Texts,
  ) {}

  async ${method}({ words }: Options<typeof manifest, '${name}'>) {
    const count = ((await this.storage.get<number>('count')) ?? 0) + 1;
    await this.storage.set('count', count);
    return this.texts.t('heard', { words, count });
  }
}
`;
};

const test = (name: string) => `import { openChat } from 'tenko/testing';
import { expect, test } from 'vitest';

test('/${name} counts what it hears in a chat', async () => {
  const chat = await openChat(import.meta.dirname);
  await chat.say('Yuki', '/${name} good morning');
  expect(chat).replied('“good morning”: the first thing I heard here.');
  await chat.say('Ken', '/${name} hello');
  expect(chat).replied('“hello”: I have heard 2 things here.');
});
`;

const TEXTS = {
  en: '“{words}”: {count, plural, one {the first thing I heard here.} other {I have heard # things here.}}',
  ja: '「{words}」ですね。ここで聞いたのは{count}回目です。',
  'zh-TW': '「{words}」，這是我在這裡聽到的第 {count} 句話。',
  th: '“{words}” เป็นคำที่ {count} ที่ได้ยินในห้องนี้',
};

const tsconfig = (root: string) => ({
  extends: `${root}/tsconfig.json`,
  compilerOptions: {
    paths: {
      tenko: [`${root}/core/index.ts`],
      'tenko/testing': [`${root}/core/testing/index.ts`],
      tsyringe: [`${root}/node_modules/tsyringe`],
      vitest: [`${root}/node_modules/vitest`],
    },
    typeRoots: [`${root}/node_modules/@types`],
  },
  include: ['.'],
});

/** Every file of a new plugin, by its path. */
export function filesFor(name: string, { root, alone }: Place): Record<string, string> {
  const files: Record<string, string> = {
    'plugin.json': manifest(name, root),
    'index.ts': pluginClass(name),
    [`${name}.test.ts`]: test(name),
  };
  for (const [language, heard] of Object.entries(TEXTS)) files[`locales/${language}.json`] = json({ heard });
  if (!alone) return files;
  return {
    ...files,
    'package.json': json({
      name: `tenko-plugin-${name}`,
      version: '1.0.0',
      description: 'A plugin for Tenko',
      keywords: ['tenko-plugin'],
      license: 'MIT',
      type: 'module',
      files: ['plugin.json', '*.ts', '!*.test.ts', 'locales'],
    }),
    'tsconfig.json': json(tsconfig(root)),
    '.gitignore': 'node_modules/\n',
  };
}
