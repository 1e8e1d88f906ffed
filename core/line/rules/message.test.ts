import { describe, expect, it } from 'vitest';
import { Stage, text } from '../../simulator/stage.fixture.ts';
import { problemsOf } from './message.ts';

const URL = 'https://example.com/a.png';
const x = (length: number): string => 'x'.repeat(length);
const button = { type: 'postback', label: 'Go', data: '/go' };
const bubble = (...contents: object[]): object => ({
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents },
});
const flex = (contents: unknown): object => ({ type: 'flex', altText: 'a', contents });
const quick = (action: object, count = 1): object => ({
  ...text('a'),
  quickReply: { items: Array.from({ length: count }, () => ({ type: 'action', action })) },
});
const template = (inside: object): object => ({ type: 'template', altText: 'a', template: inside });
const confirm = (label: string): object =>
  template({ type: 'confirm', text: 'Sure?', actions: [{ ...button, label }, button] });
const mention = (userId: string): object => ({ type: 'mention', mentionee: { type: 'user', userId } });
const naming = (userId: string): object => ({
  type: 'textV2',
  text: '{who}',
  substitution: { who: mention(userId) },
});
const column = { text: 'a', actions: [button] };

const FINE: Record<string, object> = {
  'a text of 5000 UTF-16 units': text('👋'.repeat(2_500)),
  'a text with a LINE emoji': { ...text('$ hi'), emojis: [{ index: 0, productId: 'a', emojiId: 'b' }] },
  'doubled braces': { type: 'textV2', text: '{{not a key}} {{' },
  'a mention of everyone': {
    type: 'textV2',
    text: '{all}!',
    substitution: { all: { type: 'mention', mentionee: { type: 'all' } } },
  },
  'thirteen quick replies': quick(button, 13),
  'a label of twenty characters that people count': quick({ ...button, label: '👨‍👩‍👧‍👦'.repeat(20) }),
  'a label of forty on a card': flex(bubble({ type: 'button', action: { ...button, label: x(40) } })),
  'the camera as a quick reply': quick({ type: 'camera', label: 'Photo' }),
  'a prefilled keyboard': quick({ ...button, inputOption: 'openKeyboard', fillInText: '/poll ' }),
  'a date picker': quick({
    type: 'datetimepicker',
    label: 'When',
    data: 'd',
    mode: 'time',
    min: '08:00',
    max: '20:00',
  }),
  'a carousel of twelve': flex({ type: 'carousel', contents: Array.from({ length: 12 }, () => bubble(text('a'))) }),
  'a card with much on it': flex({
    type: 'bubble',
    size: 'kilo',
    direction: 'rtl',
    header: { type: 'box', layout: 'baseline', contents: [{ type: 'icon', url: URL }, text('a')] },
    hero: { type: 'image', url: URL, size: 'full', aspectRatio: '20:13' },
    body: {
      type: 'box',
      layout: 'vertical',
      paddingAll: '10px',
      contents: [
        { type: 'text', contents: [{ type: 'span', text: 'a', color: '#112233' }], wrap: true },
        { type: 'separator', margin: 'md' },
        { type: 'box', layout: 'vertical', contents: [], width: '30%', height: '6px', backgroundColor: '#00B900' },
      ],
    },
    footer: { type: 'box', layout: 'vertical', contents: [{ type: 'button', style: 'primary', action: button }] },
    styles: { footer: { separator: true } },
  }),
  'a confirm template': confirm('Yes'),
  'a carousel template': template({ type: 'carousel', columns: [column, column] }),
  'a picture': { type: 'image', originalContentUrl: URL, previewImageUrl: URL },
  'a sticker': { type: 'sticker', packageId: '446', stickerId: '1988' },
  'a sender': { ...text('a'), sender: { name: 'Dice', iconUrl: URL } },
  'a property that is null': { ...text('a'), quickReply: null },
};

