import { describe, expect, test } from 'vitest';
import { onLine, onLinq } from '../support/two-platforms.ts';

const PLATFORMS = [
  { name: 'LINE', open: onLine },
  { name: 'iMessage', open: onLinq('iMessage') },
  { name: 'RCS', open: onLinq('RCS') },
  { name: 'SMS', open: onLinq('SMS') },
];
/** Where people come and go, and reply to one message. */
const [LINE, IMESSAGE] = PLATFORMS;

describe.each(PLATFORMS)('a poll on $name', ({ open }) => {
  test('is made, voted in by button or number and by a typed line, and closed with its winner', async () => {
    const group = await open();
    const [aki, bo, chai, dai] = group.people;
    const made = await group.say(aki, '/poll "Lunch?" sushi ramen');
    for (const words of ['Lunch?', 'sushi', 'ramen', 'no votes yet']) expect(made).toContain(words);
    expect(await group.tap(bo, 'ramen')).toContain('1 person voted');
    expect(await group.say(chai, '/poll vote sushi')).toContain('2 people voted');
    expect(await group.say(aki, '/poll vote 2')).toContain('3 people voted');
    // Who votes again has thought better of it.
    expect(await group.tap(chai, 'ramen')).toContain('3 people voted');
    expect(await group.say(aki, '/poll missing')).toContain(`Not answered yet: ${group.names[3]}`);
    // The last vote that is waited for closes it.
    expect(await group.tap(dai, 'sushi')).toContain('ramen wins with 3 votes. 4 people voted');
    expect(await group.say(aki, '/poll close')).toContain('No poll is open here');
    expect(await group.failures()).toEqual([]);
  });

  test('takes no more votes once it is closed, and can be asked again', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/poll "Lunch?" sushi ramen');
    await group.tap(bo, 'ramen');
    await group.say(aki, '/poll close');
    expect(await group.say(bo, '/poll vote sushi #1')).toContain('is closed, so it takes no more votes');
    expect(await group.say(aki, '/poll again')).toContain('no votes yet');
    // The closed one is in nobody's way: a number alone is an answer to the new one.
    expect(await group.tap(bo, 'sushi')).toContain('1 person voted');
  });

  test('is reminded of with what the bot says next', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/poll "Lunch?" sushi ramen');
    const told = await group.say(aki, '/poll remind');
    expect(told).toContain('A reminder for “Lunch?”');
    expect(told + (await group.say(bo, '/ping'))).toContain('“Lunch?” waits for you');
  });

  test('takes several choices of each', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/poll "Which days?" Mon Tue Wed --multiple');
    await group.tap(bo, 'Mon');
    expect(await group.tap(bo, 'Wed')).toContain('1 person voted');
    expect(await group.say(aki, '/poll vote 1 2')).toContain('2 people voted');
    expect(await group.say(aki, '/poll results')).toMatch(/Mon[\s\S]*2 · /);
  });
});

describe.each(PLATFORMS)('a roll call on $name', ({ open }) => {
  test('counts who comes, who does not and who is late, and knows who has not answered', async () => {
    const group = await open();
    const [aki, bo, chai] = group.people;
    expect(await group.say(aki, '/rollcall Friday practice')).toContain('Friday practice');
    await group.tap(aki, 'Yes');
    expect(await group.tap(bo, 'No')).toContain('Coming: 1');
    const late = await group.say(chai, '/rollcall late 10 min');
    expect(late).toContain('Coming: 2 (1 of them late)');
    expect(late).toContain(`${group.names[2]} (10 min)`);
    expect(await group.say(aki, '/rollcall missing')).toContain(`Not answered yet: ${group.names[3]}`);
    expect(await group.say(bo, '/rollcall yes')).toContain('Coming: 3');
    expect(await group.failures()).toEqual([]);
  });

  test('has a waiting list, and says who has moved up', async () => {
    const group = await open();
    const [aki, bo, chai] = group.people;
    await group.say(aki, '/rollcall Friday practice --capacity 2');
    await group.tap(aki, 'Yes');
    await group.tap(bo, 'Yes');
    expect(await group.tap(chai, 'Yes')).toContain('Coming: 2 of 2 · 1 waiting');
    const told = (await group.tap(bo, 'No')) + (await group.say(aki, '/ping'));
    expect(told).toContain('a place is free, you are in for “Friday practice”');
    expect(await group.say(aki, '/rollcall results')).toContain('Coming: 2 of 2');
  });

  test('takes guests and people who are not in the chat', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/rollcall Friday practice');
    await group.tap(bo, 'Yes');
    expect(await group.say(bo, '/rollcall guest 2')).toContain('Coming: 3');
    const shown = await group.say(aki, '/rollcall for Grandma yes');
    expect(shown).toContain('Coming: 4');
    expect(shown).toContain('Grandma');
  });

  test('is reminded of, and closed', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/rollcall Friday practice');
    await group.tap(bo, 'Yes');
    expect(await group.say(aki, '/rollcall remind')).not.toBe('');
    expect(await group.say(aki, '/rollcall close')).toContain('Closed. Coming: 1');
    expect(await group.say(bo, '/rollcall no #1')).toContain('is closed, so it takes no more answers');
  });
});

describe.each(PLATFORMS)('the bot on $name', ({ name, open }) => {
  test('answers /help and a slip of the pen, and nothing that is not for it', async () => {
    const group = await open();
    const [aki] = group.people;
    expect(await group.say(aki, '/help')).toContain('/poll');
    expect(await group.say(aki, '/pol Lunch? a b')).toContain('/poll');
    expect(await group.say(aki, 'nothing for the bot')).toBe('');
  });

  test('is sent away by three where a bot can go, says goodbye and is gone', async () => {
    const group = await open();
    const [aki, bo, chai, dai] = group.people;
    const goes = name === 'LINE' || name === 'iMessage';
    expect(await group.say(aki, '/kickbot')).toContain('3 of you have to agree');
    await group.tap(bo, 'I agree');
    await group.tap(chai, 'I agree');
    expect(await group.tap(dai, 'I agree')).toContain(goes ? 'Goodbye!' : 'I cannot leave this chat by myself');
    expect(group.isBotIn()).toBe(!goes);
    expect((await group.say(aki, '/ping')) === '').toBe(goes);
    expect(await group.failures()).toEqual([]);
  });
});

describe.each([LINE!, IMESSAGE!])('people on $name', ({ open }) => {
  test('answer the card that they mean, with two polls open', async () => {
    const group = await open();
    const [aki, bo] = group.people;
    await group.say(aki, '/poll "Lunch?" sushi ramen');
    await group.say(aki, '/poll "Where?" lake forest');
    expect(await group.tapOn(bo, 'Lunch?', 'ramen')).toContain('1 person voted');
    expect(await group.tapOn(bo, 'Where?', 'lake')).toContain('1 person voted');
    expect(await group.say(aki, '/poll results #1')).toMatch(/ramen[\s\S]*1 · /);
  });

  test('come later and are asked too, and are not waited for when they have left', async () => {
    const group = await open();
    const [aki, bo, chai, dai] = group.people;
    await group.say(aki, '/poll "Lunch?" sushi ramen');
    await group.tap(aki, 'sushi');
    await group.tap(bo, 'ramen');
    await group.tap(chai, 'ramen');
    await group.leave(dai);
    expect(await group.say(aki, '/poll missing')).toContain('Everyone has answered');
    await group.join('Emi');
    expect(await group.say(aki, '/poll missing')).not.toContain('Everyone has answered');
  });
});
