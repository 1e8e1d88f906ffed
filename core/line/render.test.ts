import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { Button } from '../chat/card.ts';
import { isFailure } from '../errors.ts';
import { bars, card, postback, render, text, words } from '../../test/support/rendered.ts';

describe('more messages than LINE takes', () => {
  it('are joined in the fifth', () => {
    const rendered = render(...['a', 'b', 'c', 'd', 'e', 'f'].map((word) => text(word)));
    expect(rendered.flatMap(words)).toEqual(['a', 'b', 'c', 'd', 'e\n\nf']);
  });

  it('are told in words when they are cards', () => {
    const last = card({
      title: 'Lunch?',
      fields: [{ name: 'Until', value: '18:00' }],
      bars: bars(2, { note: 'Yuki' }),
    });
    const rendered = render(...['a', 'b', 'c', 'd', 'e'].map((word) => text(word)), last);
    expect(words(rendered[4])[0]).toBe(
      [
        'e\n\nLunch?',
        'Choice 1: /poll vote 1 --poll 3\n░░░░░░░░░░ 0 · 0 %\nYuki',
        'Choice 2: /poll vote 2 --poll 3\n█████░░░░░ 1 · 50 %\nYuki',
        'Until: 18:00',
      ].join('\n'),
    );
  });

  it('do not grow without end', () => {
    const rendered = render(...Array.from({ length: 3000 }, (_, n) => text(`${n} ${'x'.repeat(50)}`)));
    expect(words(rendered[4])[0]).toMatch(/…$/);
  });
});

const button = (n: number): Button => ({ label: `Choice number ${n}`, command: `/choose ${n}` });
const items = (message: messagingApi.Message | undefined) => message?.quickReply?.items?.map(({ action }) => action);

describe("a text's buttons", () => {
  it('are quick replies that carry the signed line and write nothing into the chat', () => {
    const [message] = render(text('Which?', [button(1), button(2)]));
    expect(items(message)).toEqual([
      postback('/choose 1', 'Choice number 1'),
      postback('/choose 2', 'Choice number 2'),
    ]);
  });

  it('hang on the last message, since LINE shows no others', () => {
    const rendered = render(text('a', [button(1)]), text('b', [button(2)]), card({ title: 'c' }));
    expect(rendered.map((message) => items(message)?.length)).toEqual([undefined, undefined, 2]);
  });

  it('have labels of twenty characters, as people count them', () => {
    const label = '👨‍👩‍👧‍👦'.repeat(30);
    const [action] = items(render(text('a', [{ label, command: '/a' }]))[0]) ?? [];
    expect(action).toMatchObject({ label: `${'👨‍👩‍👧‍👦'.repeat(19)}…` });
    const [line] = items(render(text('a', [{ label: ' two\nlines ', command: '/a' }]))[0]) ?? [];
    expect(line).toMatchObject({ label: 'two lines' });
    const [none] = items(render(text('a', [{ label: ' ', command: '/shown' }]))[0]) ?? [];
    expect(none).toMatchObject({ label: '/shown' });
  });

  it('past the thirteenth are told as what to type', () => {
    const rendered = render(
      text(
        'Which?',
        Array.from({ length: 15 }, (_, n) => button(n)),
      ),
    );
    expect(items(rendered[0])).toHaveLength(13);
    expect(words(rendered)[0]).toBe('Which?\nChoice number 13: /choose 13\nChoice number 14: /choose 14');
  });

  it('are not lost with a text of nothing', () => {
    const [message] = render(text('', [button(1), button(2)]));
    expect([words(message), items(message)?.length]).toEqual([['Choice number 1 / Choice number 2'], 2]);
  });

  it('that prefill open the keyboard, and their tap says nothing', () => {
    const prefill: Button = { label: 'Mend', command: '/poll', prefill: '/poll "Lunch?" sushi' };
    expect(items(render(text('a', [prefill]))[0])).toEqual([
      {
        type: 'postback',
        label: 'Mend',
        data: 'nothing',
        inputOption: 'openKeyboard',
        fillInText: '/poll "Lunch?" sushi',
      },
    ]);
  });

  it('that let members pick a moment carry the line that it completes', () => {
    const pick: Button = { label: 'When?', command: '/poll until', pick: 'datetime' };
    const picker = { type: 'datetimepicker', label: 'When?', data: '/poll until#tag', mode: 'datetime' };
    expect(items(render(text('a', [pick]))[0])).toEqual([picker]);
    const card = render({
      type: 'card',
      title: 'Poll',
      buttons: [pick],
      bars: [{ label: 'a', share: 0, value: '0', button: pick }],
    });
    expect(JSON.stringify(card).split(JSON.stringify(picker))).toHaveLength(3);
    const many = Array.from({ length: 14 }, () => pick);
    expect(words(render(text('a', many))[0])).toEqual(['a\nWhen?: /poll until …']);
  });

  it('that prefill more than LINE carries are left out rather than cut', () => {
    const fits = { label: 'a', command: '/a', prefill: '👨‍👩‍👧‍👦'.repeat(300) };
    const long = { label: 'b', command: '/b', prefill: 'x'.repeat(301) };
    expect(items(render(text('a', [fits, long]))[0])?.map((action) => action?.label)).toEqual(['a']);
  });

  it('whose signed line is too long are a fault of the host', () => {
    const long = { label: 'a', command: `/a ${'x'.repeat(300)}` };
    expect(() => render(text('a', [long]))).toThrow(expect.toSatisfy(isFailure));
  });
});

/** What a bar of `bars` shows. */
