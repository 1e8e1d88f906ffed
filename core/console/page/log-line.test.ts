import { describe, expect, it } from 'vitest';
import { fits, readLine } from './log-line.ts';

const read = (line: object) => readLine('1', JSON.stringify(line))!;

describe('a line of the log', () => {
  it('is taken apart: level, time, words, event and what else stands in it', () => {
    const line = read({ level: 40, time: '2026-01-02T03:04:05.678Z', msg: 'slow', event: 'e1', ms: 12, of: ['a'] });
    expect(line).toMatchObject({ level: 'warn', at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), message: 'slow', event: 'e1' });
    expect(line.details).toEqual([
      ['event', 'e1'],
      ['ms', '12'],
      ['of', '["a"]'],
    ]);
  });

  it('is found by its level and above, and by all the words that stand in it', () => {
    const line = read({ level: 30, msg: 'Command', event: '01ABC', plugin: 'poll' });
    expect(fits(line, 'info', '')).toBe(true);
    expect(fits(line, 'warn', '')).toBe(false);
    expect(fits(line, 'trace', '01abc POLL')).toBe(true);
    expect(fits(line, 'trace', '01abc dice')).toBe(false);
  });

  it('may be anything: what is no line is left out, and an odd one is shown as far as it goes', () => {
    expect(readLine('1', 'no json')).toBeUndefined();
    expect(readLine('1', 'null')).toBeUndefined();
    expect(read({ level: 'x', time: {}, msg: 3 })).toMatchObject({ level: 'trace', at: 0, message: '' });
    expect(read({ level: 999 }).level).toBe('fatal');
  });
});
