import { describe, expect, it } from 'vitest';
import { checkMessage } from '../chat/message-check.ts';
import type { LineNative } from '../chat/message.ts';
import { isFailure } from '../errors.ts';
import { checkNative } from './native.ts';

/** The sentence that the author of a plugin reads; nothing when the message is right. */
function mistake(line: unknown): string | undefined {
  try {
    checkMessage({ type: 'native', line, text: 'in words' }, { checkNative });
    return undefined;
  } catch (error) {
    if (!isFailure(error) || error.code !== 'BAD_CALL') throw error;
    return error.message.replace('a message is wrong: ', '');
  }
}

const bubble = (...contents: object[]): LineNative => ({
  type: 'flex',
  altText: 'Lunch',
  contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents } },
});
const tapped = (action: object) => bubble({ type: 'button', action: { label: 'Tap', ...action } });
const template = (inside: object): LineNative => ({ type: 'template', altText: 'Lunch', template: inside });
const yes = { type: 'message', label: 'Yes', text: 'yes' };

describe("a message of LINE's own", () => {
  it.each<[string, LineNative]>([
    ['Flex', tapped({ type: 'postback', data: '/lunch here' })],
    [
      'Flex with a line too long for LINE, which the host keeps',
      tapped({ type: 'postback', data: `/lunch ${'x'.repeat(400)}` }),
    ],
    ['a date picker', tapped({ type: 'datetimepicker', data: '/lunch on', mode: 'date' })],
    ['a template', template({ type: 'confirm', text: 'Now?', actions: [yes, yes] })],
    ['a coupon', { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' }],
  ])('is taken: %s', (_, line) => {
    expect(mistake(line)).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [undefined, 'line should be an object'],
    [{ type: 'text', text: '{0}' }, 'line.type should be one of imagemap, template, flex, coupon'],
    [{ type: 'textV2', text: 'a' }, 'line.type should be one of imagemap, template, flex, coupon'],
    [
      { ...bubble(), sender: { name: 'The bank' } },
      'line.sender is not for a plugin to set; of flex: altText, contents',
    ],
    [
      { ...bubble(), quickReply: { items: [] } },
      'line.quickReply is not for a plugin to set; of flex: altText, contents',
    ],
    [{ ...bubble(), altText: '' }, 'LINE would refuse line.altText: May not be empty'],
    [{ ...bubble(), altText: 'x'.repeat(1_501) }, 'LINE would refuse line.altText: Length must be between 0 and 1500'],
    [
      bubble({ type: 'text', text: 'a', colour: '#000000' }),
      'LINE would refuse line.contents.body.contents[0].colour: unknown field',
    ],
    [
      tapped({ type: 'postback', data: '/a', label: 'x'.repeat(41) }),
      'LINE would refuse line.contents.body.contents[0].action.label: Length must be between 0 and 40',
    ],
    [
      tapped({ type: 'uri', uri: 'javascript:alert(1)' }),
      'LINE would refuse line.contents.body.contents[0].action.uri: invalid uri scheme',
    ],
    [
      template({ type: 'confirm', text: 'Now?', actions: [yes] }),
      'LINE would refuse line.template.actions: Size must be between 2 and 2',
    ],
    [
      bubble(...Array.from({ length: 40 }, () => ({ type: 'text', text: 'x'.repeat(1_000) }))),
      'LINE would refuse line.contents: Too large flex message. The maximum size of JSON data is 30720 bytes',
    ],
  ])('is refused, with the place and what would be right: %j', (line, expected) => {
    expect(mistake(line)).toBe(expected);
  });

  it.each<[string, object, string]>([
    [
      'that a host sealed',
      { type: 'postback', data: 'tk1.abcdefghijkl /poll close 1' },
      'should be a command line that starts with /',
    ],
    ['of its own', { type: 'postback', data: 'id=3' }, 'should be a command line that starts with /'],
    ['that says nothing', { type: 'postback', data: '' }, 'should be a command line that starts with /'],
    [
      'that is no text',
      { type: 'datetimepicker', mode: 'date', data: { a: 1 } },
      'should be a command line that starts with /',
    ],
    [
      'where none belongs',
      { type: 'uri', uri: 'https://example.com', data: '/a' },
      'stands in an action that carries none',
    ],
  ])('carries no data %s', (_, action, expected) => {
    expect(mistake(tapped(action))).toBe(`line.contents.body.contents[0].action.data ${expected}`);
  });

  it('needs words for where there is none of it', () => {
    const check = (text?: string) => () => checkMessage({ type: 'native', line: bubble(), text }, { checkNative });
    expect(check()).toThrow('text should be a string');
    expect(check(' ')).toThrow('text should not be empty');
  });
});
