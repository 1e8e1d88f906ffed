import { describe, expect, test } from 'vitest';
import manifest from '../../test/fixtures/manifests/lines.json' with { type: 'json' };
import type { CommandSet } from './definition.ts';
import { shownName, usage } from './usage.ts';

const { commands }: CommandSet = manifest;

describe('how a command is typed', () => {
  test('places come first, in angle brackets where they must be filled, then what goes by name', () => {
    expect(usage('poll', commands['poll']!, 'en')).toBe(
      '/poll <question> [choices…] [--until …] [--multiple [#]] [--anonymous]',
    );
    expect(usage('remind', commands['remind']!, 'en')).toBe('/remind <when> <what> [--quiet]');
    expect(usage('ping', commands['ping']!, 'en')).toBe('/ping');
  });

  test('is told with the names of the language, and with the declared ones where there are none', () => {
    expect(usage('poll', commands['poll']!, 'ja')).toBe('/投票 <質問> [選択肢…] [--締切 …] [--複数 [#]] [--匿名]');
    expect(usage('roll', commands['roll']!, 'zh-TW')).toBe('/骰子 [面] [for]');
  });

  test('of a subcommand names both words and the options of its own', () => {
    expect(usage('poll', commands['poll']!, 'en', 'vote')).toBe('/poll vote <numbers…> [--poll …]');
    expect(usage('poll', commands['poll']!, 'th', 'close')).toBe('/โพล ปิด');
  });

  test('a name in another language stands in for none', () => {
    expect(shownName({ names: { ja: '投票' } }, 'poll', 'ja')).toBe('投票');
    expect(shownName({ names: { ja: '投票' } }, 'poll', 'th')).toBe('poll');
    expect(shownName({}, 'poll', 'en')).toBe('poll');
  });
});
