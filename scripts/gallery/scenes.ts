/** What a group does for the gallery: each scene is one thing said or tapped, and a picture of what the bot shows after it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Language = 'en' | 'ja' | 'zh-TW' | 'th';

export interface Scene {
  /** Of its picture. */
  readonly name: string;
  /** Who does it, by their place among the members. */
  readonly who: number;
  /** A command line, or the canonical line on a button of the newest card that has one. */
  readonly say?: string;
  readonly tap?: string;
  /** Further taps of others before the picture is taken: answers to a burst come as one. */
  readonly also?: readonly { readonly who: number; readonly tap: string }[];
}

interface Words {
  readonly question: string;
  readonly choices: readonly string[];
  readonly long: readonly string[];
  readonly title: string;
  readonly place: string;
  readonly note: string;
  readonly oops: string;
  readonly when: string;
  readonly days: readonly string[];
  readonly guest: string;
}

const WORDS: Record<Language, Words> = {
  en: {
    question: 'Where shall we eat on Friday?',
    choices: ['Sushi', 'Ramen', 'The new curry place behind the station'],
    long: ['Kyoto, two nights in an old inn with a garden', 'Hakone', 'Stay at home and cook together, all day long'],
    title: 'Friday practice',
    place: 'City dojo, 2nd floor',
    note: 'ten minutes',
    oops: 'tomorow',
    when: 'When shall we practise?',
    days: ['Fri 27 Nov, 19:00', 'Sat 28 Nov, 10:00', 'Sun 29 Nov, 10:00'],
    guest: 'Grandma',
  },
  ja: {
    question: '金曜のお昼はどこにしますか？',
    choices: ['寿司', 'ラーメン', '駅の裏にできた新しいカレー屋さん'],
    long: ['京都の庭のある古い旅館に二泊してゆっくりする', '箱根', '家でみんなで一日じゅう料理をする'],
    title: '金曜の練習',
    place: '市民道場 2階',
    note: '十分ほど',
    oops: 'あした',
    when: '練習はいつがいいですか？',
    days: ['11/27（金）19時', '11/28（土）10時', '11/29（日）10時'],
    guest: 'おばあちゃん',
  },
  'zh-TW': {
    question: '星期五中午要去哪裡吃？',
    choices: ['壽司', '拉麵', '車站後面新開的那家咖哩店'],
    long: ['去京都住兩晚有庭園的老旅館', '箱根', '留在家裡一起煮一整天的菜'],
    title: '週五練習',
    place: '市立道場二樓',
    note: '十分鐘',
    oops: '明天天',
    when: '什麼時候練習？',
    days: ['11/27（五）19:00', '11/28（六）10:00', '11/29（日）10:00'],
    guest: '奶奶',
  },
  th: {
    question: 'วันศุกร์ไปกินข้าวที่ไหนดี',
    choices: ['ซูชิ', 'ราเมน', 'ร้านแกงกะหรี่เปิดใหม่หลังสถานีรถไฟ'],
    long: ['ไปเกียวโตพักเรียวกังเก่าที่มีสวนสองคืน', 'ฮาโกเนะ', 'อยู่บ้านแล้วทำอาหารด้วยกันทั้งวัน'],
    title: 'ซ้อมวันศุกร์',
    place: 'โรงฝึกเทศบาล ชั้น 2',
    note: 'สิบนาที',
    oops: 'พรุ่งนี้้',
    when: 'ซ้อมวันไหนดี',
    days: ['ศ. 27 พ.ย. 19:00', 'ส. 28 พ.ย. 10:00', 'อา. 29 พ.ย. 10:00'],
    guest: 'คุณยาย',
  },
};

type Named = { readonly names?: Partial<Record<Language, string>> };
interface Manifest {
  readonly commands: Record<string, Named & { readonly subcommands?: Record<string, Named> }>;
}

const ROOT = new URL('../../plugins/', import.meta.url);

/** Where a plugin is not shipped, its scenes are left out. */
function manifestOf(plugin: string): Manifest | undefined {
  const path = fileURLToPath(new URL(`${plugin}/plugin.json`, ROOT));
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
}

/** The line as somebody of this language types it. */
function line(language: Language, plugin: string, path: string, rest = ''): string | undefined {
  const [command = '', subcommand] = path.split(' ');
  const found = manifestOf(plugin)?.commands[command];
  const inner = subcommand === undefined ? undefined : found?.subcommands?.[subcommand];
  if (!found || (subcommand !== undefined && !inner)) return undefined;
  const words = [found.names?.[language] ?? command, inner && (inner.names?.[language] ?? subcommand), rest];
  return `/${words.filter(Boolean).join(' ')}`;
}

