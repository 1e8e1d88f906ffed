import { describe, expect, it } from 'vitest';
import { inLine } from './in-line.ts';

describe('a text of other people inside a line of ours', () => {
  it('stays as it is when it is short and on one line', () => {
    expect(inLine('{由紀} 👩‍👩‍👧 <b>', 20)).toBe('{由紀} 👩‍👩‍👧 <b>');
  });

  it('comes onto one line, ideographic spaces too', () => {
    expect(inLine('  a\n\n\tb　c ')).toBe('a b c');
  });

  it('is cut between characters and not inside one', () => {
    expect(inLine('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2)).toBe('👩‍👩‍👧…');
    expect(inLine('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧');
    expect(inLine('ab cd', 4)).toBe('ab…');
  });

  it('keeps its direction to itself', () => {
    expect(inLine('\u202eevil')).toBe('evil');
    expect(inLine('שלום')).toBe('\u2068שלום\u2069');
  });

  it('may be nothing', () => {
    expect(inLine('\u2067 \n')).toBe('');
  });
});
