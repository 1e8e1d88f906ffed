import type { Card, Message, TextMessage } from 'tenko';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, NOON, PluginBench, TextsOf } from '../../test/support/plugin-bench.ts';
import { typed } from '../../test/support/typed.ts';
import MembersPlugin from './index.ts';
import manifest from './plugin.json' with { type: 'json' };

const DAY = 86_400_000;

const NAMES = { U1: 'Aki', U2: 'Bo {name}' };

function group(names: Readonly<Record<string, string>> = NAMES, unknown = 0, language: Language = 'en') {
  const members = new FakeMembers(names);
  members.unknown = unknown;
  const bench = new PluginBench(
    'plugins/members',
    members,
    ({ chat, caller, members, storage, downloads, clock, texts }) =>
      new MembersPlugin(chat, caller, members, storage, downloads, clock, texts),
    language,
  );
  const answer = async (act: (plugin: MembersPlugin) => unknown, who: string | undefined = 'U1'): Promise<Message[]> =>
    (await bench.run(who, act)).map(({ message }) => message);
  return { bench, members, answer };
}
type List = TextMessage & { readonly text: string };
const many = (count: number, name: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`U${index}`, name]));

describe('/members', () => {
  it('counts everyone, and says how many it knows and why not all', async () => {
    const [card] = (await group(NAMES, 3).answer((plugin) => plugin.members())) as [Card];
    expect(card.title).toBe('5 people are here');
    expect(card.text).toMatch(/^I know 2 of them by name\. LINE gives me no list/);
    expect(card.buttons?.map(({ command }) => command)).toEqual(['/members list', '/members history', '/members here']);
    expect(card.footer).toBe('Or type: /members list, /members history or /members here');
  });

  it('offers no "I am here" when everyone is known', async () => {
    const [card] = (await group().answer((plugin) => plugin.members())) as [Card];
    expect(card).toMatchObject({ title: '2 people are here', text: 'I know everyone by name.' });
    expect(card.buttons?.map(({ command }) => command)).toEqual(['/members list', '/members history']);
  });

  it('knows nobody at first', async () => {
    const [card] = (await group({}, 1).answer((plugin) => plugin.members())) as [Card];
    expect(card.title).toBe('1 person is here');
    expect(card.text).toMatch(/^I know none of them by name/);
  });

  it('passes on what the platform says when it cannot count', async () => {
    const { members, answer } = group();
    members.failure = new Failure('PLATFORM_TIMEOUT', 'no answer');
    await expect(answer((plugin) => plugin.members())).rejects.toMatchObject({ code: 'PLATFORM_TIMEOUT' });
  });
});

describe('/members list', () => {
  it('names everyone it knows and counts those it cannot name', async () => {
    const [list] = (await group(NAMES, 2).answer((plugin) => plugin.membersList())) as [List];
    expect(list.text).toBe('I know 2 people here by name:\n・Aki\n・Bo {name}\n… and 2 people I cannot name');
    expect(list.buttons).toEqual([{ label: 'I’m here', command: '/members here', style: 'primary' }]);
  });

  it('folds five hundred names', async () => {
    const [list] = (await group(many(500, 'ゆ'.repeat(20))).answer((plugin) => plugin.membersList())) as [List];
    expect(list.text.split('\n')).toHaveLength(102);
    expect(list.text).toMatch(/… and 400 more names$/);
    expect(list.text.length).toBeLessThanOrEqual(5_000);
  });

  it('folds names of wide characters before the message is full', async () => {
    const [list] = (await group(many(500, '👩‍👩‍👧‍👦'.repeat(30)), 7).answer((plugin) => plugin.membersList())) as [List];
    expect(list.text.length).toBeLessThanOrEqual(5_000);
    const shown = list.text.split('\n').filter((line) => line.startsWith('・')).length;
    expect(list.text).toContain(`… and ${500 - shown} more names\n… and 7 people I cannot name`);
  });

  it('keeps each name on its line', async () => {
    const [list] = (await group({ U1: 'a\nb', U2: '\u202eevil' }).answer((plugin) => plugin.membersList())) as [List];
    expect(list.text).toBe('I know 2 people here by name:\n・a b\n・evil');
  });

  it('says so when it knows nobody', async () => {
    const [list] = (await group({}, 4).answer((plugin) => plugin.membersList())) as [List];
    expect(list.text).toBe('I know nobody here by name yet.\n… and 4 people I cannot name');
  });
});

describe('/members here', () => {
  it('is a card whose button runs the same line again, as one fresh card for a burst of taps', async () => {
    const { bench } = group(NAMES, 2);
    const [sent, ...rest] = await bench.run('U1', (plugin) => plugin.membersHere(), 'button');
    expect(rest).toEqual([]);
    expect(sent?.key).toBe('here');
    expect(sent?.message).toMatchObject({
      title: 'Who is here?',
      text: 'I know 2 of 4 people by name. Tap once, and I know you too.',
      buttons: [{ label: 'I’m here', command: '/members here', style: 'primary' }],
      footer: 'Or type: /members here',
    });
  });

  it('is done when everyone is known', async () => {
    const [card] = (await group().answer((plugin) => plugin.membersHere())) as [Card];
    expect(card).toMatchObject({ text: 'I know everyone here by name: 2 people 🎉', buttons: [] });
    expect(card.footer).toBeUndefined();
  });

  it('tells someone without an id how to be known', async () => {
    const { bench } = group(NAMES, 1);
    const [, words] = await bench.run(undefined, (plugin) => plugin.membersHere());
    expect(words?.message).toMatch(/^I cannot see who you are/);
  });
});

