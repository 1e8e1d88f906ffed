import { describe, expect, test } from 'vitest';
import type { CommandDefinition, CommandSet } from './definition.ts';
import { readLine } from './reader.ts';
import { CommandTable } from './table.ts';

const description = { en: 'A command' };
const set = (commands: Readonly<Record<string, Partial<CommandDefinition>>>): CommandSet => ({
  commands: Object.fromEntries(Object.entries(commands).map(([name, more]) => [name, { description, ...more }])),
});

describe('the command words of all plugins', () => {
  test('a command is found by its name, its aliases and its names in every language, in any case and width', () => {
    const table = new CommandTable();
    table.add('poll', set({ poll: { names: { ja: '投票', th: 'โพล' }, aliases: ['vote'] } }));
    expect(table.find('poll')).toMatchObject({ plugin: 'poll', name: 'poll' });
    expect(table.find('poll')).not.toHaveProperty('language');
    expect(table.find('ＰＯＬＬ')?.name).toBe('poll');
    expect(table.find('/Vote')).toMatchObject({ name: 'poll' });
    expect(table.find('投票')).toMatchObject({ name: 'poll', language: 'ja' });
    expect(table.find('โพล')).toMatchObject({ name: 'poll', language: 'th' });
    expect(table.all()).toHaveLength(1);
  });

  test('one word of one command in two languages is no quarrel', () => {
    const table = new CommandTable();
    const added = table.add('poll', set({ poll: { names: { ja: '投票', 'zh-TW': '投票' }, aliases: ['Poll'] } }));
    expect(added).toEqual({ ok: true, dropped: [] });
  });

  test('a taken command word adds nothing of the plugin', () => {
    const table = new CommandTable();
    table.add('poll', set({ poll: { aliases: ['vote'] } }));
    expect(table.add('other', set({ fresh: {}, poll: {} }))).toEqual({
      ok: false,
      taken: { word: 'poll', plugin: 'poll' },
    });
    expect(table.add('third', set({ vote: {} }))).toEqual({ ok: false, taken: { word: 'vote', plugin: 'poll' } });
    expect(table.find('fresh')).toBeUndefined();
    expect(table.all()).toHaveLength(1);
  });

  test('two names of one plugin that fold to one word are taken too', () => {
    const table = new CommandTable();
    expect(table.add('twice', set({ poll: {}, ＰＯＬＬ: {} }))).toMatchObject({
      ok: false,
      taken: { plugin: 'twice' },
    });
    expect(table.all()).toEqual([]);
  });

  test('a taken alias or localised name is dropped and told, and the rest works', () => {
    const table = new CommandTable();
    table.add('poll', set({ poll: { names: { ja: '投票' } } }));
    expect(table.add('vote', set({ vote: { names: { ja: '投票', th: 'โหวต' }, aliases: ['poll'] } }))).toEqual({
      ok: true,
      dropped: [
        { word: '投票', takenBy: 'poll' },
        { word: 'poll', takenBy: 'poll' },
      ],
    });
    expect(table.find('投票')?.plugin).toBe('poll');
    expect(table.find('โหวต')?.plugin).toBe('vote');
  });

  test('a removed plugin leaves no word behind', () => {
    const table = new CommandTable();
    table.add('poll', set({ poll: { names: { ja: '投票' } } }));
    table.add('ping', set({ ping: {} }));
    table.remove('poll');
    expect([table.find('poll'), table.find('投票'), table.near('pol')]).toEqual([undefined, undefined, undefined]);
    expect(table.all().map(({ name }) => name)).toEqual(['ping']);
    expect(table.add('poll', set({ poll: {} }))).toEqual({ ok: true, dropped: [] });
  });

  test('names that every object has are no commands unless declared', () => {
    const table = new CommandTable();
    table.add('poll', set({ poll: {} }));
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])
      expect(table.find(word)).toBeUndefined();
    expect(table.add('odd', JSON.parse('{"commands":{"__proto__":{"description":{"en":"x"}}}}'))).toMatchObject({
      ok: true,
    });
    expect(table.find('__proto__')).toMatchObject({ plugin: 'odd', name: '__proto__' });
  });

  test('a slip is offered the nearest name, as it would be typed, if this member may run it', () => {
    const table = new CommandTable();
    table.add(
      'poll',
      set({ poll: { names: { ja: '投票' } }, rollcall: { names: { ja: '点呼' } }, tally: { hidden: true } }),
    );
    expect(table.near('pol')).toBe('poll');
    expect(table.near('RollCal')).toBe('rollcall');
    expect(table.near('投表')).toBe('投票');
    expect(table.near('taly')).toBeUndefined();
    expect(table.near('shrug')).toBeUndefined();
    expect(table.near('pol', ({ name }) => name !== 'poll')).toBeUndefined();
  });
});

describe('a word without spaces', () => {
  const table = new CommandTable();
  table.add('poll', set({ poll: { names: { ja: '予約', th: 'โพล' }, aliases: ['予約表'] } }));
  const split = (text: string): string | undefined => {
    const cut = table.split(readLine(text)!);
    return cut && `${cut.match.name} ${cut.line.restStart} ${cut.line.rest}`;
  };

  test('is cut behind the longest name that the table knows', () => {
    expect(split('/予約明日')).toBe('poll 3 明日');
    expect(split('/予約表明日 9時')).toBe('poll 4 明日 9時');
    expect(split('/poll昼ごはん')).toBe('poll 5 昼ごはん');
    expect(split('/ＰＯＬＬ昼')).toBe('poll 5 昼');
    expect(split('/予約：明日')).toBe('poll 4 明日');
    expect(split('/poll, lunch')).toBe('poll 6  lunch');
    expect(split('/poll?!')).toBe('poll 7 ');
    expect(split('/poll.png')).toBe('poll 5 .png');
  });

  test('is left alone where Latin letters or digits go on, and within a Thai letter with its marks', () => {
    expect(split('/polls')).toBeUndefined();
    expect(split('/poll2')).toBeUndefined();
    expect(split('/poll-x')).toBeUndefined();
    expect(split('/โพล่')).toBeUndefined();
    expect(split('/無理')).toBeUndefined();
  });
});
