import type { Card } from 'tenko';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatKind } from '../../core/chat/chat.ts';
import type { Language } from '../../core/command/definition.ts';
import { FakeMembers, NOON, PluginBench, type Sent } from '../../test/support/plugin-bench.ts';
import { cardOf, newPoll, plain, refusal, said } from '../../test/support/poll-bench.ts';
import type Poll from './index.ts';

const HOUR = 3_600_000;
const NAMES = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai', U5: 'Emi' };

const group = (language: Language = 'en', kind: ChatKind = 'group', names: Readonly<Record<string, string>> = NAMES) =>
  new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll, language, kind);

let chat = group();
beforeEach(() => {
  chat = group();
  chat.members.unknown = 1;
});

type Given = Parameters<Poll['poll']>[0];
const start = (options: Partial<Given> = {}, who = 'U1', id = 'i-poll') =>
  chat.run(
    who,
    (plugin) => plugin.poll({ ...plain, question: 'Lunch?', choices: ['sushi', 'ramen', 'curry'], ...options }),
    'message',
    id,
  );
const vote = (who: string, choices: readonly string[], revision?: number) =>
  chat.run(who, (plugin) => plugin.pollVote({ choices, poll: undefined, revision, note: undefined }));
const add = (who: string, choice: readonly string[], id = 'i-add') =>
  chat.run(who, (plugin) => plugin.pollAdd({ choice, poll: undefined }), 'message', id);
const edit = (who: string, change: Partial<Parameters<Poll['pollEdit']>[0]>) =>
  chat.run(who, (plugin) =>
    plugin.pollEdit({
      choice: undefined,
      to: undefined,
      question: undefined,
      until: undefined,
      poll: undefined,
      ...change,
    }),
  );
const close = (who = 'U1') => chat.run(who, (plugin) => plugin.pollClose({ poll: undefined }));
const results = () => chat.run('U1', (plugin) => plugin.pollResults({ poll: undefined }));

const valuesOf = (sent: readonly Sent[]) => cardOf(sent).bars?.map(({ value }) => value);
describe('--multiple n', () => {
  it('takes so many choices each and no more, until one is taken back', async () => {
    expect(cardOf(await start({ multiple: 2 })).text).toBe('Pick up to 2 · no votes yet');
    await vote('U2', ['1']);
    await vote('U2', ['2']);
    await expect(vote('U2', ['3'])).rejects.toEqual(refusal(/takes 2 choices each.*tap it again/));
    await vote('U2', ['1']);
    expect(valuesOf(await vote('U2', ['3']))).toEqual(['0 · 0%', '1 · 100%', '1 · 100%']);
  });
});

describe('--hidden', () => {
  it('shows no result and no name of a voter before it closes, and everything then', async () => {
    expect(cardOf(await start({ hidden: true })).text).toContain('🙈 The results are shown when it closes.');
    await vote('U2', ['1']);
    const card = cardOf(await vote('U3', ['2']));
    expect(card.bars?.map(({ share, value, note }) => [share, value, note])).toEqual(
      Array.from({ length: 3 }, () => [0, '–', undefined]),
    );
    expect(card.text).toContain('2 people voted');
    expect(card.footer).toContain('Not answered yet: Aki, Dai, and Emi');
    await expect(chat.run('U1', (plugin) => plugin.pollExport({ poll: undefined }))).rejects.toEqual(
      refusal(/keeps its results back/),
    );
    expect(valuesOf(await close())).toEqual(['1 · 50%', '1 · 50%', '0 · 0%']);
  });
});

describe('--open', () => {
  it('lets everyone add choices, and its card says how', async () => {
    const card = cardOf(await start({ open: true }));
    expect(card.buttons?.at(-1)).toMatchObject({ label: 'Add a choice', prefill: '/poll add #1 ' });
    expect(cardOf(await add('U3', ['ice', 'cream'])).bars?.[3]?.label).toBe('4. ice cream');
  });

  it('without it only who started the poll and moderators do', async () => {
    await start();
    await expect(add('U3', ['udon'])).rejects.toEqual(refusal(/Only Aki/));
    chat.moderators = ['U3'];
    expect(cardOf(await add('U3', ['udon'])).bars).toHaveLength(4);
    expect(cardOf(await close('U3')).text).toMatch(/^Closed/);
  });
});

