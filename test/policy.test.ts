import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../core/host/policy.ts';
import { STORE } from '../core/host/tokens.ts';
import { VirtualLine } from '../core/simulator/virtual-line.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

const HOUR = 3_600_000;
/** Sunday, 22 November 2026, noon in Tokyo. */
const NOON = Date.UTC(2026, 10, 22, 3);

let folder: string;
let dataDir: string;
let line: VirtualLine;
let tenko: Tenko | undefined;
let now: number;

beforeEach(async () => {
  now = NOON;
  folder = newFolder();
  dataDir = mkdtempSync(join(tmpdir(), 'tenko-data-'));
  line = await VirtualLine.start({ now: () => now });
  const time = { time: {}, required: true, description: { en: 'When' } };
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['storage', 'schedule'],
      events: ['memberJoined'],
      settings: {
        loud: { boolean: {}, default: false, description: { en: 'Shouts' } },
        pause: { duration: { min: 60_000 }, default: '5m', description: { en: 'The pause' } },
        colour: { choice: { red: { en: 'Red' }, blue: { en: 'Blue' } }, description: { en: 'The colour' } },
      },
      commands: {
        when: command({ options: { time } }),
        zone: command(),
        chosen: command(),
        later: command({ options: { time } }),
        weekly: command(),
        timers: command(),
        rung: command(),
        heard: command(),
      },
    },
    {
      'index.ts': `import { Caller, Chat, Clock, Schedule, Settings, Storage, Texts } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };
@injectable()
export default class Desk {
  constructor(
    @inject(Storage) private readonly storage: Storage,
    @inject(Chat) private readonly chat: Chat,
    @inject(Clock) private readonly clock: Clock,
    @inject(Schedule) private readonly schedule: Schedule,
    @inject(Caller) private readonly caller: Caller,
    @inject(Texts) private readonly texts: Texts,
    @inject(Settings) private readonly settings: Settings<typeof manifest>,
  ) {}
  when({ time }: { time: Date }) { return time.toISOString() + ' ' + this.texts.t('at', { time }); }
  zone() { return this.texts.timeZone + ' ' + this.texts.language; }
  chosen() { return JSON.stringify(this.settings.values); }
  async later({ time }: { time: Date }) { await this.schedule.at(time.getTime(), '/rung'); return 'planned'; }
  async weekly() { await this.schedule.every('0 19 * * 5', '/rung'); return 'planned'; }
  async timers() { return (await this.schedule.list()).map(({ due }) => new Date(due).toISOString()).join(' '); }
  async rung() { await this.storage.set('rung', ((await this.storage.get<number>('rung')) ?? 0) + 1); }
  async heard() { return 'rung ' + ((await this.storage.get<number>('rung')) ?? 0) + ', joined ' + ((await this.storage.get<number>('joined')) ?? 0); }
  async onMemberJoined() { await this.storage.set('joined', 1); }
}`,
      'locales/en.json': '{"at":"{time, time, short}"}',
    },
  );
});

afterEach(async () => {
  await tenko?.stop();
  await line.stop();
  rmSync(dataDir, { recursive: true });
  tenko = undefined;
});

async function start(options: TenkoOptions = {}): Promise<Tenko> {
  tenko = await startTenko({ on: line, plugins: folder, dataDir, ...options, settings: { now: () => now } });
  return tenko;
}

const keyOf = (chat: string): string => `line:${line.botId}/${chat}`;

/** A group with two people, and its policy. */
function group({ world }: Tenko) {
  const ada = world.createMember('Ada');
  const bo = world.createMember('Bo');
  const chat = world.createGroup('Team', [ada, bo]);
  const key = keyOf(chat);
  return {
    chat,
    ada,
    bo,
    async settle(document: PolicyDocument, expected = 0) {
      expect(await tenko!.root.resolve(STORE).setPolicy(key, JSON.stringify(document), expected)).toBe(true);
    },
  };
}

describe('a chat’s own time zone', () => {
  test('is the one that times are read in, shown in and planned in; other chats keep theirs', async () => {
    const host = await start();
    const here = group(host);
    const there = group(host);
    await here.settle({ timeZone: 'Asia/Bangkok' });
    const ask = async (chat: string, member: string, text: string) => words(await host.say(chat, member, text));
    expect(await ask(here.chat, here.ada, '/when 18:00')).toMatch(/^2026-11-22T11:00:00.000Z 6:00 PM$/m);
    expect(await ask(there.chat, there.ada, '/when 18:00')).toMatch(/^2026-11-22T09:00:00.000Z 6:00 PM$/m);
    expect(await ask(here.chat, here.ada, '/zone')).toBe('Asia/Bangkok en');
    expect(await ask(here.chat, here.ada, '/weekly')).toBe('planned');
    expect(await ask(there.chat, there.ada, '/weekly')).toBe('planned');
    expect(await ask(here.chat, here.ada, '/timers')).toBe('2026-11-27T12:00:00.000Z');
    expect(await ask(there.chat, there.ada, '/timers')).toBe('2026-11-27T10:00:00.000Z');
  });

  test('holds after a restart', async () => {
    const first = await start();
    const here = group(first);
    await here.settle({ timeZone: 'Asia/Bangkok', languageIsSet: true, language: 'th' });
    await first.stop();
    const host = await start();
    expect(words(await host.say(here.chat, here.bo, '/zone'))).toBe('Asia/Bangkok th');
  });

  test('that this host does not know is the operator’s default', async () => {
    const host = await start();
    const here = group(host);
    await here.settle({ timeZone: 'Mars/Olympus' });
    expect(words(await host.say(here.chat, here.ada, '/zone'))).toBe('Asia/Tokyo en');
  });
});

