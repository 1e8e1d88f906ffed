import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { KEN, openPlainHost, YUKI } from './support/plain-host.ts';

const SHIPPED = fileURLToPath(new URL('../plugins', import.meta.url));
const open = () => openPlainHost(SHIPPED, { owners: [`linq:${YUKI}`] });
type Host = Awaited<ReturnType<typeof open>>;
const react = (host: Host, reaction: 'like' | 'dislike', more: object = {}) =>
  host.happens({
    type: 'reaction',
    memberId: KEN,
    messageId: host.platform.sent[0]!.id,
    reaction,
    added: true,
    at: Date.now(),
    ...more,
  });

describe('the plugins that ship, where there are no buttons', () => {
  test('a poll is answered by the numbers that its choices have', async () => {
    const { say } = await open();
    const [poll] = await say('/poll Lunch? sushi ramen');
    expect(poll).toMatch(/^Lunch\?[^]*\n1\. sushi\n[^]*\n2\. ramen\n[^]*Answer with a number\.$/);
    expect(poll).not.toContain('1. 1.');
    const [voted] = await say('2', KEN);
    expect(voted).toMatch(/\n2\. ramen\n█+ 1 /);
    expect(voted).toContain('…3000');
  });

  test('a poll of yes and no is answered by thumbs, and taking them back takes the vote back', async () => {
    const host = await open();
    await host.say('/poll "Picnic on Sunday?"');
    expect((await react(host, 'like')).join()).toMatch(/1\. Yes\n█+ 1 /);
    expect((await react(host, 'dislike')).join()).toMatch(/2\. No\n█+ 1 /);
    expect((await react(host, 'dislike', { added: false })).join()).not.toContain('█');
  });

  test('a roll call is answered by numbers and thumbs', async () => {
    const host = await open();
    expect((await host.say('/rollcall Practice')).join()).toMatch(/\n1\. [^]*\n2\. [^]*Answer with a number\./);
    expect((await host.say('1')).join()).toContain('…2000');
    expect((await react(host, 'dislike')).join()).toContain('…3000');
  });

  test('a thumb on a roll call that is taken back takes the answer back, and whoever waited moves up', async () => {
    const host = await open();
    await host.say('/rollcall Practice capacity:1');
    expect((await react(host, 'like')).join()).toMatch(/Coming: 1 of 1[^]*…3000/);
    expect((await host.say('1')).join()).toContain('1 waiting');
    const said = (await react(host, 'like', { added: false })).join();
    expect(said).toMatch(/Coming: 1 of 1\n1\. ✅ Yes\n█+ 1\n…2000/);
    expect(said).not.toContain('waiting');
    expect(await react(host, 'like', { added: false })).toEqual([]);
  });

  test('the bot is asked to leave by numbers, and refuses in words where too few would stay', async () => {
    const { platform, say } = await open();
    platform.members = platform.members.slice(0, 2);
    await say('/kickbot', KEN);
    await say('1', YUKI);
    expect(platform.deeds.at(-1)).toMatch(/^reply I can leave only while at least 4 are in the group/);
    expect(platform.deeds).not.toContain('leave');
  });
});