describe('with several open polls', () => {
  it('an edit says by a bare #n at its end which one it is about', async () => {
    await start({ question: 'Lunch?' });
    await start({ question: 'Dinner?' });
    await expect(edit('U1', { choice: '1', to: 'ice cream #9' })).rejects.toEqual(refusal(/Several polls are open/));
    const edited = cardOf(await edit('U1', { choice: '1', to: 'ice cream #1' }));
    expect(edited.title).toBe('Lunch?');
    expect(edited.bars?.[0]?.label).toBe('1. ice cream');
  });
});

describe('--quorum', () => {
  it('says that nothing is decided when too few voted, and crowns nobody', async () => {
    expect(cardOf(await start({ quorum: 3 })).text).toContain('Decides only if 3 people vote or more.');
    await vote('U2', ['1']);
    const missed = cardOf(await close());
    expect(missed.text).toBe(
      'Closed. Only 1 person of the 3 it needs voted, so nothing is decided. 🏆 sushi wins with 1 vote. 1 person voted.',
    );
    expect(missed.bars?.[0]?.label).toBe('1. sushi');
  });

  it('says nothing of it when enough did', async () => {
    await start({ quorum: 2 });
    await vote('U2', ['1']);
    await vote('U3', ['1']);
    expect(cardOf(await close()).text).toBe('Closed. 🏆 sushi wins with 2 votes. 2 people voted.');
  });
});

describe('a poll that everyone has answered', () => {
  it('closes itself when nobody can be unknown, and says why', async () => {
    await start();
    for (const who of ['U1', 'U2', 'U3', 'U4']) await vote(who, ['1']);
    expect(cardOf(await vote('U5', ['2'])).text).not.toContain('closed');
    chat.members.unknown = 0;
    const sent = await vote('U5', ['1']);
    expect(cardOf(sent).text).toBe(
      'Everyone has answered, so it is closed. 🏆 sushi wins with 5 votes. 5 people voted.',
    );
    const late = (plugin: Poll) => plugin.pollVote({ choices: ['2'], poll: '1', revision: 0, note: undefined });
    await expect(chat.run('U5', late)).rejects.toEqual(refusal(/is closed/));
  });

  it('stays open when it was opened again, for somebody wants to change something', async () => {
    chat.members.unknown = 0;
    await start();
    for (const who of Object.keys(NAMES)) await vote(who, ['1']);
    await chat.run('U1', (plugin) => plugin.pollReopen({ poll: undefined }));
    expect(cardOf(await vote('U5', ['2'])).text).toBe('Pick one · 5 people voted');
  });

  it('with --multiple leaves the last one two minutes to pick more', async () => {
    chat.members.unknown = 0;
    await start({ multiple: 30 });
    for (const who of Object.keys(NAMES)) await vote(who, ['1']);
    chat.clock.time = NOON + 60_000;
    expect(valuesOf(await vote('U5', ['2']))).toEqual(['5 · 100%', '1 · 20%', '0 · 0%']);
    await chat.passTo(NOON + 150_000);
    expect(chat.notices).toEqual([]);
    await chat.passTo(NOON + 180_000);
    expect(chat.notices.map(({ message }) => (message as Card).text)).toEqual([
      expect.stringMatching(/^Closed. 🏆 sushi wins with 5 votes/),
    ]);
  });

  it('with one person alone is no poll to close', async () => {
    chat = group('en', 'user', { U1: 'Aki' });
    await start();
    expect(cardOf(await vote('U1', ['1'])).text).toBe('Pick one · 1 person voted');
  });
});

