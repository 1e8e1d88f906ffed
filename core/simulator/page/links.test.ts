import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkPieces, safeLink, safePicture } from './links.ts';

describe('an address', () => {
  it('is followed only when it is http or https', () => {
    expect(safeLink('https://example.com/a?b=c')).toBe('https://example.com/a?b=c');
    expect(safeLink('http://example.com')).toBe('http://example.com/');
    for (const address of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'line://nv',
      'tel:1',
      '/x',
      7,
    ])
      expect(safeLink(address)).toBeUndefined();
  });

  it('of a picture is https, on this host, or the picture itself', () => {
    expect(safePicture('data:image/png;base64,AAAA')).toBe('data:image/png;base64,AAAA');
    expect(safePicture('https://example.com/a.png')).toBe('https://example.com/a.png');
    expect(safePicture('/simulator/picture')).toBe('/simulator/picture');
    for (const address of [
      'http://example.com/a.png',
      '//example.com/a.png',
      '/\\example.com',
      'data:image/svg+xml;base64,AAAA',
      'data:text/html,x',
      undefined,
    ])
      expect(safePicture(address)).toBeUndefined();
  });
});

describe('a text with addresses', () => {
  it('is cut into words and links, without the punctuation of the sentence', () => {
    expect(linkPieces('See https://example.com/a, or (http://example.org).')).toEqual([
      { text: 'See ' },
      { text: 'https://example.com/a', link: 'https://example.com/a' },
      { text: ', or (' },
      { text: 'http://example.org', link: 'http://example.org/' },
      { text: ').' },
    ]);
  });

  it('ends a link where Japanese goes on', () => {
    expect(linkPieces('「https://example.com/x」を見て')[1]).toEqual({
      text: 'https://example.com/x',
      link: 'https://example.com/x',
    });
  });

  it('loses nothing, whatever it is', () => {
    const words = fc
      .array(fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('https://', 'http://[', ' ')))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, (text) => {
        expect(
          linkPieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
