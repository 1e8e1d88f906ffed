import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CODES, Failure, Refusal, isFailure, isRefusal } from '../core/errors.ts';
import { VARIABLES } from '../core/config.ts';

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const firstCells = (heading: string): string[] => {
  const section = readme.split(new RegExp(`^#+ ${heading}$`, 'm'))[1]?.split(/^#+ /m)[0] ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name!);
};

describe('the README and the code tell the same', () => {
  test('every error code is explained, and every explained code exists', () => {
    expect(firstCells('Error codes').sort()).toEqual(Object.keys(CODES).sort());
  });

  test('every variable is explained, and every explained variable is read', () => {
    expect(firstCells('Settings').sort()).toEqual(Object.keys(VARIABLES).sort());
  });
});

describe('errors are told by what they are, not by their class', () => {
  test('a refusal of another copy of the module is still a refusal', () => {
    const foreign = Object.assign(new Error('no'), { [Symbol.for('tenko.refusal')]: true });
    expect(isRefusal(foreign)).toBe(true);
    expect(isRefusal(new Refusal('no'))).toBe(true);
    expect(isFailure(new Refusal('no'))).toBe(false);
  });

  test('a failure is no refusal, and neither is anything else', () => {
    expect(isFailure(new Failure('HANDLER_FAILED', 'x'))).toBe(true);
    for (const thing of [undefined, null, 'x', new Error('x')]) {
      expect(isFailure(thing)).toBe(false);
      expect(isRefusal(thing)).toBe(false);
    }
  });
});
