import { rmSync } from 'node:fs';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { VirtualLinq } from '../core/simulator/linq/virtual-linq.ts';
import { Registry } from '../core/plugin/registry.ts';
import { openapi } from './support/openapi.ts';
import { startTenko, words, type Tenko, type TenkoOptions } from './support/tenko.ts';

let tenko: Tenko | undefined;
const { available, request, response, webhook } = openapi();

/** What went over the wire and is wrong by LINE's own description of it. Bytes it says nothing about. */
function mistakes({ line }: Tenko): string[] {
  const calls = line.requests.filter(({ path }) => path.startsWith('/v2/') && !/\/content(\/preview)?$/.test(path));
  return [
    ...line.webhooks.flatMap(({ body }) => webhook(JSON.parse(body))),
    ...calls.flatMap(({ method, path, body }) => request(method, path, body)),
    ...calls.flatMap(({ method, path, status, answer }) => response(method, path, status, answer)),
  ];
}

afterEach(async () => {
  const wrong = tenko && available ? mistakes(tenko) : [];
  await tenko?.stop();
  tenko = undefined;
  if (wrong.length > 0) throw new Error(`not as LINE has it:\n${wrong.join('\n')}`);
});

const everywhere = () => command({ chats: ['user', 'group'] });
const COMMANDS = ['link', 'save', 'look', 'other', 'work', 'quick', 'slow', 'seen'];
const EVENTS = ['beacon', 'membership', 'media', 'accountLink', 'richMenuSwitched'];
const PERMISSIONS = ['media', 'chat:link', 'chat:loading', 'chat:mark-read'];

const INDEX = `import { Chat, Log, Media } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Tools {
  constructor(@inject(Chat) private readonly chat: Chat, @inject(Media) private readonly media: Media) {}
  async link() {
    if (!this.chat.can('accountLink')) return 'only in a 1:1 chat';
    const { dialogUrl, token, expires } = await this.chat.linkToken();
    return dialogUrl + ' ' + (dialogUrl.includes(token) && expires > Date.now());
  }
  async told(id: string | undefined, options = {}) {
    const { type, bytes } = await this.media.read(id ?? 'none', options);
    let sum = 0;
    for (const byte of bytes) sum = (sum * 31 + byte) % 1_000_003;
    return type + ' ' + bytes.length + ' ' + sum + ' ' + (bytes.constructor === Uint8Array);
  }
  save() { return this.media.quoted === undefined ? 'quote something' : this.told(this.media.quoted); }
  async look() { return (await this.media.state(this.media.quoted ?? '')) + ', ' + (await this.told(this.media.quoted, { preview: true })); }
  other() { return this.told('610000000000000000'); }
  async work() { await this.chat.showLoading(12); return 'worked'; }
  async quick() { await this.chat.name(); return 'quick'; }
  async slow() { await new Promise((resolve) => setTimeout(resolve, 600)); return 'slow'; }
  seen() { this.chat.markRead(); return 'seen'; }
  onBeacon({ hardwareId, action }: { hardwareId: string; action: string }) { return 'beacon ' + hardwareId + ' ' + action; }
  onMembership({ action, membershipId }: { action: string; membershipId?: number }) { return 'membership ' + action + ' ' + membershipId; }
  async onMedia({ message }: { message: { id: string; type: string; file?: { name: string } } }) {
    this.chat.markRead();
    return message.type + ' ' + (message.file?.name ?? '-') + ' ' + (await this.told(message.id));
  }
  onAccountLink({ ok, nonce }: { ok: boolean; nonce: string }) { return 'linked ' + ok + ' ' + nonce; }
  onRichMenuSwitched({ data, richMenuAlias, status }: { data: string; richMenuAlias?: string; status: string }) {
    return 'menu ' + data + ' ' + richMenuAlias + ' ' + status;
  }
}
`;

const KINDS = ['in process', 'in an isolate'] as const;
type Kind = (typeof KINDS)[number];

