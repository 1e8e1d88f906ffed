import { describe, expect, it } from 'vitest';
import { LANGUAGES, type CommandSet, type Language, type OptionDefinition } from '../command/definition.ts';
import { parse, type ParseProblem } from '../command/parser.ts';
import { readLine, type TypedMention } from '../command/reader.ts';
import { CommandTable } from '../command/table.ts';
import { hostText, problemReply } from './words.ts';

const words = { en: 'Words', ja: '言葉' };
const commands = (options: Record<string, OptionDefinition>): CommandSet => ({
  commands: {
    roll: {
      names: { ja: 'サイコロ' },
      description: words,
      options,
      subcommands: { history: { names: { ja: '履歴' }, description: words } },
    },
  },
});

/** What the parser says of a line; throws if there is nothing wrong with it. */
function problemOf(options: Record<string, OptionDefinition>, text: string, mentions?: TypedMention[]): ParseProblem {
  const table = new CommandTable();
  table.add('dice', commands(options));
  const line = readLine(text, mentions);
  const match = line && table.find(line.word);
  if (!line || !match) throw new Error('no such command');
  const members = [
    { id: 'U1', displayName: 'Yuki' },
    { id: 'U2', displayName: 'Ken' },
    { id: 'U3', displayName: 'Ken' },
  ];
  const result = parse(line, match, { members, now: Date.UTC(2026, 10, 22), timeZone: 'Asia/Tokyo' });
  if (result.ok) throw new Error('nothing is wrong with it');
  return result;
}
const answer = (options: Record<string, OptionDefinition>, text: string, language: Language = 'en') =>
  problemReply(problemOf(options, text), language).text.split('\n');

const sides: OptionDefinition = { integer: { min: 2, max: 1000 }, description: words };
const named = { named: true, description: words } as const;

