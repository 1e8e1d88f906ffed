import { describe, expect, it } from 'vitest';
import { options, roll, words, wrong } from '../../test/support/manifest-problems.ts';

describe('names that clash', () => {
  it('as methods of one class', () => {
    const commands = {
      'roll-history': { description: words },
      roll: { description: words, subcommands: { history: { description: words } } },
    };
    expect(wrong({ commands })).toEqual([
      'commands.roll.subcommands.history: would be run by a method "rollHistory", and so would commands.roll-history: choose another name',
    ]);
  });

  it('with the methods that hear events', () => {
    expect(wrong({ commands: { 'on-member-joined': { description: words } } })).toEqual([
      'commands.on-member-joined: would be run by a method "onMemberJoined", which is for an event: choose another name',
    ]);
    expect(
      wrong({ commands: { on: { description: words, subcommands: { unsend: { description: words } } } } }),
    ).toEqual([expect.stringContaining('"onUnsend", which is for an event')]);
    expect(wrong({ commands: { 'on-call': { description: words } } })).toEqual([]);
  });

  it.each(['constructor', 'to-string', 'value-of', 'has-own-property', 'then', 'dispose'])(
    'with what an object has or means to others: %s',
    (name) => {
      expect(wrong({ commands: { [name]: { description: words } } })).toEqual([
        expect.stringContaining('choose another name'),
      ]);
    },
  );

  it('with what every object has, as options and choices', () => {
    expect(wrong(options({ constructor: { string: {}, description: words } }))).toEqual([
      'commands.roll.options.constructor: is a name that every object has: choose another',
    ]);
    expect(wrong(options({ how: { choice: { toString: words }, description: words } }))).toEqual([
      'commands.roll.options.how.choice.toString: is a name that every object has: choose another',
    ]);
  });

  it('as words for two commands, in any width and case', () => {
    const commands = {
      roll: { description: words, names: { ja: 'サイコロ' } },
      toss: { description: words, names: { ja: 'ｻｲｺﾛ' }, aliases: ['ＲＯＬＬ'] },
    };
    expect(wrong({ commands })).toEqual([
      'commands.toss.names.ja: "ｻｲｺﾛ" means commands.roll already',
      'commands.toss.aliases[0]: "ＲＯＬＬ" means commands.roll already',
    ]);
  });

  it('as words for two subcommands, two options or two choices', () => {
    const twice = { a: { description: words, names: { ja: '同' } }, b: { description: words, names: { th: '同' } } };
    expect(wrong(roll({ subcommands: twice }))).toEqual([
      'commands.roll.subcommands.b.names.th: "同" means commands.roll.subcommands.a already',
    ]);
    expect(
      wrong(
        options({ a: { string: {}, description: words }, b: { string: {}, description: words, names: { en: 'a' } } }),
      ),
    ).toEqual(['commands.roll.options.b.names.en: "a" means commands.roll.options.a already']);
    expect(wrong(options({ how: { choice: { y: { en: 'Yes' }, n: { en: 'YES' } }, description: words } }))).toEqual([
      'commands.roll.options.how.choice.n.en: "YES" means commands.roll.options.how.choice.y already',
    ]);
  });

  it('as an alias that says nothing new', () => {
    expect(wrong(roll({ names: { ja: 'サイコロ' }, aliases: ['Roll', 'サイコロ'] }))).toEqual([
      'commands.roll.aliases[0]: "Roll" is a name of it already: leave it out',
      'commands.roll.aliases[1]: "サイコロ" is a name of it already: leave it out',
    ]);
  });
});
