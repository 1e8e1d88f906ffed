import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AKI, BEN, CHI, OWN, handleOf, problem, received, webhook } from '../support/linq-stand-in.ts';
import { command, newFolder, writePlugin } from '../support/plugin-folder.ts';
import { until } from '../support/until.ts';
import { startLinq, type LinqStage } from './stage.ts';

let folder: string;
let stage: LinqStage;

const WATCHER = `import { Caller, Chat, Members, Schedule } from 'tenko';
import { inject, injectable } from 'tsyringe';
@injectable()
export default class Watcher {
  constructor(@inject(Chat) private readonly chat: Chat, @inject(Members) private readonly members: Members,
    @inject(Caller) private readonly caller: Caller, @inject(Schedule) private readonly schedule: Schedule) {}
  onJoin() { return 'Hello, I am here.'; }
  onFollow(event) { return 'Hello, you. ' + event.chat.kind; }
  async onMemberJoined({ memberIds }) { return 'Welcome ' + (await this.members.profile(memberIds[0])).displayName; }
  onMemberLeft() { return 'Somebody left.'; }
  async who() {
    const { members, count } = await this.members.roster();
    return this.chat.kind + ' ' + this.chat.platform + ' ' + count + ': ' + members.map((one) => one.displayName).sort().join(' ');
  }
  async me() { return (await this.caller.displayName()) + (this.caller.isModerator ? ' moderates' : ' does not'); }
  async name() { return (await this.chat.name()) ?? 'no name'; }
  async later() { await this.schedule.at(Date.now() + 10, '/ring'); return 'planned'; }
  ring() { this.chat.notice('ring', { expires: Date.now() + 60_000 }); }
  quote() { return { type: 'text', text: 'yes', quote: true }; }
  can() { return ['leave', 'rename', 'buttons'].filter((one) => this.chat.can(one)).join(' ') || 'nothing'; }
}`;

beforeEach(async () => {
  folder = newFolder();
  const names = ['who', 'me', 'name', 'later', 'ring', 'quote', 'can'];
  writePlugin(
    folder,
    {
      name: 'watcher',
      permissions: ['members', 'schedule'],
      events: ['join', 'follow', 'memberJoined', 'memberLeft'],
      commands: Object.fromEntries(names.map((name) => [name, command()])),
    },
    { 'index.ts': WATCHER },
  );
  stage = await startLinq({ plugins: folder, owners: [`linq:${AKI}`] });
});

