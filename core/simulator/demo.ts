import type { VirtualLinq } from './linq/virtual-linq.ts';
import type { VirtualLine } from './virtual-line.ts';

/**
 * The world that a newcomer finds: on LINE a group, a room and a 1:1 chat, with people of four languages, and groups on iMessage and SMS.
 * Made before the host's address is set, it sends no webhook, and the bot is simply there.
 */
export function populate({ line, linq }: { readonly line: VirtualLine; readonly linq?: VirtualLinq }): void {
  populateLine(line);
  if (linq) populateLinq(linq);
}

function populateLine({ world }: VirtualLine): void {
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

function populateLinq({ world }: VirtualLinq): void {
  const [emma, leo, aiko, noah] = ['Emma', 'Leo', 'Aiko 愛子', 'Noah'].map((name) => world.createMember(name)) as [
    string,
    string,
    string,
    string,
  ];
  const camp = world.createGroup('キャンプ Camp crew', [emma, leo, aiko, noah]);
  world.createGroup('', [emma, noah], { service: 'SMS' });

  world.say(camp, emma, 'Who is in for the weekend? ⛺');
  world.say(camp, leo, 'Let us ask: /rollcall "Camp, Saturday" – or vote with /poll "Where?" lake forest');
}