describe('/name', () => {
  test('is what the bot calls a member from then on, in this chat, after a restart too', async () => {
    const host = await open();
    expect(await host.say('/name')).toEqual([expect.stringContaining('…2000')]);
    expect(await host.say('/name Yuki 🎏')).toEqual(['You are Yuki 🎏 here from now on.']);
    await host.end();
    await host.start();
    expect(await host.say('/name')).toEqual([expect.stringMatching(/^You are Yuki 🎏 here\./)]);
    await host.say('/poll Lunch? sushi ramen');
    expect((await host.say('1')).join()).toContain('Yuki 🎏');
    expect(await host.say('/ＮＡＭＥ　@yuki🎏', KEN)).toEqual(['Somebody here is called yuki🎏 already.']);
    expect(await host.say('/name reset')).toEqual(['I call you as the messenger tells me again.']);
    expect(await host.say('/name')).toEqual([expect.stringContaining('…2000')]);
  });

  test('has at most forty characters as people count them, and something to read', async () => {
    const { say } = await open();
    expect(await say(`/name ${'👩‍👩‍👧'.repeat(40)}`)).toEqual([expect.stringContaining('from now on')]);
    expect((await say(`/name ${'a'.repeat(41)}`)).join()).toContain('40');
    expect(await say('/name "\u200b\u200b"')).toEqual(['That is no name that anybody could read.']);
  });

  test('is neither a number nor an address, nor what others are shown as until they choose one', async () => {
    const { say } = await open();
    for (const name of [
      '+81 90-1234-5678',
      'ken@example.com',
      '…3000',
      '...3000',
      '…３０００',
      'k…@….com',
      '090-1234-5678',
    ])
      expect(await say(`/name "${name}"`)).toEqual([expect.stringContaining('is no name here')]);
    for (const name of ['Ken 3000', '2000', 'R2-D2', '…'])
      expect(await say(`/name "${name}"`)).toEqual([expect.stringContaining('from now on')]);
  });

  test('goes with all that is known of the member', async () => {
    const { say } = await open();
    await say('/name Yuki');
    await say('/privacy forget-me');
    await say('1');
    expect(await say('/name')).toEqual([expect.stringContaining('…2000')]);
  });
});

describe('/group', () => {
  test('changes name, picture and people, for moderators alone, and lists what can be done', async () => {
    const { platform, say } = await open();
    expect((await say('/group')).join()).toContain('/group name');
    expect(await say('/group name Kyudo  club')).toEqual(['I am asking for the new name: Kyudo club']);
    expect(await say('/group icon https://example.com/a.png')).toEqual(['I am asking for the new picture.']);
    expect(await say('/group add +81 90-1234-5678')).toEqual(['I am asking for them to be added.']);
    expect((await say('/group add 090-1234-5678')).join()).toContain('neither a number with its country');
    expect((await say('/group icon example.com/a.png')).join()).toContain('https');
    expect((await say('/group name Mine', KEN)).join()).toContain('Only a moderator');
    expect(platform.deeds.filter((deed) => !deed.startsWith('reply'))).toEqual([
      'rename Kyudo club',
      'setIcon https://example.com/a.png',
      'addMember +819012345678',
    ]);
  });

  test('asks before somebody is taken out, and before a group is made', async () => {
    const { platform, say } = await open();
    await say('/name Ken', KEN);
    expect((await say('/group remove Ken')).join()).toContain('Answer with a number.');
    expect(await say('1')).toEqual(['I am asking for Ken to be taken out.']);
    await say('/group new +819012345678 aki@example.com');
    expect((await say('1')).join()).toContain('I am making a group of 2 people and me.');
    expect(platform.deeds.filter((deed) => !deed.startsWith('reply'))).toEqual([
      `removeMember ${KEN}`,
      expect.stringMatching(/^createGroup \+819012345678 aki@example\.com: Hello! …2000 made this group with me\./),
    ]);
  });

  test('refuses a first message with a link, and a group of one', async () => {
    for (const [line, words] of [
      ['/group new +819012345678 +819012345678', 'at least two different people'],
      ['/group new +819012345678 aki@example.com --message "see example.com"', 'may have no link'],
    ] as const) {
      const { platform, say } = await open();
      await say(line);
      expect((await say('1')).join()).toContain(words);
      expect(platform.deeds.filter((deed) => !deed.startsWith('reply'))).toEqual([]);
    }
  });

  test('says in words what a service without groups of its own does not let bots do, and is offered where they can', async () => {
    const { platform, say } = await open();
    expect((await say('/help')).join()).toContain('/group');
    for (const capability of ['addMember', 'removeMember'] as const) platform.capabilities.delete(capability);
    expect(await say('/group add +819012345678')).toEqual(['Only iMessage groups let me add people.']);
    platform.capabilities.clear();
    expect((await say('/help')).join()).not.toContain('/group');
    expect(await say('/group')).toEqual(['In this kind of chat the messenger lets bots change nothing.']);
  });
});
