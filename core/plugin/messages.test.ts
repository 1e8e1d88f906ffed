import { describe, expect, it } from 'vitest';
import { Messages } from './messages.ts';

const texts = (en: Record<string, string>, ja?: Record<string, string>): Messages =>
  new Messages(ja ? { en, ja } : { en });

describe('texts', () => {
  it('come in the language that is asked for', () => {
    const messages = texts({ hello: 'Hello {name}' }, { hello: 'こんにちは、{name}さん' });
    expect(messages.format('ja', 'Asia/Tokyo', 'hello', { name: '由紀' })).toBe('こんにちは、由紀さん');
    expect(messages.format('en', 'Asia/Tokyo', 'hello', { name: 'Yuki' })).toBe('Hello Yuki');
  });

  it('come in English, with English plurals, where a language lacks the key', () => {
    const messages = texts({ votes: '{count, plural, one {# vote} other {# votes}}' }, {});
    expect(messages.format('ja', 'UTC', 'votes', { count: 1 })).toBe('1 vote');
    expect(messages.format('th', 'UTC', 'votes', { count: 1200 })).toBe('1,200 votes');
  });

  it('come in whatever language has the key when English lacks it too', () => {
    expect(texts({}, { hello: 'こんにちは' }).format('th', 'UTC', 'hello')).toBe('こんにちは');
  });

  it('keep braces, quotes, tags and emoji of a value as they are', () => {
    const messages = texts({ said: '{name} said: {text}' });
    const text = "{name} }{ ''' <b> # 👩‍👩‍👧 {0, plural,";
    expect(messages.format('en', 'UTC', 'said', { name: '{text}', text })).toBe(`{text} said: ${text}`);
  });

  it('show what stands in angle brackets instead of taking it for a tag', () => {
    expect(texts({ usage: '/{word} <question>' }).format('en', 'UTC', 'usage', { word: 'poll' })).toBe(
      '/poll <question>',
    );
  });

  it('read quoting the same with and without placeholders', () => {
    const messages = texts({ plain: "don't", doubled: "don''t", quoted: "'{'braces'}' it''s" });
    expect(messages.format('en', 'UTC', 'plain')).toBe("don't");
    expect(messages.format('en', 'UTC', 'doubled')).toBe("don't");
    expect(messages.format('en', 'UTC', 'quoted')).toBe("{braces} it's");
  });

  it('put dates into the time zone of each call', () => {
    const messages = texts({ at: '{when, time, short}', on: 'on {when, date, short}', plain: 'closes {when}.' });
    const when = new Date('2026-11-22T20:30:00Z');
    expect(messages.format('en', 'UTC', 'at', { when })).toBe('8:30 PM');
    expect(messages.format('en', 'Asia/Tokyo', 'at', { when })).toBe('5:30 AM');
    expect(messages.format('en', 'Asia/Tokyo', 'on', { when })).toBe('on 11/23/26');
    expect(messages.format('en', 'Asia/Tokyo', 'plain', { when })).toBe('closes Nov 23, 2026, 5:30 AM.');
  });

  it('branch on booleans and print them', () => {
    const messages = texts({ state: '{open, select, true {open} other {closed}}', plain: '{open}' });
    expect(messages.format('en', 'UTC', 'state', { open: true })).toBe('open');
    expect(messages.format('en', 'UTC', 'state', { open: false })).toBe('closed');
    expect(messages.format('en', 'UTC', 'plain', { open: false })).toBe('false');
  });

  it('take the other branch for a value that is a name of Object.prototype', () => {
    const messages = texts({ kind: '{kind, select, group {a group} other {something}}' });
    expect(messages.format('en', 'UTC', 'kind', { kind: 'constructor' })).toBe('something');
  });

  it('may be empty', () => {
    expect(texts({ nothing: '', name: '{name}' }).format('en', 'UTC', 'nothing')).toBe('');
    expect(texts({ name: '{name}' }).format('en', 'UTC', 'name', { name: '' })).toBe('');
  });

  it('list things as the language does', () => {
    const messages = texts({});
    expect(messages.list('en', ['A', 'B', 'C'])).toBe('A, B, and C');
    expect(messages.list('ja', ['A', 'B', 'C'])).toBe('A、B、C');
    expect(messages.list('th', ['ゆき', 'Ken'])).toBe('ゆき และ Ken');
    expect(messages.list('th', ['A', 'B', 'และ C'])).toBe('A B และ และ C');
    expect(messages.list('en', [])).toBe('');
  });
});

describe('a mistake of the author', () => {
  const messages = texts({ hello: 'Hello {name}', broken: 'Hello {name', state: '{open, select, true {a} other {b}}' });

  it('in a key is BAD_CALL and names the nearest key', () => {
    expect(() => messages.format('en', 'UTC', 'helo')).toThrow(
      expect.objectContaining({ code: 'BAD_CALL', message: expect.stringContaining('did you mean "hello"?') }),
    );
    expect(() => messages.format('en', 'UTC', 'toString')).toThrow(expect.objectContaining({ code: 'BAD_CALL' }));
    expect(messages.has('toString')).toBe(false);
    expect(messages.has('hello')).toBe(true);
  });

  it('in the values is BAD_CALL and names what is missing', () => {
    expect(() => messages.format('en', 'UTC', 'hello')).toThrow(
      expect.objectContaining({ code: 'BAD_CALL', message: expect.stringContaining('"name"') }),
    );
  });

  it('in the text itself is PLUGIN_BROKEN and names key and language', () => {
    expect(() => messages.format('ja', 'UTC', 'broken', { name: 'x' })).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_BROKEN',
        message: expect.stringContaining('the text "broken" in en is not an ICU message'),
      }),
    );
  });
});
