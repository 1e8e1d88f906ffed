import { afterEach, expect, test } from 'vitest';
import { startTenko, words, type Tenko } from './support/tenko.ts';

let tenko: Tenko;
afterEach(() => tenko.stop());

test('a member whose name nobody can see is someone, in the language of the chat, wherever they are named', async () => {
  tenko = await startTenko();
  const { world } = tenko;
  const [aki, blank, filler] = ['Aki', '\u200b\u2060', '\u3164'].map((name) => world.createMember(name)) as [
    string,
    string,
    string,
  ];
  const chat = world.createGroup('Club', [aki, blank, filler]);
  await tenko.say(chat, filler, 'hello');
  await tenko.say(chat, aki, '/rollcall Practice');
  expect(words(await tenko.say(chat, blank, '/rollcall yes'))).toMatch(
    /✅ Yes\nYes\n1\nSomeone[^]*yet: Someone and Aki/,
  );
  expect(words(await tenko.say(chat, aki, '/members list'))).toContain('Someone');
  expect(words(await tenko.say(chat, blank, '/kickbot'))).toMatch(/Asked by\s+Someone/);
  const room = world.createRoom([aki, blank]);
  expect(words(await tenko.say(room, blank, '/点呼 練習'))).not.toContain('Someone');
  expect(words(await tenko.say(room, blank, '/点呼 出席'))).toContain('1人\nだれか');
});

test('what turns the writing direction turns nothing but itself, in names and in what plugins write', async () => {
  tenko = await startTenko();
  const { world } = tenko;
  const aki = world.createMember('Aki\u202e');
  const dana = world.createMember('דנה');
  const chat = world.createGroup('Club', [aki, dana]);
  await tenko.say(chat, aki, '/rollcall Pay \u202e001 yen');
  await tenko.say(chat, dana, '/poll "\u2067Lunch?" \u202dsushi שלום');
  await tenko.say(chat, dana, '/rollcall yes \u202bבבקשה #1');
  const said = JSON.stringify(tenko.fromBot(chat).map(({ content }) => content));
  expect(said).not.toMatch(/[\u202d\u202e]/u);
  expect(said).toContain('שלום');
  expect(said).toContain('דנה');
  const opened = said.match(/[\u2066-\u2068]/gu)?.length;
  expect(said.match(/\u2069/gu)?.length).toBe(opened);
});
