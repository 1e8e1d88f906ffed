import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { startClub, type Club } from './club.ts';

let club: Club;
afterEach(() => club.stop());

describe('a roll call', () => {
  test('with a time, a place and three places: who comes, who waits, and who moves up when one frees', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, tap } = club;
    const asked = words(await say(chat, yuki, '/rollcall Practice --at Fri 19:00 --place Gym --capacity 2'));
    expect(asked).toContain('🗓 Fri, 27 Nov, 19:00\n📍 Gym\nComing: 0 of 2');
    await tap(chat, ken, 'Yes');
    await say(chat, ken, '/rollcall guest +1');
    const full = words(await tap(chat, mei, 'Late'));
    expect(full).toContain('Coming: 2 of 2 · 1 waiting');
    expect(full).toContain('Ken +1');
    expect(full).toContain('⌛ Waiting list\n1\n美玲');

    const answer = await say(chat, ken, '/rollcall no dentist');
    expect(words(answer)).toContain('Coming: 1 of 2 (1 of them late)');
    expect(words(answer)).toContain('Ken (dentist)');
    const told = answer.find(({ content }) => content.type === 'textV2')?.content;
    expect(told).toMatchObject({
      text: expect.stringContaining('a place is free, you are in for “Practice” (#1)') as string,
    });
    expect(JSON.stringify(told)).toContain(mei);
    expect(JSON.stringify(told)).not.toContain(ken);
  });

  test('is answered for a member by name, and for someone from outside whom a member brings', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, pc, say, world } = club;
    await say(chat, mei, 'hello');
    await say(chat, ken, '/rollcall Picnic');
    const forMei = words(await say(chat, yuki, '/rollcall for 美玲 late 20 min'));
    expect(forMei).toContain('美玲 (20 min · says ゆき)');
    expect(forMei).toContain('Not answered yet: Ken and ゆき – and 1 I cannot name');
    const outside = words(await say(chat, yuki, '/rollcall for "Grandma {Rose}" yes'));
    expect(outside).toContain('Grandma {Rose} (with ゆき)');
    expect(words(await say(chat, yuki, '/rollcall for @Nobody yes'))).toContain('@Nobody');
    const mention = { index: 14, length: 3, memberId: pc };
    expect(words(await say(chat, yuki, '/rollcall for @PC maybe', { mentions: [mention] }))).toContain(
      'PC (with ゆき)',
    );
    const mei2 = world.createMember('美玲');
    world.addMember(chat, mei2);
    await say(chat, mei2, 'hello');
    await say(chat, yuki, '/members list');
    expect(words(await say(chat, yuki, '/rollcall for 美玲 no'))).not.toContain('❌ No\nNo\n1');
    const other = { mentions: [{ index: 14, length: 3, memberId: mei2 }] };
    expect(words(await say(chat, yuki, '/rollcall for @美玲 no', other))).toContain('❌ No\nNo\n1\n美玲');

    expect(words(await say(chat, yuki, '/rollcall for "grandma {rose}" no'))).toContain(
      '美玲 (says ゆき) and Grandma {Rose} (with ゆき)',
    );
  });

  test('takes a tap on an older card while it is open, and says so when it is closed', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, world } = club;
    const [old] = await say(chat, yuki, '/rollcall Practice');
    const yes = world.actions(old!.id).find(({ label }) => label === 'Yes')!;
    await say(chat, ken, '/rollcall no');
    world.tap(chat, mei, old!.id, yes);
    await club.quiet();
    expect(words(club.fromBot(chat).slice(-1))).toContain('✅ Yes\nYes\n1\n美玲');
    await say(chat, yuki, '/rollcall close');
    world.tap(chat, ken, old!.id, yes);
    await club.quiet();
    expect(words(club.fromBot(chat).slice(-1))).toContain('“Practice” is closed');
  });

  test('is meant by an answer that quotes its card', async () => {
    club = await startClub();
    const { chat, yuki, ken, say } = club;
    const [friday] = await say(chat, yuki, '/rollcall Friday');
    await say(chat, yuki, '/rollcall Sunday');
    expect(words(await say(chat, ken, '/rollcall late 5 min'))).toContain('Several roll calls are open');
    const answer = words(await say(chat, ken, '/rollcall late 5 min', { quotedMessageId: friday!.id }));
    expect(answer).toContain('Friday');
    expect(answer).toContain('Ken (5 min)');
  });

  test('whose message is unsent is gone if nobody answered, and else goes on without its words', async () => {
    club = await startClub();
    const { chat, yuki, ken, say, world } = club;
    const lonely = world.say(chat, yuki, '/rollcall Secret one --every week');
    await club.quiet();
    world.unsend(chat, yuki, lonely);
    await club.quiet();
    expect(words(await say(chat, yuki, '/rollcall list'))).toContain('No roll call is open');

    const answered = world.say(chat, yuki, '/rollcall Secret two --place Cave');
    await club.quiet();
    const mine = world.say(chat, ken, '/rollcall late the bus');
    await club.quiet();
    world.unsend(chat, yuki, answered);
    await club.quiet();
    const shown = words(await say(chat, ken, '/rollcall results'));
    expect(shown).not.toMatch(/Secret|Cave/);
    expect(shown).toContain('text taken back');
    expect(words(club.fromBot(chat))).toContain('Others had answered');
    expect(words(await say(chat, ken, '/rollcall repeat'))).toContain('What is the roll call about?');
    expect(words(await say(chat, ken, '/rollcall list'))).not.toContain('#3');

    world.unsend(chat, ken, mine);
    await club.quiet();
    expect(words(await say(chat, yuki, '/rollcall results'))).toContain('Coming: 0');
    expect(await club.failures()).toEqual([]);
  });

  test('gives the place of a member who leaves the chat to whoever waits', async () => {
    club = await startClub();
    const { chat, yuki, ken, mei, say, world } = club;
    await say(chat, yuki, '/rollcall Practice --capacity 1');
    await say(chat, ken, '/rollcall yes');
    await say(chat, mei, '/rollcall yes');
    world.removeMember(chat, ken);
    await club.quiet();
    await say(chat, yuki, 'oh');
    expect(words(club.fromBot(chat))).toContain('a place is free, you are in');
    expect(words(await say(chat, yuki, '/rollcall results'))).toContain('✅ Yes\nYes\n1\n美玲');
  });

  test('is not for a chat of two', async () => {
    club = await startClub();
    const alone = club.world.createUserChat(club.yuki);
    expect(words(await club.say(alone, club.yuki, '/rollcall Practice'))).toContain('/rollcall');
    expect(words(await club.say(alone, club.yuki, '/rollcall list'))).not.toContain('open here');
  });

  test('in Japanese, in a room, typed with full-width signs', async () => {
    club = await startClub();
    const { world, yuki, ken, mei, say, tap } = club;
    const room = world.createRoom([yuki, ken, mei]);
    await say(room, mei, 'こんにちは');
    const asked = words(await say(room, yuki, '／点呼　金曜練習　--日時　金曜19時　--定員　1　--場所　体育館'));
    expect(asked).toContain('🗓 11月27日（金）19:00\n📍 体育館\n参加：0人／定員1人');
    await tap(room, ken, '出席');
    const full = words(await say(room, yuki, '/点呼 遅刻 10分'));
    expect(full).toContain('参加：1人／定員1人・待ち1人');
    expect(full).toContain('⌛ キャンセル待ち');
    expect(full).toContain('未回答：美玲');
    const freed = words(await tap(room, ken, '欠席'));
    expect(freed).toContain('「金曜練習」（#1）に空きが出て、参加できるようになりました');
    expect(words(await say(room, yuki, '/点呼 代理 おばあちゃん 出席'))).toContain('おばあちゃん（ゆきさんの連れ）');
  });
});

test('an export is a table and a calendar behind links that anyone who has them can open', async () => {
  club = await startClub({ publicUrl: 'https://tenko.example' });
  const { chat, yuki, ken, say, url } = club;
  await say(chat, yuki, '/rollcall Dinner --at Fri 19:00 --place Bar');
  await say(chat, ken, '/rollcall late the bus');
  const links = words(await say(chat, yuki, '/rollcall export')).match(/https:\/\/tenko\.example\S+/g) ?? [];
  const files = await Promise.all(
    links.map(async (link) => (await fetch(link.replace('https://tenko.example', url))).text()),
  );
  expect(files[0]).toContain('Ken,⏰ Late,,the bus,,');
  expect(files[1]).toContain('DTSTART:20261127T100000Z\r\n');
});
