import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import { startLinq, type LinqStage } from './stage.ts';

let virtual: VirtualLinq;
let stage: LinqStage;
let aki: string;
let ben: string;
let chi: string;
let group: string;

beforeEach(async () => {
  virtual = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
  [aki, ben, chi] = ['Aki', 'Ben', 'Chi'].map((name) => virtual.world.createMember(name)) as [string, string, string];
  stage = await startLinq({ virtual, owners: [`linq:${aki}`] });
  group = virtual.world.createGroup('Camp', [aki, ben, chi]);
  await quiet();
});

afterEach(async () => {
  await stage.stop();
  await virtual.stop();
});

async function quiet(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await virtual.settled();
    await stage.idle();
  }
}

/** What the bot says in the group to a line of Aki's, and to what follows from it. */
async function say(text: string, member = aki): Promise<string> {
  const said = () => virtual.world.messages(group).filter(({ from }) => from === 'bot');
  const before = said().length;
  virtual.world.say(group, member, text);
  await quiet();
  const parts = said()
    .slice(before)
    .flatMap(({ content }) => (content['parts'] ?? []) as { value?: string }[]);
  return parts.map(({ value = '' }) => value).join('\n\n');
}

test('a group gets another name, and the chat is told when Linq has done it', async () => {
  const said = await say('/group name Archers');
  expect(said).toContain('I am asking for the new name: Archers');
  expect(said).toContain('The group is called “Archers” now.');
});

test('somebody is added and taken out, and the chat is told of both', async () => {
  const dee = virtual.world.createMember('Dee');
  expect(await say(`/group add ${dee}`)).toMatch(/I am asking for them to be added\.\n\n….{4} is in the group now\./);
  await say('/name Ben', ben);
  await say('/group remove Ben');
  const said = await say('1');
  expect(said).toContain('I am asking for Ben to be taken out.');
  expect(said).toContain('Done: they are not in the group any more.');
});

test('whoever is here already is not asked for, and nothing is told of them when they go and come', async () => {
  expect(await say(`/group add ${ben}`)).toBe('They are in this group already.');
  const dee = virtual.world.createMember('Dee');
  expect(await say(`/group add ${dee}`)).toContain('is in the group now');
  const said = virtual.world.messages(group).filter(({ from }) => from === 'bot').length;
  virtual.world.removeMember(group, ben);
  await quiet();
  virtual.world.addMember(group, ben);
  await quiet();
  expect(virtual.world.messages(group).filter(({ from }) => from === 'bot')).toHaveLength(said);
});

test('where votes are typed an anonymous poll does not say that nobody sees them, and nothing is there to tap', async () => {
  const said = await say('/poll "Who?" Aki Ben --anonymous');
  expect(said).toContain('everyone in this chat can see whose it is');
  expect(said).not.toMatch(/\bTap\b|nobody in this chat sees/);
  expect(await say('/help')).toContain('How a command is used: /help group');
  expect(await say('/plugins')).toContain('change the group’s name, picture and people, and make new groups');
});

test('what Linq takes and then does not do is told: an SMS group has no name', async () => {
  group = virtual.world.createGroup('Old phones', [aki, ben, chi], { service: 'SMS' });
  await quiet();
  expect(await say('/group name Archers')).toBe(
    'I am asking for the new name: Archers\n\nThe name could not be changed: the messenger did not do it.',
  );
});

test('whom a line can mean is told by name, as it is typed, and never by an id', async () => {
  await say('/name Ben B', ben);
  const said = await say('/group remove Zed');
  expect(said).toContain('Ben B: /group remove member:"Ben B"');
  expect(said).toMatch(/\n(…\d{4}): \/group remove member:\1(\n|$)/);
  expect(said).not.toContain('<@');
  expect(await say('/group remove member:"Ben B"')).toContain('Really do this?');
});

test('nobody is taken out of a group of three, and the bot does not leave it: Linq is not asked', async () => {
  virtual.world.removeMember(group, chi);
  await quiet();
  await say('/name Ben', ben);
  await say('/group remove Ben');
  expect(await say('1')).toContain('A group keeps at least three people');
  expect(virtual.requests.filter(({ path }) => /participants|leave/.test(path))).toEqual([]);
});

test('a new group is made with a first message', async () => {
  await say(`/group new ${ben} ${chi}`);
  expect(await say('1')).toMatch(/I am making a group of 2 people and me\.\n\nThe new group is there/);
  expect(virtual.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/v3/chats'))).toHaveLength(
    1,
  );
});

test('a member is called what they chose, and by the end of their number until then', async () => {
  expect(await say('/name')).toMatch(/I call you …\d{4} here/);
  await say('/name Aki');
  await say('/poll Lunch? sushi ramen');
  expect(await say('1')).toContain('Aki');
});
