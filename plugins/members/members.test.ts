import type { Card, Message, TextMessage } from 'tenko';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { Failure } from '../../core/errors.ts';
import { FakeMembers, PluginBench } from '../../test/support/plugin-bench.ts';
import MembersPlugin from './index.ts';

const NAMES = { U1: 'Aki', U2: 'Bo {name}' };

function group(names: Readonly<Record<string, string>> = NAMES, unknown = 0, language: Language = 'en') {
  const members = new FakeMembers(names);
  members.unknown = unknown;
  const bench = new PluginBench(
    'plugins/members',
    members,
    ({ chat, caller, members, texts }) => new MembersPlugin(chat, caller, members, texts),
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
    expect(card.buttons?.map(({ command }) => command)).toEqual(['/members list', '/members here']);
    expect(card.footer).toBe('Or type: /members list or /members here');
  });

  it('offers no "I am here" when everyone is known', async () => {
    const [card] = (await group().answer((plugin) => plugin.members())) as [Card];
    expect(card).toMatchObject({ title: '2 people are here', text: 'I know everyone by name.' });
    expect(card.buttons?.map(({ command }) => command)).toEqual(['/members list']);
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

it.each(LANGUAGES)('speaks %s', async (language) => {
  const { answer } = group(NAMES, 3, language);
  const [card] = (await answer((plugin) => plugin.members())) as [Card];
  expect(card.title).toContain('5');
  expect(card.text).toContain('2');
  const [here] = (await answer((plugin) => plugin.membersHere())) as [Card];
  expect(here.text).toContain('5');
  const [list] = (await answer((plugin) => plugin.membersList())) as [List];
  expect(list.text).toContain('・Aki');
});
