import { expect, onTestFinished, test } from 'vitest';
import { startTenko, words } from './support/tenko.ts';

async function onLine() {
  const tenko = await startTenko({ language: 'en' });
  onTestFinished(() => tenko.stop());
  const [yuki, ken] = ['Yuki', 'Ken'].map((name) => tenko.world.createMember(name)) as [string, string];
  return { tenko, yuki, ken, group: tenko.world.createGroup('Club', [yuki, ken]) };
}

test('/group on LINE says that members can do it themselves, in the words that were typed in any language', async () => {
  const { tenko, yuki, group } = await onLine();
  const two = tenko.world.createUserChat(yuki);
  for (const [chat, line] of [
    [group, '/group'],
    [group, '/グループ'],
    [group, '/群組'],
    [group, '/กลุ่ม'],
    [two, '/group'],
  ] as const)
    expect(words(await tenko.say(chat, yuki, line))).toMatch(
      /^LINE lets no bot change a group\. You can do it yourselves/,
    );
  expect(words(await tenko.say(group, yuki, '/help'))).not.toContain('/group');
  expect(await tenko.failures()).toEqual([]);
});

test('what LINE lets no bot do is said at once: nobody is sent to become a moderator for it, or asked whether they are sure', async () => {
  const { tenko, yuki, group } = await onLine();
  const two = tenko.world.createUserChat(yuki);
  const lines = [
    '/group name Archers',
    '/group icon https://example.com/a.png',
    '/group add +15550001234',
    '/group new +15550001234 +15550001235',
  ];
  for (const chat of [group, two])
    for (const line of lines) {
      const said = words(await tenko.say(chat, yuki, line));
      expect(said).toContain('this messenger does not let bots do that');
      expect(said).not.toMatch(/moderator|Really/);
    }
  expect(await tenko.failures()).toEqual([]);
});