const WRONG: Record<string, [message: unknown, details: object[]]> = {
  'an empty text': [text(''), [{ message: 'May not be empty', property: 'messages[0].text' }]],
  'no text': [{ type: 'text' }, [{ message: 'May not be empty', property: 'messages[0].text' }]],
  'a text of 5001 units': [
    text(x(5_001)),
    [{ message: 'Length must be between 0 and 5000', property: 'messages[0].text' }],
  ],
  'a number for a text': [{ type: 'text', text: 7 }, [{ message: 'Must be a string', property: 'messages[0].text' }]],
  'an unknown type': [
    { type: 'shout' },
    [
      {
        message:
          'Must be one of the following values: [text, textV2, sticker, image, video, audio, location, imagemap, template, flex, coupon]',
        property: 'messages[0].type',
      },
    ],
  ],
  'a type from a prototype': [{ type: 'toString' }, [{ property: 'messages[0].type' }]],
  'no object': ['text', [{ property: 'messages[0]' }]],
  'an emoji without its place': [
    { ...text('hi'), emojis: [{ index: 0, productId: 'a', emojiId: 'b' }] },
    [{ property: 'messages[0].emojis[0].index' }],
  ],
  'fourteen quick replies': [
    quick(button, 14),
    [{ message: 'Size must be between 1 and 13', property: 'messages[0].quickReply.items' }],
  ],
  'a quick reply without a label': [
    quick({ type: 'message', text: 'a' }),
    [{ message: 'May not be empty', property: 'messages[0].quickReply.items[0].action.label' }],
  ],
  'a label of 21 characters': [
    quick({ ...button, label: '👋🏻'.repeat(21) }),
    [
      {
        message: 'Length must be between 0 and 20',
        property: 'messages[0].quickReply.items[0].action.label',
      },
    ],
  ],
  'postback data of 301 units': [
    quick({ ...button, data: x(301) }),
    [{ message: 'Length must be between 0 and 300', property: 'messages[0].quickReply.items[0].action.data' }],
  ],
  'two texts for one tap': [
    quick({ ...button, text: 'a', displayText: 'b' }),
    [{ property: 'messages[0].quickReply.items[0].action.text' }],
  ],
  'a prefilled keyboard that does not open': [
    quick({ ...button, fillInText: '/poll ' }),
    [{ property: 'messages[0].quickReply.items[0].action.fillInText' }],
  ],
  'a link to a script': [
    quick({ type: 'uri', label: 'a', uri: 'javascript:alert(1)' }),
    [{ message: 'invalid uri scheme', property: 'messages[0].quickReply.items[0].action.uri' }],
  ],
  'a date in the form of a time': [
    quick({ type: 'datetimepicker', label: 'a', data: 'd', mode: 'date', initial: '18:00' }),
    [{ property: 'messages[0].quickReply.items[0].action.initial' }],
  ],
  'the camera on a card': [
    flex(bubble({ type: 'button', action: { type: 'camera', label: 'a' } })),
    [{ property: 'messages[0].contents.body.contents[0].action.type' }],
  ],
  'a single brace': [
    { type: 'textV2', text: 'a } b' },
    [{ message: 'Braces must come in pairs', property: 'messages[0].text' }],
  ],
  'a placeholder without its substitution': [
    { type: 'textV2', text: '{name}', substitution: { other: mention('U') } },
    [{ message: 'No substitution for {name}', property: 'messages[0].text' }],
  ],
  'a placeholder that is no key': [{ type: 'textV2', text: '{山田}' }, [{ property: 'messages[0].text' }]],
  '21 mentions': [
    { type: 'textV2', text: '{a}'.repeat(21), substitution: { a: mention('U') } },
    [{ property: 'messages[0].text' }],
  ],
  'an alt text of 1501 units': [
    { type: 'flex', altText: x(1_501), contents: bubble(text('a')) },
    [{ message: 'Length must be between 0 and 1500', property: 'messages[0].altText' }],
  ],
  'a card without blocks': [
    flex({ type: 'bubble' }),
    [{ message: 'At least one block must be specified', property: 'messages[0].contents' }],
  ],
  'an unknown property of a card': [
    flex(bubble({ ...text('a'), wieght: 'bold' })),
    [{ message: 'unknown field', property: 'messages[0].contents.body.contents[0].wieght' }],
  ],
  'an empty text on a card': [
    flex(bubble(text(''))),
    [{ message: 'must be non-empty text', property: 'messages[0].contents.body.contents[0].text' }],
  ],
  'a button on a baseline': [
    flex({
      type: 'bubble',
      body: { type: 'box', layout: 'baseline', contents: [{ type: 'button', action: button }] },
    }),
    [{ property: 'messages[0].contents.body.contents[0].type' }],
  ],
  'a colour by its name': [
    flex(bubble({ ...text('a'), color: 'red' })),
    [{ message: 'Invalid value', property: 'messages[0].contents.body.contents[0].color' }],
  ],
  'a picture without https': [
    flex(bubble({ type: 'image', url: 'http://example.com/a.png' })),
    [{ message: 'invalid uri scheme', property: 'messages[0].contents.body.contents[0].url' }],
  ],
  'a bubble of more than 30 KB': [
    flex(bubble(text('あ'.repeat(10_240)))),
    [
      {
        message: 'Too large flex message. The maximum size of JSON data is 30720 bytes',
        property: 'messages[0].contents',
      },
    ],
  ],
  'a carousel of more than 50 KB': [
    flex({ type: 'carousel', contents: [bubble(text(x(26_000))), bubble(text(x(26_000)))] }),
    [{ property: 'messages[0].contents' }],
  ],
  'a carousel of thirteen': [
    flex({ type: 'carousel', contents: Array.from({ length: 13 }, () => bubble(text('a'))) }),
    [{ message: 'Size must be between 1 and 12', property: 'messages[0].contents.contents' }],
  ],
  'a carousel of two sizes': [
    flex({ type: 'carousel', contents: [bubble(text('a')), { ...bubble(text('a')), size: 'nano' }] }),
    [{ property: 'messages[0].contents.contents' }],
  ],
  'one button to confirm': [
    template({ type: 'confirm', text: 'a', actions: [button] }),
    [{ message: 'Size must be between 2 and 2', property: 'messages[0].template.actions' }],
  ],
  'a long label on a template': [confirm(x(21)), [{ property: 'messages[0].template.actions[0].label' }]],
  'a long text beside a title': [
    template({ type: 'buttons', title: 'a', text: x(61), actions: [button] }),
    [{ message: 'Length must be between 0 and 60', property: 'messages[0].template.text' }],
  ],
  'columns with unequal actions': [
    template({ type: 'carousel', columns: [column, { text: 'a', actions: [button, button] }] }),
    [{ property: 'messages[0].template.columns' }],
  ],
  'a sender who calls itself LINE': [
    { ...text('a'), sender: { name: 'LINE Pay' } },
    [{ property: 'messages[0].sender.name' }],
  ],
  'a place off the earth': [
    { type: 'location', title: 'a', address: 'b', latitude: 91, longitude: 0 },
    [{ property: 'messages[0].latitude' }],
  ],
};

