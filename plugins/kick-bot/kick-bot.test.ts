import type { Card, ChatKind } from 'tenko';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { FakeChat, TextsOf } from '../../test/support/plugin-bench.ts';
import KickBot from './index.ts';

class Stuck extends FakeChat {
  override can(): boolean {
    return false;
  }
}

function inChat(kind: ChatKind = 'group', language: Language = 'en', chat = new FakeChat(kind)) {
  return { chat, plugin: new KickBot(chat, new TextsOf('plugins/kick-bot', language)) };
}

describe('/kickbot', () => {
  it('explains what happens and offers one button, with the line to type instead', () => {
    const { chat, plugin } = inChat();
    const card = plugin.kickbot() as Card;
    expect(card.text).toContain('leave this group');
    expect(card.text).toMatch(/stay for 30 days.*timers stopped.*invite me back.*still there.*erased\.$/);
    expect(card.buttons).toEqual([{ label: 'Leave now', command: '/kickbot confirm', style: 'primary' }]);
    expect(card.footer).toBe('Or type: /kickbot confirm');
    expect(card.alt).toContain('/kickbot confirm');
    expect(chat.left).toBe(false);
  });

  it('calls a room a chat', () => {
    expect((inChat('room').plugin.kickbot() as Card).text).toContain('leave this chat');
  });

  it.each(LANGUAGES)('speaks %s', (language) => {
    const card = inChat('group', language).plugin.kickbot() as Card;
    expect(card.footer).toMatch(/ \/\S+ \S+$/);
    expect(card.text?.split('\n')[1]).toContain('30');
    expect(Array.from(card.buttons?.[0]?.label ?? '').length).toBeLessThanOrEqual(20);
  });
});

describe('/kickbot confirm', () => {
  it.each(['group', 'room'] as const)('says goodbye and leaves the %s', (kind) => {
    const { chat, plugin } = inChat(kind);
    expect(plugin.kickbotConfirm()).toContain('Goodbye');
    expect(chat.left).toBe(true);
  });

  it.each(LANGUAGES)(
    'says in %s, in the same words as before, what becomes of the polls and roll calls',
    (language) => {
      const { plugin } = inChat('group', language);
      const told = (plugin.kickbot() as Card).text?.split('\n')[1];
      expect(plugin.kickbotConfirm().split('\n')[1]).toBe(told);
    },
  );
});

describe('where the bot cannot leave', () => {
  it('a 1:1 chat is told how to block it, and nothing is left', () => {
    const { chat, plugin } = inChat('user');
    expect(plugin.kickbot()).toContain('block me');
    expect(plugin.kickbotConfirm()).toContain('block me');
    expect(chat.left).toBe(false);
  });

  it('a group is told that someone has to remove it', () => {
    const { chat, plugin } = inChat('group', 'en', new Stuck('group'));
    expect(plugin.kickbot()).toContain('has to remove me');
    expect(plugin.kickbotConfirm()).toContain('has to remove me');
    expect(chat.left).toBe(false);
  });
});
