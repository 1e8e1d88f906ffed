import { readdirSync, readFileSync } from 'node:fs';
import type { Card, Chat, ChatKind, CommandEntry } from 'tenko';
import { describe, expect, it } from 'vitest';
import { chatRef } from '../../core/chat/chat.ts';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { CommandCatalogue } from '../../core/host/command-catalogue.ts';
import { ChatPolicy } from '../../core/host/policy.ts';
import type { Bridge } from '../../core/plugin/bridge.ts';
import { GuestCommandList } from '../../core/plugin/guest/command-list.ts';
import { readManifest } from '../../core/plugin/manifest.ts';
import { Registry } from '../../core/plugin/registry.ts';
import { MemoryPlatform } from '../../core/testing/memory-platform.ts';
import { People } from '../../core/testing/people.ts';
import { TextsOf } from '../../test/support/plugin-bench.ts';
import Help from './index.ts';

/** The commands of the plugins that ship, as the host lists them. */
function shipped(kind: ChatKind, language: Language): readonly CommandEntry[] {
  const registry = new Registry();
  const folder = new URL('../', import.meta.url);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const { name } = entry;
    const json: unknown = JSON.parse(readFileSync(new URL(`${name}/plugin.json`, folder), 'utf8'));
    registry.commands.add(name, readManifest(json, name));
  }
  const policy = new ChatPolicy(0, {}, { language, timeZone: 'Asia/Tokyo' });
  const anybody = { isKnown: true, isOwner: false, isModerator: false };
  const platform = new MemoryPlatform(new People([]), 'Desk');
  const platforms = { all: () => [platform], find: () => platform, of: () => platform };
  return new CommandCatalogue(registry, platforms).entries(chatRef('line', 'Ubot', kind, 'C1'), policy, anybody);
}

function help(language: Language = 'en', entries = shipped('group', language)): Help {
  const bridge = { calls: { 'commands.all': () => entries } } as unknown as Bridge;
  return new Help(new GuestCommandList(bridge), new TextsOf('plugins/help', language), {
    can: () => true,
  } as unknown as Chat);
}
const overview = (plugin: Help): Card => plugin.help({ command: undefined, subcommand: undefined }) as Card;
const about = (plugin: Help, command: string, subcommand?: string): Card =>
  plugin.help({ command, subcommand }) as Card;

const entry = (plugin: string, name: string): CommandEntry => ({
  plugin,
  name,
  words: [name],
  shown: name,
  description: `Does ${name}`,
  usage: `/${name}`,
  options: [],
  subcommands: [],
});

describe('/help', () => {
  it('lists every command that works here with what it does, each with a button for its usage', () => {
    const card = overview(help());
    expect(card.fields).toContainEqual({ name: '/kickbot', value: 'Make the bot leave this chat' });
    expect(card.fields?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['/help', '/members', '/ping', '/poll', '/rollcall']),
    );
    expect(card.buttons).toContainEqual({ label: '/poll', command: '/help poll', style: 'secondary' });
    expect(card.text).toMatch(/type: \/help \w+$/);
  });

  it('leaves out what makes no sense in a 1:1 chat', () => {
    const names = overview(help('en', shipped('user', 'en'))).fields?.map(({ name }) => name);
    expect(names).toContain('/ping');
    expect(names).not.toContain('/members');
  });

  it.each(LANGUAGES)('shows names and descriptions in %s, and every name it shows can be typed', (language) => {
    const entries = shipped('group', language);
    const plugin = help(language, entries);
    const card = overview(plugin);
    expect(card.fields).toHaveLength(entries.length);
    for (const { name } of card.fields ?? []) expect(about(plugin, name).title).toBe(name);
    const own = entries.find(({ name }) => name === 'help')?.shown;
    expect(card.text).toContain(`/${own} `);
  });

  it('names a plugin above its commands when it has several', () => {
    const card = overview(help('en', [entry('dice', 'roll'), entry('ping', 'ping'), entry('dice', 'toss')]));
    expect(card.fields).toEqual([
      { name: 'dice:', value: '' },
      { name: '/roll', value: 'Does roll' },
      { name: '/toss', value: 'Does toss' },
      { name: '/ping', value: 'Does ping' },
    ]);
  });

  it('folds a hundred commands and says how many more there are', () => {
    const entries = Array.from({ length: 100 }, (_, index) => entry(`plugin${index}`, `command${index}`));
    const card = overview(help('en', entries));
    expect(card.fields).toHaveLength(40);
    expect(card.buttons).toHaveLength(20);
    expect(card.footer).toBe('… and 60 more commands');
  });

  it('says so when nothing can be used', () => {
    expect(help('en', []).help({ command: undefined, subcommand: undefined })).toBe(
      'No command works in this kind of chat.',
    );
  });

  it('takes blanks for nothing', () => {
    expect(about(help(), ' 　').title).toBe('What I can do here');
  });
});