describe('a chat’s language', () => {
  test('that somebody chose wins over the operator’s default and over what is typed', async () => {
    const host = await start({ language: 'zh-TW' });
    const here = group(host);
    await here.settle({ language: 'ja', languageIsSet: true });
    expect(words(await host.say(here.chat, here.ada, '/zone'))).toBe('Asia/Tokyo ja');
    const there = group(host);
    expect(words(await host.say(there.chat, there.ada, '/zone'))).toBe('Asia/Tokyo zh-TW');
  });

  test('is learnt from the first lines until then', async () => {
    const host = await start();
    const here = group(host);
    await host.say(here.chat, here.ada, '/when เที่ยง');
    expect(words(await host.say(here.chat, here.ada, '/zone'))).toBe('Asia/Tokyo th');
  });
});

describe('the settings of a plugin', () => {
  test('are the defaults of its manifest until the chat chooses, and only in that chat', async () => {
    const host = await start();
    const here = group(host);
    const there = group(host);
    await here.settle({ settings: { desk: { loud: true, colour: 'blue' }, other: { loud: false } } });
    const chosen = async ({ chat, ada }: typeof here): Promise<unknown> =>
      JSON.parse(words(await host.say(chat, ada, '/chosen')));
    expect(await chosen(here)).toEqual({ loud: true, pause: 300_000, colour: 'blue' });
    expect(await chosen(there)).toEqual({ loud: false, pause: 300_000 });
  });

  test('are the defaults where a newer version would not take what was chosen', async () => {
    const host = await start();
    const here = group(host);
    await here.settle({ settings: { desk: { loud: 'yes', pause: 5, colour: 'green', gone: 1 } } });
    expect(words(await host.say(here.chat, here.ada, '/chosen'))).toBe('{"loud":false,"pause":300000}');
  });
});

describe('a plugin that is switched off in a chat', () => {
  const off = { off: ['desk'] };

  test('says so once in a while, and works in other chats', async () => {
    const host = await start();
    const here = group(host);
    const there = group(host);
    await here.settle(off);
    expect(words(await host.say(here.chat, here.ada, '/zone'))).toBe(
      '/zone is switched off in this chat. A moderator can switch it on: /plugins enable desk',
    );
    expect(await host.say(here.chat, here.ada, '/zone')).toEqual([]);
    expect(words(await host.say(there.chat, there.ada, '/zone'))).toBe('Asia/Tokyo en');
    now += HOUR;
    expect(words(await host.say(here.chat, here.bo, '/chosen'))).toContain('/chosen is switched off');
  });

  test('hears of no event', async () => {
    const host = await start();
    const here = group(host);
    await here.settle(off);
    host.world.addMember(here.chat, host.world.createMember('Cy'));
    await host.quiet();
    await here.settle({}, 1);
    await host.stop();
    const next = await start();
    expect(words(await next.say(here.chat, here.ada, '/heard'))).toBe('rung 0, joined 0');
  });

  test('loses no timer: what was due meanwhile runs once it is on again, however late', async () => {
    // The store has a clock of its own.
    now = Date.now() - 50 * HOUR;
    const first = await start();
    const here = group(first);
    await first.say(here.chat, here.ada, '/later 1h');
    await first.stop();
    const second = await start();
    await here.settle(off);
    now += 50 * HOUR;
    await second.beat();
    expect(await second.failures()).toEqual([]);
    const store = second.root.resolve(STORE);
    const key = keyOf(here.chat);
    expect(await store.due(now, 10)).toEqual([]);
    expect(await store.timers(key, 'desk')).toHaveLength(1);
    const rows = (await store.accept({ chat: key, eventId: 'wake', at: now, rows: [{ plugin: 'desk', body: '{}' }] }))!;
    await store.commit({
      row: rows[0]!,
      writes: new Map(),
      outbox: [],
      timers: [],
      cancelled: [],
      lines: new Map(),
      policy: { document: '{}', expected: 1, woken: ['desk'], moved: [] },
    });
    await second.stop();
    now = Date.now() + 1_000;
    const third = await start();
    await third.beat();
    expect(words(await third.say(here.chat, here.ada, '/heard'))).toBe('rung 1, joined 0');
    expect(await third.failures()).toEqual([]);
  });
});