const cameOrWent = <T extends 'memberJoined' | 'memberLeft'>(
  type: T,
  memberIds: readonly string[],
  at: number,
  unnamed = 0,
) => ({ type, id: `e${at}`, at, redelivered: false, memberIds, unnamed });

describe('/members history', () => {
  const history = (bench: ReturnType<typeof group>['bench'], by: 'day' | 'week' | 'month' = 'week') =>
    bench
      .run('U1', (plugin) => plugin.membersHistory({ by, picture: undefined }))
      .then(([sent]) => sent?.message as Card);

  it('begins to count when it is first asked, and says since when', async () => {
    const { bench } = group();
    const card = await history(bench);
    expect(card.text).toBe('2 people are here\nIn this chart: nobody joined, nobody left.');
    expect(card.bars).toEqual([{ label: 'Week of 16 Nov', share: 1, value: '2' }]);
    expect(card.footer).toBe('I have been counting since Nov 22, 2026.\nOr type: /members history month');
  });

  it('draws how many there were, with who came and went', async () => {
    const { bench, members } = group(many(6, 'A'));
    const join = { type: 'join', id: 'e0', at: NOON - 20 * DAY, redelivered: false } as const;
    await bench.run(undefined, (plugin) => plugin.onJoin(join), 'event');
    await bench.run(undefined, (plugin) =>
      plugin.onMemberJoined(cameOrWent('memberJoined', ['U1', 'U2'], NOON - 9 * DAY, 1)),
    );
    await bench.run(undefined, (plugin) => plugin.onMemberLeft(cameOrWent('memberLeft', ['U9'], NOON)));
    const card = await history(bench);
    expect(card.bars?.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Week of 2 Nov: 4',
      'Week of 9 Nov: 7 +3',
      'Week of 16 Nov: 6 −1',
    ]);
    expect(card.bars?.at(-2)?.share).toBe(1);
    expect(card.text).toContain('3 joined, 1 left');
    expect(card.buttons?.map(({ command }) => command)).toEqual([
      '/members history --by day',
      '/members history --by month',
    ]);
    expect((await history(bench, 'day')).bars).toHaveLength(14);
    members.members = members.members.slice(1);
    expect((await bench.run('U1', (plugin) => plugin.members()))[0]?.message).toMatchObject({
      text: expect.stringContaining('In the last 30 days 3 people joined and 1 left.') as string,
    });
  });

  it('is a picture where the operator has set an address, and says why not where there is none', async () => {
    const { bench } = group();
    const ask = () => bench.run('U1', (plugin) => plugin.membersHistory({ by: 'day', picture: true }));
    expect((await ask()).map(({ message }) => message)).toEqual([
      expect.objectContaining({ title: 'Who came, who left' }),
      expect.stringMatching(/^I cannot send pictures here/),
    ]);
    bench.downloads.address = 'https://tenko.example';
    expect((await ask()).map(({ message }) => message)).toEqual([
      { type: 'image', url: 'https://tenko.example/members.png', alt: 'Who came, who left' },
    ]);
    expect(bench.downloads.charts).toMatchObject([
      { text: '2 people are here · In this chart: nobody joined, nobody left.' },
    ]);
  });

  it('starts anew when the bot comes back', async () => {
    const { bench } = group();
    await bench.run(undefined, (plugin) => plugin.onMemberLeft(cameOrWent('memberLeft', ['U9'], NOON - 30 * DAY)));
    const join = { type: 'join', id: 'e0', at: NOON, redelivered: false } as const;
    await bench.run(undefined, (plugin) => plugin.onJoin(join), 'event');
    expect((await history(bench)).bars).toHaveLength(1);
  });

  it('keeps nothing that tells who it was', async () => {
    const { bench } = group();
    await bench.run(undefined, (plugin) => plugin.onMemberJoined(cameOrWent('memberJoined', ['Usecret'], NOON)));
    await bench.run(undefined, (plugin) => plugin.onMemberForgotten('Usecret'));
    expect([...bench.storage.entries.values()].join()).not.toContain('Usecret');
  });
});

it('where LINE gives a list, it does not say that LINE gives none', async () => {
  const { members, answer } = group(NAMES, 2);
  members.listed = true;
  const [card] = (await answer((plugin) => plugin.members())) as [Card];
  expect(card.text).toMatch(/^I know 2 of them by name\. The others have not agreed/);
});

it.each(LANGUAGES)('understands in %s each line that it tells people to type', (language) => {
  const texts = new TextsOf('plugins/members', language);
  for (const key of ['how-to', 'how-to-here', 'how-to-history']) {
    const lines = texts.t(key).match(/\/\S+(?: [^\s,、]+){1,2}?(?=[,、]| or | หรือ |$)/gu) ?? [];
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(typed(manifest, line)).toMatchObject({
        ok: true,
        method: expect.stringMatching(/^members(?:List|History|Here)$/) as string,
      });
  }
});

it.each(LANGUAGES)('speaks %s', async (language) => {
  const { answer } = group(NAMES, 3, language);
  const [card] = (await answer((plugin) => plugin.members())) as [Card];
  expect(card.title).toContain('5');
  expect(card.text).toContain('2');
  const [here] = (await answer((plugin) => plugin.membersHere())) as [Card];
  expect(here.text).toContain('5');
  const [list] = (await answer((plugin) => plugin.membersList())) as [List];
  expect(list.text).toContain('・Aki');
  for (const by of ['day', 'week', 'month'] as const) {
    const [history] = (await answer((plugin) => plugin.membersHistory({ by, picture: undefined }))) as [Card];
    expect(history.bars?.[0]?.label).toMatch(by === 'day' ? /22/ : by === 'week' ? /16/ : /2026|2569/);
  }
});