describe('/poll edit', () => {
  it('mentions only those who chose what was changed, whose votes wait until they choose again', async () => {
    await start();
    await vote('U2', ['1']);
    await vote('U3', ['2']);
    const sent = await edit('U1', { choice: 'ramen', to: 'pizza' });
    expect(said(sent)).toBe('This means something else now. One vote waits until you choose again:\n@Chai');
    expect(cardOf(sent).text).toContain('waits for a tap: Chai');
    expect(valuesOf(sent)).toEqual(['1 · 100%', '0 · 0%', '0 · 0%']);
    expect(valuesOf(await vote('U3', ['2']))).toEqual(['1 · 50%', '1 · 50%', '0 · 0%']);
  });

  it('a tap on a card of before counts where the choice is the same, and is explained where it is not', async () => {
    await start();
    await edit('U1', { choice: '2', to: 'pizza' });
    const sent = await vote('U3', ['2'], 0);
    expect(said(sent)).toBe(
      'That card is an older one: number 2 is “pizza” now. Your vote was not counted; choose on the new card.',
    );
    expect(valuesOf(sent)).toEqual(['0 · 0%', '0 · 0%', '0 · 0%']);
    expect(valuesOf(await vote('U3', ['1'], 0))).toEqual(['1 · 100%', '0 · 0%', '0 · 0%']);
    expect(valuesOf(await vote('U4', ['2'], 1))).toEqual(['1 · 50%', '1 · 50%', '0 · 0%']);
  });

  it('a changed question makes all votes wait, a changed time none', async () => {
    await start();
    await vote('U2', ['1']);
    await vote('U3', ['2']);
    const until = new Date(NOON + 6 * HOUR);
    expect(said(await edit('U1', { until }))).toBe('');
    expect((await chat.schedule.list()).map(({ due }) => due)).toEqual([NOON + 6 * HOUR]);
    expect(said(await edit('U1', { question: 'Dinner?' }))).toMatch(/2 votes wait.*\n@Bo @Chai$/);
  });

  it('is for who started it, says what it can change, and nothing twice', async () => {
    await start();
    await expect(edit('U2', { choice: '1', to: 'x' })).rejects.toEqual(refusal(/Only Aki/));
    await expect(edit('U1', {})).rejects.toEqual(refusal(/^What should change\?/));
    await expect(edit('U1', { choice: '1' })).rejects.toEqual(refusal(/^What should change\?/));
    await expect(edit('U1', { choice: '1', to: 'sushi' })).rejects.toEqual(refusal(/already/));
    await expect(edit('U1', { until: new Date(NOON) })).rejects.toEqual(refusal(/^Sun, 22 Nov, 12:00 is over already/));
  });

  it('where votes are secret is refused once somebody has voted', async () => {
    await start({ anonymous: true });
    expect(cardOf(await edit('U1', { choice: '1', to: 'pizza' })).bars?.[0]?.label).toBe('1. pizza');
    await vote('U2', ['1']);
    await expect(edit('U1', { choice: '1', to: 'tofu' })).rejects.toEqual(refusal(/the votes in “Lunch\?” are secret/));
  });
});

describe('--anonymous', () => {
  it('says what holds and what does not', async () => {
    const sent = await start({ anonymous: true });
    expect(said(sent)).toMatch(
      /^🔒 What “anonymous” means here:.*whoever runs this bot could.*backup.*Tap, don’t type/s,
    );
    expect(cardOf(sent).footer).toContain('What you type, everyone can read');
  });

  it('moves its numbers with the third new voter, and answers the others that they count', async () => {
    await start({ anonymous: true });
    for (const who of ['U2', 'U3']) {
      const sent = await vote(who, ['1']);
      expect(said(sent)).toMatch(/^🔒 Counted/);
      expect(sent.map(({ key }) => key)).toEqual(['poll-1-counted']);
    }
    expect(valuesOf(await results())).toEqual(['0 · 0%', '0 · 0%', '0 · 0%']);
    expect(said(await vote('U3', ['2']))).toMatch(/Counted/);
    const third = await vote('U4', ['1']);
    expect(valuesOf(third)).toEqual(['2 · 67%', '1 · 33%', '0 · 0%']);
    expect(cardOf(third).footer).toMatch(/^Not answered yet: Aki and Emi/);
    expect(JSON.stringify(cardOf(third).bars)).not.toMatch(/Bo|Chai|Dai/);
  });

  it('shows the rest at the close, is closed for good, and nobody knows any more who voted', async () => {
    await start({ anonymous: true });
    await vote('U2', ['3']);
    expect(cardOf(await close()).text).toBe('Closed. 🏆 curry wins with 1 vote. 1 person voted.');
    await expect(chat.run('U1', (plugin) => plugin.pollReopen({ poll: undefined }))).rejects.toEqual(
      refusal(/closed for good/),
    );
    await expect(chat.run('U1', (plugin) => plugin.pollMissing({ poll: '1' }))).rejects.toEqual(
      refusal(/known to nobody/),
    );
  });

  it('a forgotten member’s vote is gone while it is open', async () => {
    await start({ anonymous: true }, 'U2');
    for (const who of ['U2', 'U3', 'U4']) await vote(who, ['1']);
    await chat.run(undefined, (plugin) => plugin.onMemberForgotten('U2'), 'event');
    expect(JSON.stringify([...chat.storage.entries])).not.toContain('U2');
    expect(valuesOf(await close())).toEqual(['2 · 100%', '0 · 0%', '0 · 0%']);
  });
});