/** The host with one plugin, and a member who is the bot's friend. */
async function open(kind: Kind, manifest: Record<string, unknown> = {}, index = INDEX, options: TenkoOptions = {}) {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const commands = Object.fromEntries(COMMANDS.map((name) => [name, everywhere()]));
  writePlugin(
    folder,
    { name: 'tools', permissions: PERMISSIONS, events: EVENTS, commands, ...manifest },
    { 'index.ts': index },
  );
  const where = kind === 'in process' ? { plugins: folder } : { foreign: folder };
  const started = await startTenko({ language: 'en', ...where, ...options });
  tenko = started;
  const { world } = started;
  const yuki = world.createMember('Yuki');
  world.follow(yuki);
  const group = world.createGroup('Kyudo club', [yuki]);
  await started.quiet();
  return {
    tenko: started,
    world,
    yuki,
    group,
    say: async (text: string, chat = yuki, saying = {}) => words(await started.say(chat, yuki, text, saying)),
    /** What the bot says to something that was just done. */
    heard: async (chat = yuki, from = 0) => {
      await started.quiet();
      return words(started.fromBot(chat).slice(from));
    },
    calls: (path: string) => started.line.requests.filter((request) => request.path === path),
  };
}

/** As the plugin adds them up. */
const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 0);
const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7) % 256);

