import type { VirtualLine } from './virtual-line.ts';

/**
 * The world that a newcomer finds: a group, a room and a 1:1 chat, with people of four languages. Made before the host's address is
 * set, it sends no webhook, and the bot is simply there.
 */
export function populate({ world }: VirtualLine): void {
  const yuki = world.createMember('Yuki ゆき');
  // On a PC without a phone: LINE tells nobody who he is.
  const ken = world.createMember('Ken', { identified: false });
  const hana = world.createMember('佐藤 はな');
  const mei = world.createMember('Mei 美玲');
  const somchai = world.createMember('Somchai สมชาย');

  const lunch = world.createGroup('ランチ部 Lunch club', [yuki, ken, hana, mei, somchai]);
  world.createRoom([yuki, hana, mei]);
  world.createUserChat(yuki);

  world.say(lunch, hana, '明日のランチ、どこにする？');
  world.say(lunch, ken, 'Sushi or ramen? Let us vote: /poll "Lunch?" sushi ramen');
}