it('/poll again asks the same under the same rules, without the votes, and under another number', async () => {
  await start({ multiple: 2, quorum: 2, hidden: true, open: true, anonymous: true });
  await vote('U2', ['1']);
  await close();
  const sent = await chat.run('U3', (plugin) =>
    plugin.pollAgain({ poll: undefined, until: new Date(NOON + HOUR), start: undefined, every: undefined }),
  );
  const card = cardOf(sent);
  expect(card).toMatchObject({ title: 'Lunch?', subject: '#2' });
  expect(card.text).toBe(
    'Pick up to 2 · no votes yet\nCloses Sun, 22 Nov, 13:00\n🔒 Anonymous.\n🙈 The results are shown when it closes.\nDecides only if 2 people vote or more.',
  );
  expect(card.bars?.map(({ label }) => label)).toEqual(['1. sushi', '2. ramen', '3. curry']);
  expect(cardOf(await chat.run('U3', (plugin) => plugin.pollClose({ poll: '2' }))).text).toContain('Nobody voted.');
});

describe('/poll delete', () => {
  it('takes everything of the poll away, and leaves its number to nobody', async () => {
    await start({ anonymous: true, until: new Date(NOON + HOUR) });
    await vote('U2', ['1']);
    const sent = await chat.run('U1', (plugin) => plugin.pollDelete({ poll: undefined }));
    expect(said(sent)).toMatch(/^“Lunch\?” \(#1\) and all its votes are deleted/);
    expect([...chat.storage.entries]).toEqual([['index', '{"last":1,"open":[],"closed":[]}']]);
    expect(await chat.schedule.list()).toEqual([]);
    expect(chat.pseudonyms.keys.size).toBe(0);
    expect(cardOf(await start()).subject).toBe('#2');
  });

  it('is for who started it and moderators', async () => {
    await start();
    await expect(chat.run('U2', (plugin) => plugin.pollDelete({ poll: undefined }))).rejects.toEqual(
      refusal(/Only Aki/),
    );
  });
});

it('a list can be tapped, and its polls are quoted by their number', async () => {
  await start();
  await start({ question: 'Dinner?' });
  const list = cardOf(await chat.run('U1', (plugin) => plugin.pollList()));
  expect(list.buttons?.map(({ label, command }) => [label, command])).toEqual([
    ['#1 Lunch?', '/poll results --poll 1'],
    ['#2 Dinner?', '/poll results --poll 2'],
  ]);
});

it('fifty open polls of five hundred voters each, a thousand votes in one, stay within what LINE takes', async () => {
  const names = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`M${index}`, `${'名'.repeat(19)}${index}`]),
  );
  chat = group('ja', 'group', names);
  for (let n = 1; n <= 50; n += 1) await start({ question: `${n} ${'問'.repeat(290)}`, multiple: 2 }, 'M0');
  for (const who of Object.keys(names).slice(0, 499))
    await chat.run(who, (plugin) => plugin.pollVote({ choices: ['1', '2'], poll: '7', revision: 0, note: undefined }));
  const list = cardOf(await chat.run('M0', (plugin) => plugin.pollList()));
  expect(list.text?.split('\n')).toHaveLength(50);
  expect(list.text?.length).toBeLessThanOrEqual(5_000);
  const card = cardOf(await chat.run('M0', (plugin) => plugin.pollResults({ poll: '7' })));
  expect(card.bars?.map(({ value }) => value)).toEqual(['499票 · 100%', '499票 · 100%', '0票 · 0%']);
});