describe.each(KINDS)('a plugin %s', (kind) => {
  test('hears of beacons, memberships and the rich menu, and answers each with the token that came with it', async () => {
    const { world, yuki, heard, tenko } = await open(kind);
    world.alone.nearBeacon(yuki, 'd41d8cd98f');
    expect(await heard()).toBe('beacon d41d8cd98f enter');
    world.alone.changeMembership(yuki, 'joined', 3189);
    expect(await heard(yuki, 1)).toBe('membership joined 3189');
    world.alone.switchRichMenu(yuki, 'tab-2', 'tab-2');
    expect(await heard(yuki, 2)).toBe('menu tab-2 tab-2 SUCCESS');
    expect(tenko.line.requests.some(({ path }) => path.endsWith('/push'))).toBe(false);
    expect(await tenko.failures()).toEqual([]);
  });

  test('links an account: a token once, the dialog, and the nonce that comes back', async () => {
    const { say, heard, tenko, yuki, group } = await open(kind);
    const [dialogUrl = '', isWhole] = (await say('/link')).split(' ');
    expect(isWhole).toBe('true');
    expect(dialogUrl.startsWith(tenko.line.apiUrl)).toBe(true);
    const nonce = 'bm9uY2Utb2YtdGhlLXNlcnZpY2U';
    expect((await fetch(`${dialogUrl}&nonce=short`)).status).toBe(400);
    expect((await fetch(`${dialogUrl}&nonce=${nonce}`)).status).toBe(200);
    expect(await heard(yuki, 1)).toBe(`linked true ${nonce}`);
    expect((await fetch(`${dialogUrl}&nonce=${nonce}`)).status).toBe(400);
    expect(await heard(yuki, 2)).toBe('');
    expect(await say('/link', group)).toBe('only in a 1:1 chat');
  });

  test('reads what members send, as it was sent, whatever its size, and marks it as read', async () => {
    const { world, yuki, heard, calls, tenko } = await open(kind);
    const file = bytesOf(10_000_000);
    world.sendMedium(yuki, yuki, {
      type: 'file',
      bytes: file,
      contentType: 'application/pdf',
      fileName: 'notes.pdf',
    });
    expect(await heard()).toBe(`file notes.pdf application/pdf 10000000 ${sumOf(file)} true`);
    const voice = bytesOf(10);
    world.sendMedium(yuki, yuki, { type: 'audio', bytes: voice, contentType: 'audio/m4a', duration: 2_000 });
    expect(await heard(yuki, 1)).toBe(`audio - audio/m4a 10 ${sumOf(voice)} true`);
    expect(calls('/v2/bot/chat/markAsRead').map(({ status }) => status)).toEqual([200, 200]);
    expect(await tenko.failures()).toEqual([]);
  });

  test('reads what a command quotes, in a group too, and its preview; and nothing else', async () => {
    const { world, yuki, group, say, tenko } = await open(kind, { events: [] });
    const bytes = bytesOf(1_500_000);
    const quotedMessageId = world.sendMedium(group, yuki, { type: 'image', bytes, contentType: 'image/jpeg' });
    expect(await say('/save', group, { quotedMessageId })).toBe(`image/jpeg 1500000 ${sumOf(bytes)} true`);
    expect(await say('/look', group, { quotedMessageId })).toMatch(/^succeeded, image\/png \d+ \d+ true$/);
    expect(await say('/save', group)).toBe('quote something');
    await say('/other', group, { quotedMessageId });
    expect((await tenko.failures()).map(({ code, error }) => [code, error.includes('and no other')])).toEqual([
      ['BAD_CALL', true],
    ]);
    const text = world.say(group, yuki, 'only words');
    expect(await say('/save', group, { quotedMessageId: text })).toContain('nothing that I could read');
    expect((await tenko.failures()).map(({ code }) => code).sort()).toEqual(['BAD_CALL', 'MEDIA_MISSING']);
  });

  test('marks its command as read, after its reply', async () => {
    const { say, calls, tenko, yuki, group } = await open(kind);
    expect(await say('/seen')).toBe('seen');
    expect(await say('/seen', group)).toBe('seen');
    const read = calls('/v2/bot/chat/markAsRead');
    expect(read.map(({ status }) => status)).toEqual([200, 200]);
    const order = tenko.line.requests.map(({ path }) => path).filter((path) => /reply|markAsRead/.test(path));
    expect(order).toEqual(
      ['reply', 'chat/markAsRead', 'reply', 'chat/markAsRead'].map(
        (end) => `/v2/bot/${end === 'reply' ? 'message/' : ''}${end}`,
      ),
    );
    expect(tenko.fromBot(yuki)).toHaveLength(1);
  });

  test('shows that it is at work when it asks to, in a 1:1 chat; what is quick costs no call', async () => {
    const { say, calls, group, tenko } = await open(kind, {}, INDEX, { settings: { loadingAfter: 60_000 } });
    const shown = () => calls('/v2/bot/chat/loading/start').map(({ body }) => body);
    expect(await say('/quick')).toBe('quick');
    expect(shown()).toEqual([]);
    expect(await say('/work')).toBe('worked');
    expect(shown()).toMatchObject([{ loadingSeconds: 15 }]);
    expect(await tenko.failures()).toEqual([]);
    expect(await say('/work', group)).toContain('does not let me do that');
    expect((await tenko.failures()).map(({ code }) => code)).toEqual(['NOT_SUPPORTED']);
  });

  test('that takes long is shown to be at work by the host, before it answers, in a 1:1 chat alone; a LINE that fails at it changes nothing', async () => {
    const { say, calls, group, tenko } = await open(kind, {}, INDEX, { settings: { loadingAfter: 50 } });
    const shown = () => calls('/v2/bot/chat/loading/start');
    expect(await say('/slow', group)).toBe('slow');
    expect(shown()).toEqual([]);
    expect(await say('/slow')).toBe('slow');
    expect(shown().map(({ body }) => body)).toMatchObject([{ loadingSeconds: 10 }]);
    const order = tenko.line.requests.map(({ path }) => path).filter((path) => /reply|loading/.test(path));
    expect(order.slice(-2)).toEqual(['/v2/bot/chat/loading/start', '/v2/bot/message/reply']);
    tenko.line.faults.nextOther.push({ status: 500 });
    expect(await say('/slow')).toBe('slow');
    expect(shown().map(({ status }) => status)).toEqual([202, 500]);
    expect(await tenko.failures()).toEqual([]);
  });

  test('without a permission is refused with the line to add', async () => {
    const index = `import { Chat, Members } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Tools {
  constructor(@inject(Chat) private readonly chat: Chat, @inject(Members) private readonly members: Members) {}
  async link() { await this.chat.linkToken(); }
  async work() { await this.chat.showLoading(); }
  seen() { this.chat.markRead(); }
  async heard() { await this.members.heard(0); }
  place() { return { type: 'text', text: 'where?', buttons: [{ label: 'here', command: '/place', pick: 'location' }] }; }
}`;
    const names = ['link', 'work', 'seen', 'heard', 'place'];
    const commands = Object.fromEntries(names.map((name) => [name, everywhere()]));
    const { say, tenko } = await open(kind, { permissions: ['members'], events: [], commands }, index);
    for (const name of names) await say(`/${name}`);
    const told = await tenko.failures();
    const missing = ['chat:link', 'chat:loading', 'chat:mark-read', 'members:heard', 'locations'];
    expect(told.map(({ code }) => code)).toEqual(missing.map(() => 'PERMISSION_MISSING'));
    const sentences = told.map(({ error }) => error).join('\n');
    for (const permission of missing)
      expect(sentences).toContain(`needs "${permission}" in "permissions" of plugin.json`);
  });
});

