import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWords, textSegments, textV2Segments } from './segments.ts';

const names = (id: string): string | undefined => ({ U1: 'Yuki {x}', U2: 'Ken' })[id];

describe('a text', () => {
  it('sets off its mentions', () => {
    const content = {
      text: '🍣 @Ken hi @All',
      mention: {
        mentionees: [
          { index: 11, length: 4, type: 'all' },
          { index: 3, length: 4, type: 'user', userId: 'U2' },
        ],
      },
    };
    expect(textSegments(content)).toEqual([
      { type: 'text', text: '🍣 ' },
      { type: 'mention', text: '@Ken', memberId: 'U2' },
      { type: 'text', text: ' hi ' },
      { type: 'mention', text: '@All' },
    ]);
  });

  it("puts LINE's own emoji at their placeholders", () => {
    const segments = textSegments({ text: 'a$b', emojis: [{ index: 1, productId: 'p', emojiId: '001' }] });
    expect(segments.map(({ type }) => type)).toEqual(['text', 'emoji', 'text']);
    expect(plainWords(segments)).toBe('a☺b');
  });

  it('loses nothing to spans that overlap, lie outside or make no sense', () => {
    const anything = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.string(), fc.constant(null));
    const mentionees = fc.array(fc.record({ index: anything, length: anything, userId: anything }));
    fc.assert(
      fc.property(fc.string(), mentionees, (text, list) => {
        const segments = textSegments({ text, mention: { mentionees: list } });
        expect(segments.map((segment) => (segment.type === 'emoji' ? '' : segment.text)).join('')).toBe(text);
      }),
    );
  });

  it('is empty when it holds no text', () => {
    expect(textSegments({ text: 5 })).toEqual([]);
  });
});

const mention = (userId: string) => ({ type: 'mention', mentionee: { type: 'user', userId } });

describe('a textV2', () => {
  it('puts names in place of keys, and never reads a name as a template', () => {
    const content = { text: 'Hi {a} and {b}!', substitution: { a: mention('U1'), b: mention('U2') } };
    expect(textV2Segments(content, names)).toEqual([
      { type: 'text', text: 'Hi ' },
      { type: 'mention', text: '@Yuki {x}', memberId: 'U1' },
      { type: 'text', text: ' and ' },
      { type: 'mention', text: '@Ken', memberId: 'U2' },
      { type: 'text', text: '!' },
    ]);
  });

  it('shows doubled braces as single ones', () => {
    expect(plainWords(textV2Segments({ text: '{{a}} {{{{' }, names))).toBe('{a} {{');
  });

  it('mentions everyone', () => {
    const all = { type: 'mention', mentionee: { type: 'all' } };
    expect(plainWords(textV2Segments({ text: '{everyone}!', substitution: { everyone: all } }, names))).toBe('@All!');
  });

  it('leaves a key without a substitution as it stands, also one that every object has', () => {
    expect(plainWords(textV2Segments({ text: '{missing} {constructor}', substitution: {} }, names))).toBe(
      '{missing} {constructor}',
    );
  });
});
