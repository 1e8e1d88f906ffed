import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { valuesIn, withValues, writeEnvFile } from '../scripts/setup/env-file.ts';

describe('.env with other values', () => {
  test.each([
    ['an empty one', '', 'A=1\n'],
    ['one without an end of line', 'B=2', 'B=2\nA=1\n'],
    ['a value that was there, with its comment', '# a\nA=0 # why\nB=2\n', '# a\nA=1 # why\nB=2\n'],
    ['a quoted value', 'A="0 # no comment" # why\n', 'A=1 # why\n'],
    ['the last of several, which is the one that counts', 'A=0\nA=7\n', 'A=0\nA=1\n'],
    ['an exported one', '  export A = 0\n', '  export A = 1\n'],
    ['one that is commented out', '#A=0\n', '#A=0\nA=1\n'],
    ['a name that ends like it', 'BA=0\n', 'BA=0\nA=1\n'],
    ['lines as Windows ends them', 'A=0\r\nB=2\r\n', 'A=1\r\nB=2\r\n'],
    ['the value that is there already', "A='1'\n", "A='1'\n"],
    ['a value of several lines that has a line like it', 'B="x\nA=0\ny"\n', 'B="x\nA=0\ny"\nA=1\n'],
  ])('%s', (_, before, after) => {
    expect(withValues(before, { A: '1' })).toBe(after);
  });

  test('a value with signs is read back as it was', () => {
    for (const value of ['aB3+/=', 'https://bot.example.org/x', 'old,new', 'a#b c', '$HOME'])
      expect(valuesIn(withValues('', { A: value }))).toEqual({ A: value });
  });

  test('a byte order mark stays at the beginning and out of the names', () => {
    expect(withValues('\uFEFFA=0\n', { A: '1' })).toBe('\uFEFFA=1\n');
  });

  test('what could not be read back is refused, and not written over', () => {
    expect(() => withValues('', { A: 'a"b\'c`d e' })).toThrow('.env cannot take A');
  });
});

describe.skipIf(process.platform === 'win32')('.env on the disk', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tenko-env-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is for this user only, whatever it was, and leaves nothing beside it', () => {
    const path = join(folder, '.env');
    writeFileSync(path, 'A=0\n', { mode: 0o644 });
    writeEnvFile(path, 'A=1\n');
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  test('stays a link where it was one', () => {
    writeFileSync(join(folder, 'elsewhere'), 'A=0\n');
    symlinkSync('elsewhere', join(folder, '.env'));
    writeEnvFile(join(folder, '.env'), 'A=1\n');
    expect(lstatSync(join(folder, '.env')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('A=1\n');
  });

  test('that cannot be written is told, and leaves no draft', () => {
    expect(() => writeEnvFile(join(folder, 'none', '.env'), 'A=1\n')).toThrow('cannot be written');
    writeFileSync(join(folder, 'file'), '');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
