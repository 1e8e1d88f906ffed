import { plain } from '../plain.ts';
import type { Finding } from './finding.ts';

const SIGNS: Readonly<Record<Finding['state'], readonly [word: string, colour: number]>> = {
  ok: ['ok', 32],
  look: ['look', 33],
  wrong: ['WRONG', 31],
  skipped: ['–', 90],
};
const MARGIN = 7;
const WIDTH = 18;

/** One line of it, and below it what to do, and where. */
export function inLines({ about, state, says, todo, page }: Finding, coloured: boolean): readonly string[] {
  const [word, colour] = SIGNS[state];
  const padded = word.padEnd(MARGIN);
  const sign = coloured ? `\u001B[${colour}m${padded}\u001B[0m` : padded;
  const indent = ' '.repeat(MARGIN + WIDTH);
  return [
    `${sign}${about.padEnd(WIDTH - 1)} ${plain(says)}`,
    ...(todo === undefined ? [] : [`${indent}→ ${plain(todo)}`]),
    ...(page === undefined ? [] : [`${indent}  ${plain(page)}`]),
  ];
}

export function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length;
  const wrong = count('wrong');
  const skipped = count('skipped');
  return [
    wrong === 0 ? 'Nothing is wrong' : `${wrong} wrong`,
    `${count('look')} to look at yourself`,
    ...(skipped === 0 ? [] : [`${skipped} not looked at`]),
  ].join(', ');
}

/** Last of all: whatever a message quotes, a secret is not printed. */
export const hiding =
  (secrets: readonly string[]) =>
  (text: string): string =>
    secrets.filter((secret) => secret.length > 3).reduce((left, secret) => left.replaceAll(secret, '…'), text);