export function scenes(language: Language): readonly Scene[] {
  const { question, choices, long, title, place, note, oops, when, days, guest } = WORDS[language];
  const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' ');
  const all: Scene[] = [];
  const say = (name: string, who: number, plugin: string, path: string, rest?: string): void => {
    const said = line(language, plugin, path, rest);
    if (said !== undefined) all.push({ name, who, say: said });
  };
  const tap = (name: string, who: number, tapped: string, also: Scene['also'] = []): void =>
    void all.push({ name, who, tap: tapped, also });

  say('help', 0, 'help', 'help');
  say('help-poll', 0, 'help', 'help', 'poll');
  say('poll-new', 0, 'poll', 'poll', quoted([question, ...choices]));
  tap('poll', 0, '/poll vote 2', [
    { who: 2, tap: '/poll vote 2' },
    { who: 3, tap: '/poll vote 3' },
  ]);
  say('poll-missing', 0, 'poll', 'poll missing');
  say('poll-remind', 0, 'poll', 'poll remind');
  say('poll-wrong', 2, 'poll', 'poll vote', oops);
  say('poll-unfinished', 2, 'poll', 'poll until');
  say('poll-closed', 0, 'poll', 'poll close');
  say('poll-secret', 2, 'poll', 'poll', `${quoted([question, ...long])} --anonymous --multiple --hidden --until 2h`);
  say(
    'poll-many',
    3,
    'poll',
    'poll',
    quoted([question, ...Array.from({ length: 30 }, (_, n) => `${n + 1} ${long[n % 3]}`)]),
  );
  say('poll-dates-new', 0, 'poll', 'poll', `${quoted([when, ...days])} --dates`);
  tap('poll-dates', 0, '/poll vote 2=yes', [
    { who: 2, tap: '/poll vote 2=yes' },
    { who: 3, tap: '/poll vote 2=maybe' },
    { who: 3, tap: '/poll vote 1=no' },
  ]);
  say('poll-ranked', 2, 'poll', 'poll', `${quoted([question, ...choices])} --ranked`);
  tap('poll-ranked-votes', 0, '/poll vote 3', [
    { who: 0, tap: '/poll vote 1' },
    { who: 2, tap: '/poll vote 1' },
  ]);
  say('poll-shopping', 2, 'poll', 'poll', `${quoted([question, ...choices])} --weights`);
  tap('poll-shopping-votes', 0, '/poll vote 1', [
    { who: 0, tap: '/poll vote 1' },
    { who: 2, tap: '/poll vote 2' },
  ]);
  say('poll-guest', 2, 'poll', 'poll for', `"${guest}" 2 #6`);
  say('poll-comment', 2, 'poll', 'poll comment', `${note} --poll 6`);
  say('poll-planned', 0, 'poll', 'poll', `${quoted([question, ...choices])} --start 9:00 --every week`);
  say('poll-mistyped', 2, 'poll', 'poll', 'colse');
  say('poll-list', 0, 'poll', 'poll list');
  say('poll-export', 3, 'poll', 'poll export', '1');
  say('rollcall-new', 0, 'rollcall', 'rollcall', `"${title}" --at 19:00 --place "${place}" --capacity 2 --remind 1h`);
  tap('rollcall', 0, '/rollcall yes', [
    { who: 2, tap: '/rollcall yes' },
    { who: 3, tap: '/rollcall yes' },
    { who: 4, tap: '/rollcall no' },
  ]);
  say('rollcall-late', 4, 'rollcall', 'rollcall late', note);
  say('rollcall-missing', 0, 'rollcall', 'rollcall missing');
  say('rollcall-closed', 0, 'rollcall', 'rollcall close');
  say('rollcall-stats', 0, 'rollcall', 'rollcall stats');
  say('rollcall-safety', 0, 'rollcall', 'rollcall safety', title);
  say('members', 0, 'members', 'members');
  say('members-list', 0, 'members', 'members list');
  say('members-here', 0, 'members', 'members here');
  say('members-history', 0, 'members', 'members history');
  say('settings', 0, 'settings', 'settings');
  say('plugins', 0, 'plugins', 'plugins');
  say('plugins-about', 0, 'plugins', 'plugins about', 'poll');
  say('moderators', 0, 'moderators', 'moderators');
  say('moderators-claim', 0, 'moderators', 'moderators claim');
  say('privacy', 0, 'privacy', 'privacy');
  say('privacy-receipts', 0, 'privacy', 'privacy receipts');
  say('usage', 0, 'usage', 'usage');
  say('kickbot', 0, 'kick-bot', 'kickbot');
  return all;
}
