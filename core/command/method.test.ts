import { expect, test } from 'vitest';
import { eventMethodName, methodName } from './method.ts';

test('a command is run by the method of its name, a subcommand by that of both', () => {
  expect(methodName('roll')).toBe('roll');
  expect(methodName('roll', 'history')).toBe('rollHistory');
  expect(methodName('kick-bot')).toBe('kickBot');
  expect(methodName('kick-bot', 'right-now')).toBe('kickBotRightNow');
});

test('an event is heard by `on` and its name', () => {
  expect(eventMethodName('memberJoined')).toBe('onMemberJoined');
});
