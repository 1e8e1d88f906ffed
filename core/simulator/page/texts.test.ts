import { describe, expect, it } from 'vitest';
import { chooseTexts } from './texts.ts';

describe('the language of the page', () => {
  it("is the first of the browser's that there are words in", () => {
    expect(chooseTexts(['fr-FR', 'ja-JP', 'en']).lang).toBe('ja');
    expect(chooseTexts(['zh-TW']).lang).toBe('zh-Hant');
    expect(chooseTexts(['TH']).lang).toBe('th');
  });

  it('is English when there is none', () => {
    expect(chooseTexts(['fr']).lang).toBe('en');
    expect(chooseTexts([]).lang).toBe('en');
  });

  it('offers commands to try that begin with a slash, in every language', () => {
    for (const language of ['en', 'ja', 'zh', 'th']) {
      const { texts } = chooseTexts([language]);
      for (const line of [texts.tryHelp, texts.tryPoll, texts.tryRollcall]) expect(line).toMatch(/^\/\S/);
    }
  });
});
