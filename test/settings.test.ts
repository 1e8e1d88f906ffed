import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../core/command/definition.ts';
import { hostWithCommands } from './support/host-commands.ts';
import { PLACES } from '../plugins/settings/places.ts';
import { zoneOf } from '../plugins/settings/zones.ts';
import { words } from './support/tenko.ts';

describe('/settings', () => {
  test('shows everybody what is set, and lets only moderators change it', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    const shown = await host.ask(chat, ken, '/settings');
    expect(shown).toContain('English (as it is spoken here)');
    expect(shown).toContain('Asia/Tokyo, where it is Sun 12:00');
    expect(await host.ask(chat, ken, '/settings language ja')).toContain('Only a moderator');
    expect(await host.ask(chat, ken, '/settings')).toContain('English');
    expect(await host.ask(chat, yuki, '/settings language ja')).toBe('これからは日本語でお答えします。');
    expect(await host.ask(chat, ken, '/settings')).toContain('このチャットの設定');
    expect(await host.ask(chat, ken, '/ตั้งค่า')).toContain('このチャットの設定');
  });

  test('offer a slip of a subcommand to those alone who may run it', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, yuki, '/settings languge ja')).toContain('/settings language ja');
    expect(await host.ask(chat, ken, '/settings languge ja')).not.toContain('language');
    expect(await host.ask(chat, ken, '/settings shwo poll')).toContain('/settings show poll');
  });

  test('are one chat’s own, and there after a restart', async () => {
    const host = await hostWithCommands();
    const here = host.group();
    const there = host.group();
    await host.settle(here.chat, { moderators: [here.yuki] });
    await host.ask(here.chat, here.yuki, '/settings language th');
    await host.ask(here.chat, here.yuki, '/settings time-zone bangkok');
    await host.restart();
    expect(await host.ask(here.chat, here.ken, '/settings')).toContain('Asia/Bangkok');
    expect(await host.ask(here.chat, here.ken, '/settings')).toContain('การตั้งค่าของแชทนี้');
    expect(await host.ask(there.chat, there.ken, '/settings')).toContain('Settings of this chat');
  });

  test.each([
    ['Japanese', 'これからは日本語でお答えします。'],
    ['日本語', 'これからは日本語でお答えします。'],
    ['日文', 'これからは日本語でお答えします。'],
    ['中文', '中文'],
    ['Traditional Chinese', '中文'],
    ['繁體中文', '中文'],
    ['ไทย', 'ภาษาไทย'],
    ['thai', 'ภาษาไทย'],
    ['英語', 'English'],
  ])('the language by its name: %s', async (typed, said) => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, yuki, `/settings language ${typed}`)).toContain(said);
  });

  test('the language by a tap, and back to what is spoken here', async () => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    await host.ask(chat, yuki, '/settings');
    expect(words(await host.tenko.tap(chat, yuki, 'Language'))).toContain('Which language shall I write in?');
    expect(words(await host.tenko.tap(chat, yuki, '繁體中文'))).toBe('從現在起，我在這裡用繁體中文回答。');
    expect(await host.ask(chat, yuki, '/settings language auto')).toContain('我會跟著這裡輸入的語言回答');
    expect(await host.ask(chat, yuki, '/members')).toContain('people');
    await host.ask(chat, yuki, '/สมาชิก');
    expect(await host.ask(chat, yuki, '/settings')).toContain('การตั้งค่าของแชทนี้');
  });

  test('without a choice the language is the one that the host was set up with', async () => {
    const host = await hostWithCommands({ language: 'th' });
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, yuki, '/settings')).toContain('ไทย (ยังไม่มีใครเลือก)');
    await host.ask(chat, yuki, '/settings language en');
    expect(await host.ask(chat, yuki, '/settings')).toContain('English\nTime zone');
    expect(await host.ask(chat, yuki, '/settings language auto')).toContain('the one that this bot was set up with');
    expect(await host.ask(chat, yuki, '/settings')).toContain('ไทย');
  });

  test('the time zone by a city, in any case, and with a word about what was meant', async () => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, yuki, '/settings time-zone new york')).toContain(
      'is now America/New_York, where it is Sat 10:00 PM',
    );
    expect(await host.ask(chat, yuki, '/settings time-zone asia/TAIPEI')).toContain('is now Asia/Taipei');
    expect(await host.ask(chat, yuki, '/settings time-zone Asia/Tapei')).toBe(
      'I know no time zone “Asia/Tapei”. Did you mean Asia/Taipei?',
    );
    expect(await host.ask(chat, yuki, '/settings time-zone the moon')).toContain('I know no time zone “the moon”');
    expect(await host.ask(chat, yuki, '/settings time-zone')).toContain('Now it is Asia/Taipei.');
  });

  test('the time zone by what a city is called in the languages that are spoken here', async () => {
    const host = await hostWithCommands();
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    expect(await host.ask(chat, yuki, '/settings time-zone กรุงเทพ')).toContain('is now Asia/Bangkok');
    expect(await host.ask(chat, yuki, '/設定 タイムゾーン ﾀｲﾍﾟｲ')).toContain('Asia/Taipei');
    expect(await host.ask(chat, yuki, '/設定 時區 紐約')).toContain('America/New_York');
    expect(await host.ask(chat, yuki, '/設定　タイムゾーン　東京')).toContain('Asia/Tokyo');
    for (const [zone, names] of PLACES) for (const name of names) expect(zoneOf(name)).toBe(zone);
  });

  test.each(LANGUAGES)('speak %s, and name commands that can be typed', async (language) => {
    const host = await hostWithCommands({ language });
    const { chat, yuki } = host.group();
    await host.settle(chat, { moderators: [yuki] });
    for (const line of ['/settings', '/settings language', '/settings time-zone']) {
      const shown = await host.ask(chat, yuki, line);
      const examples = [...shown.matchAll(/[:：、,]\s*(\/[^、,（）()\n]+)/g)].map(([, example]) => example!.trim());
      expect(examples).not.toEqual([]);
      for (const example of examples)
        expect(await host.ask(chat, yuki, example)).not.toMatch(/unknown|no time zone|見つかりません|找不到|ไม่รู้จัก/);
    }
  });

  test('two changes at once are both kept', async () => {
    const host = await hostWithCommands();
    const { chat, yuki, ken } = host.group();
    await host.settle(chat, { moderators: [yuki, ken] });
    const { world } = host.line;
    world.say(chat, yuki, '/settings time-zone Bangkok');
    world.say(chat, ken, '/plugins disable poll');
    world.say(chat, yuki, `/moderators remove @Ken`);
    world.say(chat, ken, '/settings language en');
    await host.tenko.quiet();
    const { document } = await host.store.policy(host.keyOf(chat));
    expect(JSON.parse(document)).toMatchObject({ timeZone: 'Asia/Bangkok', off: ['poll'], language: 'en' });
  });
});
