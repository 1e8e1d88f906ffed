import { describe, expect, it } from 'vitest';
import { options, roll, words, wrong } from '../../test/support/manifest-problems.ts';

describe('options that cannot work', () => {
  const string = { string: {}, description: words };

  it('follow one that takes all the rest', () => {
    expect(wrong(options({ rest: { text: {}, description: words }, more: string }))).toEqual([
      'commands.roll.options.more: comes after "rest", which takes all that is left: put it before, or add "named": true',
    ]);
    expect(wrong(options({ rest: { ...string, list: {} }, more: string }))).toHaveLength(1);
    expect(
      wrong(
        options({
          rest: { ...string, list: {} },
          more: { ...string, named: true },
          flag: { boolean: {}, description: words },
        }),
      ),
    ).toEqual([]);
  });

  it('are required and follow one that may be left out', () => {
    expect(wrong(options({ a: string, b: { ...string, required: true } }))).toEqual([
      'commands.roll.options.b: is required and comes after "a", which may be left out: put it before, or add "named": true',
    ]);
    expect(wrong(options({ a: { ...string, named: true }, b: { ...string, required: true } }))).toEqual([]);
  });

  it('are a flag that a quoted card should fill', () => {
    expect(wrong(options({ a: { boolean: {}, quoted: true, description: words } }))).toEqual([
      'commands.roll.options.a: is a flag and "quoted": a card\'s subject is no flag; leave one of them out',
    ]);
    expect(wrong(options({ a: { ...string, quoted: true } }))).toEqual([]);
  });

  it('have a value for when they stand alone, but never do, or cannot take it', () => {
    const integer = { integer: { min: 2 }, description: words };
    expect(wrong(options({ a: { ...integer, bare: 5 } }))).toEqual([
      'commands.roll.options.a: has "bare", which is for a named option of one value: add "named": true, or leave it out',
    ]);
    expect(wrong(options({ a: { ...integer, named: true, bare: 1 } }))).toEqual([
      'commands.roll.options.a: has the bare value 1, which it cannot take',
    ]);
    expect(wrong(options({ a: { ...integer, named: true, bare: 5 } }))).toEqual([]);
  });

  it('have bounds that nothing fits', () => {
    expect(wrong(options({ a: { integer: { min: 3, max: 2 }, description: words } }))).toEqual([
      'commands.roll.options.a.integer: has min 3, which is more than max 2',
    ]);
    expect(wrong(options({ a: { ...string, list: { min: 3, max: 2 } } }))).toEqual([
      'commands.roll.options.a.list: has min 3, which is more than max 2',
    ]);
  });

  it.each([
    [{ integer: { min: 2, max: 6 } }, 7, 'has the default 7, and should have a whole number from 2 to 6'],
    [{ integer: {} }, 1.5, 'has the default 1.5, and should have a whole number'],
    [{ integer: {} }, '6', 'has the default "6", and should have a whole number'],
    [{ number: { min: 0 } }, -1, 'has the default -1, and should have a number of 0 or more'],
    [{ string: { max: 2 } }, 'abc', 'has the default "abc", and should have a text with a length of at most 2'],
    [{ text: {} }, 5, 'has the default 5, and should have a text'],
    [{ boolean: {} }, 'yes', 'has the default "yes", and should have true or false'],
    [
      { duration: {} },
      'soon',
      'has the default "soon", and should have a number of milliseconds of 0 or more, or a text such as "2h"',
    ],
    [
      { duration: { max: 60_000 } },
      '2h',
      'has the default "2h", and should have a number of milliseconds from 0 to 60000, or a text such as "2h"',
    ],
    [
      { duration: {} },
      -5,
      'has the default -5, and should have a number of milliseconds of 0 or more, or a text such as "2h"',
    ],
    [{ choice: { red: words } }, 'blue', 'has the default "blue", and should have one of "red"'],
    [{ choice: { red: words } }, 'constructor', 'has the default "constructor", and should have one of "red"'],
    [{ member: {} }, 'Yuki', 'has a default, which a member cannot have: the handler gets undefined'],
    [{ time: {} }, 'teatime', 'has the default "teatime", and should have a time such as "18:00"'],
    [
      { string: {}, list: { min: 2 } },
      'a',
      'has a default, which is one entry, and needs 2: leave it out, and the handler gets an empty list',
    ],
    [
      { string: {}, required: true },
      'a',
      'is required and has a default, which would never be used: leave one of them out',
    ],
  ])('have a default that they cannot take: %j with %j', (type, value, text) => {
    expect(wrong(options({ a: { ...type, default: value, description: words } }))).toEqual([
      `commands.roll.options.a: ${text}`,
    ]);
  });

  it('may have a default as it would be typed', () => {
    const typed = {
      wait: { duration: { max: 7_200_000 }, default: '2h', description: words },
      at: { time: {}, default: '18:00', description: words },
      tags: { string: {}, list: {}, default: 'all', description: words },
    };
    expect(wrong(options(typed))).toEqual([]);
  });

  it('are lists of what cannot be told apart', () => {
    expect(wrong(options({ a: { text: {}, list: {}, description: words } }))).toEqual([
      'commands.roll.options.a: is a list of "text", which cannot be told apart: use "string"',
    ]);
    expect(wrong(options({ a: { boolean: {}, list: {}, description: words } }))).toHaveLength(1);
  });

  it('stand in a subcommand', () => {
    expect(
      wrong(
        roll({ subcommands: { go: { description: words, options: { a: string, b: { ...string, required: true } } } } }),
      ),
    ).toEqual([expect.stringMatching(/^commands\.roll\.subcommands\.go\.options\.b: is required/)]);
  });

  it('a boolean that is said to be named is fine, for it always is', () => {
    expect(wrong(options({ a: { boolean: {}, named: true, description: words } }))).toEqual([]);
  });
});

describe('settings that cannot work', () => {
  const said = (setting: object, name = 'loud') => wrong({ settings: { [name]: setting } });

  it.each([
    [{ boolean: {}, default: 'yes' }, 'settings.loud: has the default "yes", and should have true or false'],
    [
      { integer: { max: 6 }, default: 7 },
      'settings.loud: has the default 7, and should have a whole number of at most 6',
    ],
    [
      { choice: { red: { en: 'Red' } }, default: 'blue' },
      'settings.loud: has the default "blue", and should have one of "red"',
    ],
    [{}, 'settings.loud: needs a type, one of "string", "text", "integer", "number", "boolean", "choice", "duration"'],
  ])('%j', (setting, sentence) => {
    expect(said({ ...setting, description: words })).toEqual([sentence]);
  });

  it('are of a type that does not stay true, or belong to a command', () => {
    expect(said({ member: {}, description: words }).join()).toContain('has the unknown key "member"');
    expect(said({ boolean: {}, required: true, description: words }).join()).toContain(
      'has the unknown key "required"',
    );
  });

  it('have a name that another one has', () => {
    const settings = {
      loud: { boolean: {}, names: { ja: '音' }, description: words },
      noise: { boolean: {}, names: { ja: '音' }, description: words },
    };
    expect(wrong({ settings })).toEqual(['settings.noise.names.ja: "音" means settings.loud already']);
  });

  it('take a length of time as it is typed', () => {
    expect(said({ duration: { max: 7_200_000 }, default: '2h', description: words })).toEqual([]);
  });
});