afterEach(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

describe('the bot comes into a chat', () => {
  test('with the first that is heard of it, whatever that is, and once', async () => {
    const chat = stage.linq.chat();
    expect(await stage.say(chat, AKI, 'hi all')).toEqual(['Hello, I am here.']);
    expect(await stage.say(chat, BEN, 'hi')).toEqual([]);
    expect(await stage.hook(webhook('participant.added', { chat_id: chat.id, participant: handleOf(OWN) }))).toBe(200);
    expect(await stage.hook(webhook('chat.created', { id: chat.id, is_group: true }))).toBe(200);
    expect(stage.linq.textsTo(chat.id)).toEqual(['Hello, I am here.']);
  });

  test('many first events at once are one coming', async () => {
    const chat = stage.linq.chat();
    await Promise.all([1, 2, 3, 4].map((n) => stage.hook(received(chat, AKI, `line ${n}`))));
    expect(stage.linq.textsTo(chat.id)).toEqual(['Hello, I am here.']);
  });

  test('that does not say what it is, is asked about before anything runs in it; a 1:1 chat is one', async () => {
    const group = stage.linq.chat();
    const reaction = {
      is_from_me: false,
      reaction_type: 'like',
      chat_id: group.id,
      message_id: 'm',
      from_handle: handleOf(AKI),
    };
    await stage.hook(webhook('reaction.added', reaction));
    expect(stage.linq.textsTo(group.id)).toEqual(['Hello, I am here.']);
    const two = stage.linq.chat({ is_group: false, people: [BEN] });
    const { is_group: _, ...unsaid } = two;
    await stage.hook(received(unsaid, BEN, '/who'));
    expect(stage.linq.textsTo(two.id).at(-1)).toBe('user linq 1: …3000');
    const met = await stage.store.met();
    expect(met).toHaveLength(2);
    expect(met).toContainEqual({ chat: stage.key(group), kind: 'group' });
    expect(met).toContainEqual({ chat: stage.key(two), kind: 'user' });
  });

  test('is not told by its own removal, and comes back with the next word', async () => {
    const chat = stage.linq.chat();
    await stage.hook(webhook('participant.removed', { chat_id: chat.id, participant: handleOf(OWN) }));
    expect(stage.linq.textsTo(chat.id)).toEqual([]);
    await stage.say(chat, AKI, 'hi');
    await stage.hook(
      webhook('participant.removed', {
        chat_id: chat.id,
        participant: handleOf(OWN),
        removed_at: new Date().toISOString(),
      }),
    );
    expect(await stage.store.left(stage.key(chat))).toBeGreaterThan(0);
    const soon = new Date(Date.now() + 5_000).toISOString();
    expect(await stage.say(chat, AKI, 'we missed you', { sent_at: soon })).toEqual(['Hello, I am here.']);
    expect(await stage.store.left(stage.key(chat))).toBeUndefined();
  });
});

describe('a command', () => {
  test('is answered in its chat, and the same webhook again does nothing', async () => {
    const chat = stage.linq.chat();
    const line = received(chat, AKI, '／ｗｈｏ');
    await stage.hook(line);
    await stage.hook(line);
    expect(stage.linq.textsTo(chat.id)).toEqual(['Hello, I am here.', 'group linq 3: c…@….com …2000 …3000']);
  });

  test('that was edited does not run again; nor does what we said, what another line said, and what came late', async () => {
    const chat = stage.linq.chat();
    await stage.say(chat, AKI, 'hi');
    const edited = {
      id: 'm',
      chat: { id: chat.id, is_group: true, owner_handle: handleOf(OWN) },
      direction: 'inbound',
      edited_at: new Date().toISOString(),
      part: { index: 0, text: '/who' },
      sender_handle: handleOf(AKI),
    };
    await stage.hook(webhook('message.edited', edited));
    expect(await stage.say(chat, OWN, '/who')).toEqual([]);
    expect(await stage.say(chat, AKI, '/who', { direction: 'outbound' })).toEqual([]);
    expect(await stage.say(chat, AKI, '/who', { reconciled_at: new Date().toISOString() })).toEqual([]);
    const elsewhere = { chat: { id: chat.id, is_group: true, owner_handle: handleOf('+15550009999') } };
    expect(await stage.say(chat, AKI, '/who', elsewhere)).toEqual([]);
    expect(await stage.say(chat, AKI, '/who')).toHaveLength(1);
  });

  test('whose sender is one of OWNER_IDS is a moderator’s, and nobody else’s; in a 1:1 chat everyone is one', async () => {
    const chat = stage.linq.chat();
    expect((await stage.say(chat, AKI, '/me')).at(-1)).toBe('…2000 moderates');
    expect(await stage.say(chat, BEN, '/me')).toEqual(['…3000 does not']);
    const two = stage.linq.chat({ is_group: false, people: [BEN] });
    expect((await stage.say(two, BEN, '/me')).at(-1)).toBe('…3000 moderates');
  });

  test('asks for the chat’s name, and a list of numbers is none', async () => {
    const chat = stage.linq.chat({ display_name: `${AKI}, ${BEN}` });
    expect((await stage.say(chat, AKI, '/name')).at(-1)).not.toContain('555');
    const camp = stage.linq.chat({ display_name: 'Camp' });
    expect((await stage.say(camp, AKI, '/name')).at(-1)).toBe('Camp');
  });

  test('can do what this very chat lets it do', async () => {
    expect((await stage.say(stage.linq.chat(), AKI, '/can')).at(-1)).toBe('leave rename');
    expect((await stage.say(stage.linq.chat({ service: 'SMS' }), AKI, '/can')).at(-1)).toBe('rename');
    expect((await stage.say(stage.linq.chat({ is_group: false, people: [AKI] }), AKI, '/can')).at(-1)).toBe('nothing');
  });

  test('quotes the message that it answers, where that is iMessage', async () => {
    const chat = stage.linq.chat();
    await stage.say(chat, AKI, '/quote', { id: 'm7' });
    expect(stage.linq.delivered.at(-1)!.message).toMatchObject({ reply_to: { message_id: 'm7' } });
    await stage.say(chat, AKI, '/quote', { id: 'm8', service: 'SMS' });
    expect(stage.linq.delivered.at(-1)!.message).not.toHaveProperty('reply_to');
  });
});

test('an ordinary line in a chat that was met writes nothing and calls nobody', async () => {
  const chat = stage.linq.chat();
  await stage.say(chat, AKI, 'hi');
  const accept = vi.spyOn(stage.store, 'accept');
  const calls = stage.linq.asked.length;
  for (const words of ['good morning', 'lunch?', '👍']) await stage.say(chat, BEN, words);
  expect(accept).not.toHaveBeenCalled();
  expect(stage.linq.asked).toHaveLength(calls);
});

describe('what is sent', () => {
  test('gets through once, though Linq failed to say so, and in order', async () => {
    const chat = stage.linq.chat();
    await stage.say(chat, AKI, 'hi');
    stage.linq.next(/POST .*messages/, { status: 504, after: true });
    stage.linq.next(/POST .*messages/, { status: 500 });
    expect(await stage.say(chat, AKI, '/quote')).toEqual(['yes']);
    expect(await stage.say(chat, AKI, '/can')).toEqual(['leave rename']);
    expect(stage.linq.calls(/POST .*messages/)).toHaveLength(5);
    expect(await stage.store.failures()).toEqual([]);
  });

  test('without anybody’s word goes out at once: nothing waits for a reply, and nothing is spent', async () => {
    const chat = stage.linq.chat();
    expect(await stage.say(chat, AKI, '/later')).toContain('planned');
    await until(
      'the notice',
      async () => {
        await stage.beat();
        return stage.linq.textsTo(chat.id).includes('ring') ? undefined : 'ring';
      },
      20_000,
    );
    expect(await stage.store.outbox()).toEqual([]);
  });

  test('waits as long as Linq wants, and then goes', async () => {
    const chat = stage.linq.chat();
    await stage.say(chat, AKI, 'hi');
    stage.linq.next(/POST .*messages/, { ...problem(429, 1007), headers: { 'retry-after': '0.3' } });
    const before = performance.now();
    expect(await stage.say(chat, AKI, '/quote')).toEqual(['yes']);
    expect(performance.now() - before).toBeGreaterThan(290);
  });

  test('to a chat that the line has left, says that it left; what waited is said when it is back', async () => {
    const chat = stage.linq.chat();
    await stage.say(chat, AKI, 'hi');
    chat.left = true;
    expect(await stage.say(chat, AKI, '/quote')).toEqual([]);
    expect(await stage.store.left(stage.key(chat))).toBeGreaterThan(0);
    expect(await stage.store.outbox()).toHaveLength(1);
    expect(await stage.store.failures()).toEqual([]);
    chat.left = false;
    const soon = new Date(Date.now() + 5_000).toISOString();
    expect((await stage.say(chat, AKI, 'welcome back', { sent_at: soon })).toSorted()).toEqual([
      'Hello, I am here.',
      'yes',
    ]);
  });
});

test('who comes and goes is told, and counted', async () => {
  const chat = stage.linq.chat({ people: [AKI, BEN] });
  expect((await stage.say(chat, AKI, '/who')).at(-1)).toBe('group linq 2: …2000 …3000');
  chat.people.push(CHI);
  await stage.hook(
    webhook('participant.added', { chat_id: chat.id, participant: handleOf(CHI), added_at: new Date().toISOString() }),
  );
  expect(stage.linq.textsTo(chat.id).at(-1)).toBe('Welcome c…@….com');
  expect(await stage.say(chat, AKI, '/who')).toEqual(['group linq 3: c…@….com …2000 …3000']);
  chat.people.splice(1, 1);
  chat.gone.push(BEN);
  await stage.hook(
    webhook('participant.removed', {
      chat_id: chat.id,
      participant: handleOf(BEN, { status: 'left' }),
      removed_at: new Date().toISOString(),
    }),
  );
  expect(stage.linq.textsTo(chat.id).at(-1)).toBe('Somebody left.');
  expect(await stage.say(chat, AKI, '/who')).toEqual(['group linq 2: c…@….com …2000']);
});

test('no log line and no row of the store has anybody’s number', async () => {
  const chat = stage.linq.chat({ display_name: `${AKI}, ${BEN}` });
  await stage.say(chat, AKI, '/who');
  await stage.say(chat, BEN, '/name');
  stage.linq.next(/POST .*messages/, problem(400, 1002));
  await stage.say(chat, CHI, '/me');
  await stage.beat();
  const failures = JSON.stringify(await stage.store.failures());
  const roster = JSON.stringify(await stage.store.roster(stage.key(chat)));
  for (const handle of [AKI, BEN, CHI]) {
    expect(stage.log.join('')).not.toContain(handle);
    expect(failures + roster).not.toContain(handle);
  }
  expect(failures).toContain('PLATFORM_REJECTED');
});