describe('a line that cannot run is answered', () => {
  it('with what is wrong, what would be right, the corrected line and a button that prefills it', () => {
    expect(problemReply(problemOf({ sides }, '/roll many'), 'en')).toEqual({
      type: 'text',
      text: '“many” does not fit “sides”. It should be a whole number from 2 to 1,000.\nTry: /roll sides:…',
      buttons: [{ label: 'Fill in', command: '/roll sides:', prefill: '/roll sides:' }],
    });
  });

  it.each([
    ['en', 'Did you mean “history”?'],
    ['ja', 'もしかして「history」ですか？'],
    ['zh-TW', '你是指「history」嗎？'],
    ['th', 'หมายถึง “history” หรือเปล่า?'],
  ] as const)('with both lines to tap, in %s, where a lone text is a slip of a subcommand', (language, said) => {
    const what: OptionDefinition = { string: {}, description: words };
    const reply = problemReply(problemOf({ what }, '/roll histroy'), language);
    expect(reply.text).toContain(said);
    expect(reply.text).toContain('/roll "histroy"');
    expect(reply.buttons?.map(({ command }) => command)).toEqual(['/roll history', '/roll "histroy"']);
    expect(problemReply(problemOf({ what }, '/roll help'), language).text).toContain('/help roll');
  });

  it('in the chat’s language, with the option’s name in it', () => {
    const option: OptionDefinition = { ...sides, names: { ja: '面' } };
    expect(answer({ sides: option }, '/サイコロ １', 'ja')).toEqual([
      '「１」は「面」に使えません。2から1,000までの整数を入れてください。',
      'こう入力してください： /サイコロ 面:…',
    ]);
  });

  it('with what a missing option means', () => {
    expect(answer({ sides: { ...sides, required: true } }, '/roll')[0]).toBe(
      '“sides” is missing (Words). It should be a whole number from 2 to 1,000.',
    );
    expect(answer({ sides: { ...sides, required: true } }, '/roll', 'ja')[0]).toContain('（言葉）');
  });

  it('with the option that was meant', () => {
    expect(answer({ sides: { ...sides, named: true } }, '/roll --sidse 6')).toEqual([
      '/roll has no option “sidse”. Did you mean “sides”?',
      'Try: /roll --sides 6',
    ]);
    expect(answer({ sides }, '/roll --colour red')[0]).toBe('/roll has no option “colour”.');
  });

  it('with the subcommand that was meant', () => {
    expect(answer({}, '/roll histroy')).toEqual([
      '/roll has no “histroy”. Did you mean “history”?',
      'Try: /roll history',
    ]);
  });

  it('with what is too much, and with quotes where they may be missing', () => {
    expect(answer({ sides }, '/roll 6 6')[0]).toBe('“6” is more than /roll takes.');
    expect(answer({ name: { string: {}, description: words } }, '/roll big dice')).toEqual([
      '“dice” is more than /roll takes. What belongs together needs quotes.',
      'Try: /roll "big dice"',
    ]);
  });

  it('with the quotation that was not closed', () => {
    expect(answer({ name: { string: {}, description: words } }, '/roll "big dice')).toEqual([
      'A quotation mark is opened and not closed: "big dice',
      'Try: /roll "big dice"',
    ]);
  });

  it('with the choices as they can be typed', () => {
    const choice = { fast: { en: 'Fast', ja: '速い' }, slow: { en: 'Very slow', ja: '遅い' } };
    const option: OptionDefinition = { choice, description: words };
    expect(answer({ how: option }, '/roll sideways')[0]).toBe(
      '“sideways” does not fit “how”. It should be one of these: Fast, slow.',
    );
    expect(answer({ how: option }, '/roll よこ', 'ja')[0]).toBe(
      '「よこ」は「how」に使えません。次のどれか（速い、遅い）を入れてください。',
    );
    expect(answer({ how: option }, '/roll fsat')).toEqual([
      '“fsat” does not fit “how”. Did you mean “fast”? It should be one of these: Fast, slow.',
      'Try: /roll fast',
    ]);
  });

  it('with lengths of texts and counts of lists', () => {
    expect(answer({ name: { string: { min: 1, max: 3 }, description: words } }, '/roll abcd')[0]).toBe(
      '“name” has 4 characters. It should be a text of at most 3 characters.',
    );
    const list: OptionDefinition = { string: {}, list: { min: 2, max: 30 }, description: words };
    expect(answer({ choices: list }, '/roll one')[0]).toBe('1 given for “choices”. It should be 2 to 30 of them.');
  });

  it('with what goes on, where a list is too short', () => {
    const list: OptionDefinition = { string: {}, list: { min: 2 }, description: words };
    expect(answer({ choices: list }, '/roll one')[1]).toBe('Try: /roll one …');
    expect(answer({ choices: { ...list, named: true } }, '/roll --choices one')[1]).toBe(
      'Try: /roll --choices one choices:…',
    );
  });

  it('without a line to try, where only its writer can put it right; the button fills in what they typed', () => {
    const name: OptionDefinition = { string: { max: 3 }, description: words };
    expect(problemReply(problemOf({ name }, '/roll abcd'), 'en')).toEqual({
      type: 'text',
      text: '“name” has 4 characters. It should be a text of at most 3 characters.',
      buttons: [{ label: 'Fill in', command: '/roll abcd', prefill: '/roll abcd' }],
    });
  });

  it('with lengths of time in words', () => {
    const wait: OptionDefinition = { duration: { min: 60_000, max: 172_800_000 }, ...named };
    expect(answer({ wait }, '/roll --wait 3s')[0]).toBe(
      '“3s” does not fit “wait”. It should be a length of time such as 90m or 2h, from 1 minute to 2 days.',
    );
    expect(answer({ wait }, '/roll --wait 3s', 'ja')[0]).toContain('（1 分から2 日まで）');
  });

  it('with what can be done about a member who is not known, not sure or not one', () => {
    const who: OptionDefinition = { member: {}, description: words };
    expect(answer({ who }, '/roll Yuk')[0]).toBe('I know nobody here called “Yuk”. Did you mean @Yuki?');
    expect(answer({ who }, '/roll Zoltan')[0]).toMatch(/^I know nobody here called “Zoltan”\. Mention them with @/);
    expect(answer({ who }, '/roll Ken')[0]).toBe('More than one member is called “Ken”. Mention the right one with @.');
    expect(answer({ who }, '/roll me')[0]).toMatch(/^I cannot see who you are/);
    const all = problemOf({ who }, '/roll @All', [{ index: 6, length: 4, all: true }]);
    expect(problemReply(all, 'en').text).toMatch(/^“@All” is everyone, and “who” takes one member\./);
  });
});