describe('the rules for messages', () => {
  it.each(Object.entries(FINE))('let %s pass', (_, message) => {
    expect(problemsOf([message])).toEqual([]);
  });

  it.each(Object.entries(WRONG))('refuse %s', (_, [message, details]) => {
    const problems = problemsOf([message]);
    expect(problems).toHaveLength(details.length);
    expect(problems).toMatchObject(details);
  });

  it('want one to five messages', () => {
    expect(problemsOf(undefined)).toEqual([{ message: 'May not be empty', property: 'messages' }]);
    for (const messages of [[], Array.from({ length: 6 }, () => text('a'))]) {
      expect(problemsOf(messages)).toEqual([{ message: 'Size must be between 1 and 5', property: 'messages' }]);
    }
    expect(problemsOf({ 0: text('a') })).toHaveLength(1);
  });

  it('are not led too deep', () => {
    let deep: object = { type: 'box', layout: 'vertical', contents: [] };
    for (let n = 0; n < 50_000; n++) deep = { type: 'box', layout: 'vertical', contents: [deep] };
    expect(problemsOf([flex(bubble(deep))])).toEqual([{ message: 'Too deeply nested', property: 'messages' }]);
  });
});

describe('the validate endpoints', () => {
  it('say what is wrong, in numbers and in words, without sending', async () => {
    const stage = await Stage.open();
    for (const way of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
      const validate = (...messages: unknown[]) => stage.call('POST', `/v2/bot/message/validate/${way}`, { messages });
      expect(await validate(text('a'))).toMatchObject({ status: 200, body: {} });
      expect(await validate(text(''), { type: 'nothing' })).toMatchObject({
        status: 400,
        body: {
          message: 'The request body has 2 error(s)',
          details: [{ property: 'messages[0].text' }, { property: 'messages[1].type' }],
        },
      });
    }
  });

  it('cannot know who is in a chat, as a reply can', async () => {
    const stage = await Stage.open();
    const { world } = stage.line;
    const [yuki, mei] = [world.createMember('Yuki'), world.createMember('Mei')];
    const chat = world.createGroup('Lunch', [yuki]);
    world.createUserChat(yuki);
    const all = {
      type: 'textV2',
      text: '{who}',
      substitution: { who: { type: 'mention', mentionee: { type: 'all' } } },
    };
    const validated = await stage.call('POST', '/v2/bot/message/validate/push', { messages: [naming(mei)] });
    expect(validated.status).toBe(200);
    expect((await stage.push(chat, [naming(yuki), all])).status).toBe(200);
    expect((await stage.push(chat, [naming(mei)])).body['details']).toEqual([
      {
        message: 'The mentioned user is not a member of the chat',
        property: 'messages[0].substitution.who.mentionee.userId',
      },
    ]);
    expect((await stage.push(chat, [naming(stage.line.botId)])).status).toBe(400);
    expect((await stage.push(yuki, [all])).status).toBe(400);
    const video = { type: 'video', originalContentUrl: URL, previewImageUrl: URL, trackingId: 'a' };
    expect((await stage.push(chat, [video])).body['details']).toMatchObject([{ property: 'messages[0].trackingId' }]);
    expect((await stage.push(yuki, [video])).status).toBe(200);
  });
});
