import { describe, expect, test } from 'vitest';
import { nextDue, plannedOnce, plannedRepeatedly, shownTimer } from './planning.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');

describe('planning a timer', () => {
  test('its id is the line where none is given, so that setting it again replaces it', () => {
    expect(plannedOnce(NOW + 1_000, '/poll close 3', undefined, NOW)).toEqual({
      name: '/poll close 3',
      due: NOW + 1_000,
      line: '/poll close 3',
    });
    expect(plannedOnce(NOW + 1_000, '/poll close 3', 'close-3', NOW).name).toBe('close-3');
  });

  test.each([[NOW - 120_000], [Number.NaN], [Number.POSITIVE_INFINITY], ['tomorrow'], [NOW + 1e12]])(
    'a time that cannot be is refused: %s',
    (time) => {
      expect(() => plannedOnce(time, '/x', undefined, NOW)).toThrow(/schedule\.at takes milliseconds/);
    },
  );

  test('a moment that has just passed is now', () => {
    expect(plannedOnce(NOW - 1_000, '/x', undefined, NOW).due).toBe(NOW);
  });

  test('a pattern runs in the chat’s own zone', () => {
    const timer = plannedRepeatedly('0 19 * * 5', '/rollcall practice', undefined, NOW, 'Asia/Tokyo');
    expect(new Date(timer.due).toISOString()).toBe('2026-11-27T10:00:00.000Z');
    expect(shownTimer(timer)).toEqual({
      id: '/rollcall practice',
      line: '/rollcall practice',
      due: timer.due,
      every: '0 19 * * 5',
    });
  });

  test('after a long downtime it runs next in the future, however many times were missed', () => {
    const timer = plannedRepeatedly('0 * * * *', '/x', undefined, NOW, 'UTC');
    const later = NOW + 10 * 3_600_000 + 60_000;
    expect(nextDue(timer, later, 'UTC')).toBe(NOW + 11 * 3_600_000);
    expect(nextDue({}, later, 'UTC')).toBeUndefined();
  });

  test('what repeats follows the chat when it changes its zone', () => {
    const timer = plannedRepeatedly('0 19 * * 5', '/rollcall practice', undefined, NOW, 'Asia/Tokyo');
    expect(new Date(nextDue(timer, timer.due, 'Asia/Bangkok') ?? 0).toISOString()).toBe('2026-11-27T12:00:00.000Z');
  });

  test.each([['* * * * * *'], ['0 19'], ['61 * * * *'], [5], ['0 0 31 2 *']])(
    'a pattern that is none is refused: %j',
    (pattern) => {
      expect(() => plannedRepeatedly(pattern, '/x', undefined, NOW, 'UTC')).toThrow(/pattern/);
    },
  );
});