describe('/help <command>', () => {
  it('shows the line to type, the options and the subcommands, and prefills the beginning', () => {
    const card = about(help(), 'poll');
    expect(card).toMatchObject({ title: '/poll', text: 'Ask the group: a question and 2 to 30 choices' });
    expect(card.fields?.[0]).toEqual({
      name: 'How to type it',
      value: expect.stringMatching(/^\/poll <question>/) as string,
    });
    const names = card.fields?.map(({ name }) => name) ?? [];
    expect(names).toContain('question');
    expect(names).toContain('choices (optional)');
    expect(names).toContainEqual(expect.stringMatching(/^\/poll vote /));
    expect(card.buttons?.[0]).toEqual({ label: 'Type it', command: '/help poll', prefill: '/poll ', style: 'primary' });
    expect(card.alt).toMatch(/^\/poll <question>/);
  });

  it.each(['/poll', '／ＰＯＬＬ', 'Poll', '投票', 'โพล'])('knows the command typed as %s', (typed) => {
    expect(about(help(), typed).title).toBe('/poll');
  });

  it('prefills the name of the chat’s language and tells the other one', () => {
    const card = about(help('ja'), 'poll');
    expect(card).toMatchObject({ title: '/投票', footer: '別の書き方： /poll' });
    expect(card.buttons?.[0]).toMatchObject({ prefill: '/投票 ', command: '/help poll' });
  });

  it('goes on to a subcommand, by either of its names', () => {
    for (const typed of ['vote', 'VOTE', '選ぶ']) {
      const card = about(help('ja'), '投票', typed);
      expect(card.title).toBe('/投票 選ぶ');
      expect(card.buttons?.[0]).toMatchObject({ prefill: '/投票 選ぶ ', command: '/help poll vote' });
    }
  });

  it.each([
    ['pol', 'There is no command “pol” here. Did you mean /poll? See how it is used: /help poll'],
    ['/kickbto', 'There is no command “/kickbto” here. Did you mean /kickbot? See how it is used: /help kickbot'],
    ['weather', 'There is no command “weather” here. See all of them: /help'],
    ['constructor', 'There is no command “constructor” here. See all of them: /help'],
    ['{word}\n\u202e', 'There is no command “{word}” here. See all of them: /help'],
  ])('refuses %j with the nearest command', (typed, words) => {
    expect(() => about(help(), typed)).toThrow(expect.objectContaining({ name: 'Refusal', message: words }));
  });

  it('knows a subcommand by every name that runs it, whatever is spoken here', () => {
    for (const word of ['vote', '選ぶ', '投', 'โหวต', '入れる'])
      expect(about(help(), '投票', word)).toEqual(about(help(), 'poll', 'vote'));
  });

  it('refuses an unknown subcommand with the nearest one', () => {
    expect(() => about(help(), 'poll', 'vot')).toThrow(
      '/poll has no “vot”. Did you mean “vote”? See how it is used: /help poll vote',
    );
    expect(() => about(help(), 'ping', 'vote')).toThrow('/ping has no “vote”. See what it has: /help ping');
  });

  it('cuts what was typed when it is long', () => {
    expect(() => about(help(), 'x'.repeat(5_000))).toThrow(/“x{29}…”/);
  });
});
