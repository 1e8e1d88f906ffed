import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, wordFor } from './choose.ts';

const choices = ['Sushi', 'Ice cream', '寿司', 'ramen 🍜', 'ramen 🌶'];

describe('a vote in words', () => {
  it.each([
    [['2'], [1]],
    [['２'], [1]],
    [['๒'], [1]],
    [['#2'], [1]],
    [
      ['1', '3'],
      [0, 2],
    ],
    [['1,3'], [0, 2]],
    [
      ['#1、', '３'],
      [0, 2],
    ],
    [['sushi'], [0]],
    [['ＳＵＳＨＩ'], [0]],
    [['寿司'], [2]],
    [['ice', 'cream'], [1]],
    [['Ice　cream'], [1]],
    [['ice'], [1]],
  ])('%j means the choices at %j', (words, chosen) => {
    expect(choose(choices, words)).toEqual({ chosen });
  });

  it.each([[['6']], [['0']], [['-1']], [['pizza']], [['ramen']], [['']], [['1', 'pizza']], [['99999999999999999999']]])(
    '%j means nothing that is there, or more than one thing',
    (words) => {
      expect(choose(choices, words)).toEqual({ unknown: words.at(-1) });
    },
  );

  it('a number out of range is not the beginning of a text', () => {
    expect(choose(['30 minutes', 'an hour'], ['3'])).toEqual({ unknown: '3' });
  });
});

describe('a poll about numbers', () => {
  const people = ['2', '3', '4'];

  it('asks what a number means that is both a position and another choice', () => {
    expect(choose(people, ['3'])).toEqual({ unclear: '3', position: 2, text: 1 });
    expect(choose(people, ['#3'])).toEqual({ chosen: [2] });
    expect(choose(people, ['4'])).toEqual({ chosen: [2] });
    expect(choose(['1', '2'], ['2'])).toEqual({ chosen: [1] });
  });

  it('a button never carries a word that could mean another choice', () => {
    const texts = fc.uniqueArray(
      fc.oneof(fc.integer({ min: 0, max: 12 }).map(String), fc.constantFrom('#1', '#2', 'a', 'b 2')),
      {
        minLength: 2,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(texts, (those) => {
        those.forEach((_, index) => expect(choose(those, [wordFor(those, index)])).toEqual({ chosen: [index] }));
      }),
    );
  });

  it('an older card’s button never counts for a choice that was added later', () => {
    const before = ['sushi', 'ramen'];
    const word = wordFor(before, 1);
    expect(choose([...before, '2'], [word])).toEqual({ unclear: '2', position: 1, text: 2 });
  });
});
