import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../core/command/parser.ts';
import { readLine } from '../core/command/reader.ts';
import { CommandTable, type CommandMatch } from '../core/command/table.ts';
import { readManifest } from '../core/plugin/manifest.ts';
import { commands, context } from './support/lines.ts';
import { StepCounter } from './support/steps.ts';

/** As long as LINE lets a message be, and as many steps as a slow machine takes in a millisecond: a hundred for each character. */
const LENGTH = 5_000;
const MOST = 500_000;

/** What makes a parser look far ahead, look again, or give up late. */
const PIECES = Array.from('"\'“”‘„「」『｢@＠/：:=-、, 　\n\u200b\u202e\0ﷺ十半日a').concat(
  [
    '"a" ',
    '" ',
    "' ",
    '“ ',
    '„ ',
    '「 ',
    '「「 ',
    '｢ ',
    '「」',
    ': ',
    '： ',
    'a: ',
    '-- ',
    '--x ',
    '--no-',
    '--no-x ',
    '-x ',
    'ーー ',
    '— ',
  ],
  ['me ', 'me, ', '私、', '@Yuki Tanaka ', '@Yuki ', 'Member ', 'Member 1 of ', '@a', '<@U1> ', '<@'],
  [
    '18:00 ',
    '明日9時 ',
    '明日',
    'next ',
    'อีก ',
    'อีก',
    '1h ',
    '１２ ',
    '十 ',
    '十一 ',
    '3日 ',
    '午後 ',
    'half an ',
    'in ',
    'and ',
    '. ',
    '11/30 ',
    '2026-',
  ],
  ['-5 ', '0.', '1,000 ', '1,', 'a ', 'a\n', 'a b\n', 'ﷺ ', '👨‍👩‍👧 ', 'e\u0301 ', 'น้ำ ', '100% ', 'good ', 'yes '],
);

const members = Array.from({ length: 500 }, (_, n) => ({
  id: `U${n}`,
  displayName: `Member ${n % 50} of the club ${n}`,
}));
const crowd = { ...context, members: [...context.members, ...members] };

function shipped(): readonly CommandMatch[] {
  const folder = fileURLToPath(new URL('../plugins', import.meta.url));
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const manifest = readManifest(JSON.parse(readFileSync(`${folder}/${name}/plugin.json`, 'utf8')), name);
      const table = new CommandTable();
      table.add(name, manifest);
      return table.all();
    });
}

/** The command, and each of its subcommands, as a line begins. */
const heads = ({ name, definition }: CommandMatch): readonly string[] =>
  ['', ...Object.keys(definition.subcommands ?? {}).map((sub) => `${sub} `)].map((sub) => `/${name} ${sub}`);
const own = ({ definition }: CommandMatch): readonly string[] =>
  Object.keys(definition.options ?? {}).flatMap((name) => [`--${name} `, `${name}: `, `${name}:a `, `--no-${name} `]);

let counter: StepCounter;
beforeAll(async () => {
  counter = await StepCounter.start('core/command/');
});
afterAll(() => counter.stop());

async function tooMuch(work: (text: string) => void, lines: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const line of lines) {
    await counter.take();
    work(line);
    const steps = await counter.take();
    if (steps > MOST) found.push(`${steps} steps for ${JSON.stringify(line.slice(0, 40))}…`);
  }
  return found;
}

const long = (head: string, piece: string): string => (head + piece.repeat(LENGTH)).slice(0, LENGTH);

describe('no line costs more than a millisecond, however long and whatever is in it', () => {
  const all = [
    ...commands.all().map((match) => ({ match, name: match.name, some: PIECES })),
    // Of the same grammar, but with options of their own.
    ...shipped().map((match) => ({ match, name: match.name, some: PIECES.filter((_, n) => n % 5 === 0) })),
  ];
  test.each(all)('/$name', { timeout: 120_000 }, async ({ match, some }) => {
    const pieces = [...some, ...own(match)];
    const lines = heads(match).flatMap((head) => pieces.map((piece) => long(head, piece)));
    const work = (text: string): void => void parse(readLine(text)!, match, crowd);
    expect(await tooMuch(work, lines)).toEqual([]);
  });

  test('a word that no command has', { timeout: 120_000 }, async () => {
    const lines = PIECES.flatMap((piece) => [long('/', piece), long('/pol', piece), long('／投票', piece)]);
    const work = (text: string): void => {
      const typed = readLine(text);
      if (!typed) return;
      commands.find(typed.word);
      commands.split(typed);
      commands.near(typed.word);
    };
    expect(await tooMuch(work, lines)).toEqual([]);
  });

  test('a line with as many mentions as LINE allows, and more', async () => {
    const text = long('/assign dishes ', '@a ');
    const mentions = Array.from({ length: 1_000 }, (_, n) => ({ index: 15 + n * 3, length: 2, memberId: `U${n}` }));
    const match = commands.find('assign')!;
    expect(await tooMuch(() => void parse(readLine(text, mentions)!, match, crowd), [text])).toEqual([]);
  });
});
