import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/command/definition.ts';
import { problemsOf } from '../../core/line/rules/message.ts';
import { renderMessages } from '../../core/line/render.ts';
import { FakeMembers, PluginBench, TextsOf } from '../../test/support/plugin-bench.ts';
import { bare, newPoll, plain } from '../../test/support/poll-bench.ts';
import { entryOf } from './answers.ts';
import { pollCard } from './card.ts';
import type Poll from './index.ts';
import { listCard } from './list-card.ts';
import { LIMITS, type Poll as Kept } from './rules.ts';

const VOTERS = 450;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const members = Array.from({ length: LIMITS.voters }, (_, index) => ({
  id: `U${index}`.padEnd(33, '0'),
  displayName: '名'.repeat(20),
}));
const guests = Array.from({ length: LIMITS.guests }, (_, index) => [
  `guest ${index}`,
  { name: '客'.repeat(40), sponsor: members[0]!.id },
]);
const voters = [
  ...upTo(LIMITS.guests).map((index) => `guest ${index}`),
  ...members.slice(0, VOTERS).map(({ id }) => id),
];
const people = {
  names: new Map(members.map(({ id, displayName }) => [id, displayName])),
  roster: { members, count: 600, unknown: 100 },
};
const thirty = upTo(30);
const longest = (count: number) => upTo(count).map((index) => String(index).padEnd(LIMITS.choiceLength, 'あ'));

/** As much as there can be of everything: choices, pictures, voters, guests, and a comment of each. */
function fullest(kind: Partial<Kept>, choices: readonly string[], ballot: (voter: number) => readonly number[]): Kept {
  return {
    number: 999,
    question: '問'.repeat(LIMITS.questionLength),
    choices,
    most: 30,
    closed: false,
    open: true,
    quorum: 500,
    ...kind,
    pictures: Object.fromEntries(
      upTo(choices.length > LIMITS.pictured ? 0 : LIMITS.pictures).map((index) => [
        index,
        `https://a.example/${index}`.padEnd(LIMITS.pictureLength, 'x'),
      ]),
    ),
    guests: Object.fromEntries(guests) as NonNullable<Kept['guests']>,
    notes: Object.fromEntries(voters.map((id) => [id, '言'.repeat(LIMITS.noteLength)])),
    ballots: Object.fromEntries(voters.map((id, index) => [id, ballot(index)])),
  };
}

const FULLEST: readonly (readonly [string, Kept])[] = [
  ['plain', fullest({}, longest(30), () => thirty)],
  [
    'ranked',
    fullest({ kind: 'ranked' }, longest(30), (voter) => [...thirty.slice(voter % 30), ...thirty.slice(0, voter % 30)]),
  ],
  [
    'weighted',
    fullest({ kind: 'weighted', weight: 20 }, longest(30), () =>
      thirty.flatMap((index) => Array<number>(20).fill(index)),
    ),
  ],
  [
    'dates',
    fullest({ kind: 'dates' }, longest(LIMITS.dates), (voter) =>
      upTo(LIMITS.dates).map((index) => entryOf(index, voter % 2 === 0 ? 'yes' : 'maybe')),
    ),
  ],
  ['of twenty choices', fullest({}, longest(20), () => upTo(20))],
];

describe.each(FULLEST)('the fullest poll, %s', (_, poll) => {
  it.each(LANGUAGES)('is one message of LINE in %s, with no choice left out, open and closed', (language) => {
    for (const closed of [false, true]) {
      const card = pollCard({ ...poll, closed }, new TextsOf('plugins/poll', language), people);
      const sent = renderMessages([card], (line) => `${line} 0123456789abcdef`, { mentions: true, quotes: true });
      expect(sent).toHaveLength(1);
      expect(problemsOf(sent)).toEqual([]);
      const texts = JSON.stringify(sent);
      expect(card.bars?.filter(({ label }) => !texts.includes(JSON.stringify(label).slice(1, -1)))).toEqual([]);
      expect(texts.includes(JSON.stringify(card.footer).slice(1, -1))).toBe(true);
      expect(texts.split('"type":"image"').length).toBe(Object.keys(poll.pictures ?? {}).length + 1);
    }
  });

  it('fits into what a plugin may keep', () => expect(JSON.stringify(poll).length).toBeLessThan(1_000_000));
});

it('fifty open polls of five hundred voters are listed in one message, without counting a vote', () => {
  const [, poll] = FULLEST[1]!;
  const all = upTo(LIMITS.openPolls).map((number): Kept => Object.assign({}, poll, { number: number + 1 }));
  const card = listCard(all, [], new TextsOf('plugins/poll', 'ja'), 0);
  const sent = renderMessages([card], (line) => `${line} 0123456789abcdef`, { mentions: true, quotes: true });
  expect([sent.length, problemsOf(sent)]).toEqual([1, []]);
  for (const { number } of all) expect(card.text).toContain(`#${number} `);
});

it.each([{}, { dates: true }])(
  'a thousand votes of five hundred members are a thousand votes: %j',
  async (kind) => {
    const names = Object.fromEntries(members.map(({ id }, index) => [id, `m${index}`]));
    const chat = new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll);
    chat.members.unknown = 1;
    const choices = upTo(12).map((index) => `choice ${index}`);
    await chat.run(members[0]!.id, (plugin) => plugin.poll({ ...plain, question: '?', choices, ...kind }));
    for (const round of [1, 3])
      for (const [index, { id }] of members.entries())
        await chat.run(id, (plugin) => plugin.pollVote({ ...bare, choices: [String(((index * round) % 12) + 1)] }));
    const kept = JSON.parse(chat.storage.entries.get('poll/1')!) as Kept;
    expect(Object.keys(kept.ballots).length).toBeLessThanOrEqual(LIMITS.voters);
    expect(kept.typed?.length).toBeLessThanOrEqual(50);
  },
  60_000,
);
