import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { hostWithCommands } from './support/host-commands.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { words } from './support/tenko.ts';

/** A plugin of somebody else's, in an isolate, with settings and a memory of members. */
function diary(): string {
  const foreign = newFolder();
  onTestFinished(() => rmSync(foreign, { recursive: true }));
  writePlugin(
    foreign,
    {
      name: 'diary',
      permissions: ['storage', 'members'],
      settings: {
        mood: {
          choice: { kind: { en: 'Kind' }, stern: { en: 'Stern' } },
          default: 'kind',
          description: { en: 'The mood' },
        },
        pause: { duration: { max: 7_200_000 }, default: '5m', description: { en: 'The pause' } },
      },
      commands: { dear: command(), diary: command() },
    },
    {
      'index.ts': `import { Caller, Members, Settings, Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
import manifest from './plugin.json' with { type: 'json' };
@injectable()
export default class Diary {
  constructor(
    @inject(Storage) private readonly storage: Storage,
    @inject(Caller) private readonly caller: Caller,
    @inject(Members) private readonly members: Members,
    @inject(Settings) private readonly settings: Settings<typeof manifest>,
  ) {}
  async dear() {
    await this.storage.set('who/' + this.caller.id, (await this.members.profile(this.caller.id!))!.displayName);
    return 'noted, ' + this.settings.values.mood + ' ' + this.settings.values.pause;
  }
  async diary() { return (await this.storage.list<string>('who/')).map(({ value }) => value).join(', ') || 'empty'; }
  async onMemberForgotten(id: string) { await this.storage.delete('who/' + id); }
}`,
    },
  );
  return foreign;
}

test('a foreign plugin has the chat’s settings, is seen in /plugins and /privacy, and forgets a member', async () => {
  const host = await hostWithCommands({ foreign: diary() });
  const { chat, yuki, ken } = host.group();
  await host.settle(chat, { moderators: [yuki] });
  expect(await host.ask(chat, ken, '/dear')).toBe('noted, kind 300000');
  expect(await host.ask(chat, yuki, '/settings set diary mood angry')).toContain(
    'It should be one of these: Kind, Stern',
  );
  expect(await host.ask(chat, yuki, '/settings set diary mood Stern')).toBe('diary: mood is now Stern.');
  expect(await host.ask(chat, yuki, '/settings set diary pause 3h')).toContain('does not fit “pause”');
  expect(await host.ask(chat, yuki, '/settings set diary pause 1h')).toBe('diary: pause is now 1 hour.');
  expect(await host.ask(chat, yuki, '/dear')).toBe('noted, stern 3600000');
  await host.ask(chat, yuki, '/settings show diary');
  expect(words(await host.tenko.tap(chat, yuki, 'mood: Kind'))).toBe('diary: mood is now Kind.');
  expect(await host.ask(chat, yuki, '/settings reset diary pause')).toContain('back to what it comes with: 5 minutes');
  expect(await host.ask(chat, ken, '/privacy')).toMatch(
    /diary\nmay [^\n]*\nin 7 days: 2 names looked up and 2 answers sent/,
  );
  expect(await host.ask(chat, ken, '/diary')).toMatch(/^(Yuki, Ken|Ken, Yuki)$/);
  await host.ask(chat, ken, '/privacy forget-me');
  await host.tenko.tap(chat, ken, 'Yes, go ahead');
  expect(await host.ask(chat, yuki, '/diary')).toBe('Yuki');
  expect(await host.tenko.failures()).toEqual([]);
});

test('a member is forgotten by a plugin that is switched off, too', async () => {
  const host = await hostWithCommands({ foreign: diary() });
  const { chat, yuki, ken } = host.group();
  await host.settle(chat, { moderators: [yuki] });
  await host.ask(chat, ken, '/dear');
  await host.ask(chat, yuki, '/plugins disable diary');
  await host.ask(chat, ken, '/privacy forget-me');
  await host.tenko.tap(chat, ken, 'Yes, go ahead');
  await host.ask(chat, yuki, '/plugins enable diary');
  expect(await host.ask(chat, yuki, '/diary')).toBe('empty');
});

test('a foreign plugin that asks for the host’s own affairs is FAILED, with a sentence', async () => {
  const foreign = newFolder();
  onTestFinished(() => rmSync(foreign, { recursive: true }));
  const text = 'export default class Usurper { usurp() {} }';
  writePlugin(
    foreign,
    { name: 'usurper', permissions: ['host'], commands: { usurp: command() } },
    { 'index.ts': text },
  );
  const host = await hostWithCommands({ foreign });
  const told = host.tenko.log.find(({ plugin }) => plugin === 'usurper');
  expect(told).toMatchObject({
    code: 'PERMISSION_MISSING',
    msg: expect.stringContaining('it asks for "host", which only a plugin that ships with Tenko may have'),
  });
});
