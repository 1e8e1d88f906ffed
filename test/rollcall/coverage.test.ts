/** How much a list of those who have not answered is worth depends on whom LINE lets the account see. */
import { afterEach, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

test('an account that is not verified names whom it has heard of, and counts the others in every list', async () => {
  club = await startClub();
  const { chat, yuki, ken, mei, say, tap, world } = club;
  const late = world.createMember('Dan');
  world.addMember(chat, late);
  const asked = words(await say(chat, yuki, '/rollcall Practice'));
  expect(asked).toContain('Not answered yet: Dan and ゆき – and 3 I cannot name');
  await say(chat, yuki, '@Ken?', { mentions: [{ index: 0, length: 4, memberId: ken }] });
  await tap(chat, mei, 'No');
  for (const line of ['missing', 'results', 'remind'])
    expect(words(await say(chat, yuki, `/rollcall ${line}`))).toMatch(/Not answered yet: [^\n]* – and 1 I cannot name/);
  await say(chat, yuki, '/poll Lunch? sushi ramen');
  expect(words(await say(chat, yuki, '/poll missing'))).toMatch(/1 (?:person |more )?I cannot name/);
  expect(club.line.requests.filter(({ path, status }) => path.includes('/members/ids') && status === 403)).not.toEqual(
    [],
  );
});

test('a verified account names everyone at once but who has not agreed to be named', async () => {
  club = await startClub({ line: { verified: true } });
  const { chat, yuki, ken, say } = club;
  const asked = words(await say(chat, yuki, '/rollcall Practice'));
  expect(asked).toMatch(/Not answered yet: (?=[^\n]*ゆき)(?=[^\n]*Ken)(?=[^\n]*美玲)[^\n]* – and 1 I cannot name/);
  const room = club.world.createRoom([yuki, ken]);
  expect(words(await say(room, yuki, '/rollcall Two of us'))).toMatch(
    /Not answered yet: (?:ゆき and Ken|Ken and ゆき)$/m,
  );
  await say(room, yuki, '/rollcall yes');
  expect(words(await say(room, ken, '/rollcall yes'))).toContain('Everyone has answered');
});