describe('a plugin that asks for too little', () => {
  const states = ({ root }: Tenko) =>
    root
      .resolve(Registry)
      .all()
      .map((plugin) => (plugin.state === 'READY' ? 'READY' : `${plugin.reason.code}: ${plugin.reason.message}`));

  test.each(KINDS)('has no Media without "media", and is told which line to add, %s', async (kind) => {
    const { tenko } = await open(kind, { permissions: [], events: [] });
    expect(states(tenko).find((one) => one !== 'READY')).toMatch(
      /^PERMISSION_MISSING: .* asks for Media: add "media" to "permissions" in plugin\.json/,
    );
  });

  test('hears of no media without "media"', async () => {
    const { tenko } = await open('in process', { permissions: [], events: ['media'] });
    expect(states(tenko).join()).toMatch(
      /^MANIFEST_INVALID: .*\n {2}events: has "media", .*: add "media" to "permissions"/,
    );
  });
});

test('what a plugin read is told by /privacy, which says that such things reach plugins', async () => {
  const { world, yuki, group, say } = await open('in an isolate', { events: [] });
  expect(await say('/privacy receipts', group)).not.toContain('picture');
  const quotedMessageId = world.sendImage(group, yuki);
  await say('/save', group, { quotedMessageId });
  await say('/save', group, { quotedMessageId });
  expect(await say('/privacy receipts', group)).toMatch(/tools\n[^\n]*2 pictures or files read/);
  expect(await say('/privacy', group)).toContain('voice messages and files reach the plugins that may read them');
});

test('what is larger than ten million bytes is not read, and its member reads so', async () => {
  const { world, yuki, group, say, tenko } = await open('in an isolate', { events: [] });
  const bytes = new Uint8Array(10_000_001);
  const quotedMessageId = world.sendMedium(group, yuki, {
    type: 'video',
    bytes,
    contentType: 'video/mp4',
    duration: 9,
  });
  expect(await say('/save', group, { quotedMessageId })).toContain('too large');
  expect((await tenko.failures()).map(({ code }) => code)).toEqual(['MEDIA_TOO_LARGE']);
});

test('a picture that was unsent cannot be read any more, and its member reads so', async () => {
  const { world, yuki, group, say, tenko } = await open('in process', { events: [] });
  const quotedMessageId = world.sendImage(group, yuki);
  const before = tenko.fromBot(group).length;
  world.say(group, yuki, '/save', { quotedMessageId });
  // Between the line and the look: the host has not got the line yet.
  world.unsend(group, yuki, quotedMessageId);
  await tenko.quiet();
  expect(words(tenko.fromBot(group).slice(before))).toContain('it was unsent');
  expect((await tenko.failures()).map(({ code }) => code)).toEqual(['PLATFORM_GONE']);
  expect(await say('/quick', group)).toBe('quick');
});

test('on Linq none of it is offered, and each is refused in words', async () => {
  const linq = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
  onTestFinished(() => linq.stop());
  const { tenko } = await open('in process', {}, INDEX, { linq });
  const aki = linq.world.createMember('Aki');
  const chat = linq.world.createUserChat(aki);
  const said = async (text: string): Promise<string> => {
    const before = linq.world.messages(chat).length;
    linq.world.say(chat, aki, text);
    await tenko.quiet();
    return words(linq.world.messages(chat).slice(before + 1));
  };
  expect(await said('/link')).toBe('only in a 1:1 chat');
  for (const line of ['/work', '/seen', '/other']) expect(await said(line)).toContain('does not let me do that');
  expect(await said('/slow')).toBe('slow');
  expect(
    (await tenko.failures()).map(({ code, error }) => `${code} ${/kind of chat: (\w+)/.exec(error)?.[1]}`),
  ).toEqual(['loading', 'markRead', 'media'].map((what) => `NOT_SUPPORTED ${what}`));
});