describe('what is asked for can be tapped', () => {
  const required = { required: true, description: words } as const;
  const buttons = (option: OptionDefinition, text = '/roll', language: Language = 'en', people = 0) => {
    const members = Array.from({ length: people }, (_, n) => ({
      id: `U${n}`,
      displayName: `Member number ${n} of us all`,
    }));
    return problemReply(problemOf({ it: option }, text), language, members)
      .buttons!.slice(1)
      .map(({ label, command, pick }) => (pick ? [label, command, pick] : [label, command]));
  };

  it('a moment, by the platform’s picker', () => {
    expect(buttons({ time: {}, ...required })).toEqual([['Pick date & time', '/roll it:', 'datetime']]);
    expect(buttons({ time: {}, ...required }, '/サイコロ いつか', 'ja')).toEqual([
      ['日時を選ぶ', '/サイコロ it:', 'datetime'],
    ]);
  });

  it('a choice, yes or no, and a small number', () => {
    const choice = { go: { en: 'I go', ja: '行く' }, stay: { en: 'Stay' } };
    expect(buttons({ choice, ...required }, '/roll', 'ja')).toEqual([
      ['行く', '/roll it:go'],
      ['Stay', '/roll it:stay'],
    ]);
    expect(buttons({ boolean: {}, ...required }, '/roll it:perhaps', 'th')).toEqual([
      ['ใช่', '/roll it:yes'],
      ['ไม่', '/roll it:no'],
    ]);
    expect(buttons({ integer: { min: 2, max: 4 }, ...required }).map(([, line]) => line)).toEqual([
      '/roll it:2',
      '/roll it:3',
      '/roll it:4',
    ]);
    expect(buttons({ integer: { min: 1, max: 13 }, ...required })).toEqual([]);
    expect(buttons({ integer: { min: 1 }, ...required })).toEqual([]);
  });

  it('a member, by their id, whatever they are called', () => {
    expect(buttons({ member: {}, ...required }, '/roll', 'en', 1)).toEqual([['Member number 0 of…', '/roll it:<@U0>']]);
    expect(buttons({ member: {}, ...required }, '/roll', 'en', 12)).toHaveLength(12);
    expect(buttons({ member: {}, ...required }, '/roll', 'en', 13)).toEqual([]);
  });

  it('one of a list, but not where one is too few', () => {
    const choice = { go: { en: 'Go' }, stay: { en: 'Stay' } };
    expect(buttons({ choice, list: { min: 1 }, ...required })).toEqual([
      ['Go', '/roll go'],
      ['Stay', '/roll stay'],
    ]);
    expect(buttons({ choice, list: { min: 2 }, ...required })).toEqual([]);
  });

  it('but not what only its writer knows', () => {
    expect(buttons({ string: {}, ...required })).toEqual([]);
    expect(buttons({ duration: {}, ...required })).toEqual([]);
  });

  it('and the line that a tap completes names people by their ids', () => {
    const line = '/roll @Ken @Ken when:';
    const { corrected } = problemOf(
      { who: { member: {}, list: {}, description: words }, when: { time: {}, ...named } },
      line,
      [
        { index: 6, length: 4, memberId: 'U2' },
        { index: 11, length: 4, memberId: 'U3' },
      ],
    );
    expect(corrected).toEqual({
      text: '/roll @Ken @Ken when:',
      line: '/roll <@U2> <@U3> when:',
      asks: true,
      isNew: false,
    });
  });
});

describe('what a member typed', () => {
  it('keeps its braces and loses its power over the line', () => {
    expect(answer({ sides }, '/roll {sides}\u202e')[0]).toMatch(/^“\{sides\}” does not fit/);
  });

  it('is cut where it is long, and a very long line is not repeated', () => {
    const long = problemReply(problemOf({ sides }, `/roll 6 ${'x'.repeat(5_000)}`), 'en');
    expect(long.text.length).toBeLessThan(200);
    const kept = problemOf({ sides, note: { text: { max: 10 }, description: words } }, `/roll 6 ${'x'.repeat(4_900)}`);
    expect(problemReply(kept, 'en')).toEqual({
      type: 'text',
      text: '“note” has 4900 characters. It should be a text of at most 10 characters.',
    });
  });
});

const every: Record<string, OptionDefinition> = {
  string: { string: { max: 5 }, ...named },
  text: { text: { min: 3 }, ...named },
  integer: { integer: { max: 3 }, ...named },
  number: { number: { min: 0.5 }, ...named },
  boolean: { boolean: {}, description: words },
  choice: { choice: { a: { en: 'A' } }, ...named },
  member: { member: {}, ...named },
  duration: { duration: { max: 90_000 }, ...named },
  time: { time: {}, ...named },
};

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(Object.keys(every))('a wrong or missing %s is answered in whole sentences', (type) => {
    const typed = { string: 'abcdef', text: 'ab', integer: '4', number: '0.25', duration: '3h' }[type] ?? 'zzzz';
    const lines = [
      answer(every, `/roll --${type}=${typed}`, language),
      answer({ [type]: { ...every[type]!, required: true } }, '/roll', language),
    ];
    for (const [index, [first, corrected]] of lines.entries()) {
      // An unknown member is named, and not the option.
      expect(first).toMatch(new RegExp(`${type}|“zzzz”|「zzzz」`));
      expect(first).not.toMatch(/[{}]|undefined|null|NaN/);
      // A text of the wrong length is its writer's to change: we know no line that is right.
      const isOurs = index === 1 || (type !== 'string' && type !== 'text');
      expect(corrected?.includes('/roll') ?? false).toBe(isOurs);
    }
  });

  it('the host’s own lines are whole', () => {
    expect(hostText(language, 'failed', { id: 'F4XCN9' })).toContain('F4XCN9');
    expect(hostText(language, 'no-identity', { command: '/poll vote 1 --poll 3' })).toContain('/poll vote 1 --poll 3');
    expect(hostText(language, 'unknown-command', { typed: 'pol', near: 'poll' })).toMatch(/\/pol\b.*\/poll\b/s);
    for (const kind of ['user', 'group', 'room'] as const)
      expect(hostText(language, `not-here-${kind}`, { command: 'poll' })).toContain('/poll');
    for (const key of ['someone', 'busy', 'stale-button'] as const) expect(hostText(language, key)).not.toBe('');
    for (const key of ['timeout', 'platform-failed'] as const)
      expect(hostText(language, key, { id: 'F4XCN9' })).toContain('F4XCN9');
  });
});
