import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import type { MessageView } from '../../core/simulator/view.ts';
import { startLinq, type LinqStage } from './stage.ts';

let virtual: VirtualLinq;
let stage: LinqStage;
let aki: string;
let ben: string;
let chi: string;

beforeEach(async () => {
  virtual = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
  [aki, ben, chi] = ['Aki', 'Ben', 'Chi'].map((name) => virtual.world.createMember(name)) as [string, string, string];
  stage = await startLinq({ virtual });
});

afterEach(async () => {
  // The shipped plugins, whole: nothing that they make the host ask may be what Linq refuses, and nothing Linq tells may be refused.
  const refused = virtual.requests.filter(({ status }) => status >= 400);
  const unheard = virtual.webhooks.filter(({ status }) => status !== 200);
  const failures = await stage.store.failures();
  await stage.stop();
  await virtual.stop();
  const wrong = [...refused.map(({ method, path, answer }) => ({ method, path, answer })), ...unheard, ...failures];
  if (wrong.length > 0) throw new Error(`not everything was taken: ${JSON.stringify(wrong, undefined, 2)}`);
});

async function quiet(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await virtual.settled();
    await stage.idle();
  }
}

const fromBot = (chat: string): readonly MessageView[] =>
  virtual.world.messages(chat).filter(({ from }) => from === 'bot');
const wordsOf = ({ content }: MessageView): string =>
  ((content['parts'] ?? []) as { value?: string }[]).map(({ value }) => value ?? '').join('\n');

async function say(chat: string, member: string, text: string, quotedMessageId?: string): Promise<string> {
  const before = fromBot(chat).length;
  virtual.world.say(chat, member, text, quotedMessageId === undefined ? {} : { quotedMessageId });
  await quiet();
  return fromBot(chat).slice(before).map(wordsOf).join('\n\n');
}

describe('in an iMessage group of the virtual Linq', () => {
  let group: string;
  beforeEach(async () => {
    group = virtual.world.createGroup('Camp', [aki, ben, chi]);
    await quiet();
  });

  test('a poll is opened by its line, answered by numbers, and counted', async () => {
    const opened = await say(group, aki, '/poll "Lunch?" sushi ramen');
    expect(opened).toMatch(/Lunch\?/);
    expect(opened).toMatch(/1\. sushi/);
    expect(opened).toMatch(/2\. ramen/);
    expect(await say(group, ben, '2')).toMatch(/ramen[^]*1/);
    const card = fromBot(group).at(-1)!;
    expect(await say(group, chi, '2', card.id)).toMatch(/ramen[^]*2/);
  });

  test('/members counts people, and shows no more of a number than its end', async () => {
    const words = await say(group, aki, '/members');
    expect(words).toContain('3');
    expect(words).not.toMatch(/\+?4477009001\d\d/);
  });

  test('/help and every card of words alone are within what Linq takes', async () => {
    expect(await say(group, aki, '/help')).toContain('/poll');
    expect(await say(group, aki, '/settings')).not.toBe('');
    expect(await say(group, aki, '/plugins')).not.toBe('');
    expect(await say(group, aki, '/privacy')).not.toBe('');
  });

  test('who comes and goes is seen', async () => {
    await say(group, aki, '/members');
    const dee = virtual.world.createMember('Dee');
    virtual.world.addMember(group, dee);
    await quiet();
    expect(await say(group, aki, '/members')).toContain('4');
    virtual.world.removeMember(group, dee);
    await quiet();
    expect(await say(group, aki, '/members')).toContain('3');
  });

  test('the bot says good-bye and leaves, when the group agrees, and is here again when it is asked back', async () => {
    await say(group, aki, '/kickbot');
    for (const member of [ben, chi, aki]) await say(group, member, '1');
    const key = stage.key({ id: group });
    expect(await stage.store.left(key)).toBeGreaterThan(0);
    virtual.world.addBot(group);
    await quiet();
    expect(await stage.store.left(key)).toBeUndefined();
    expect(await say(group, aki, '/ping')).not.toBe('');
  });
});

test('a group of three cannot be left, and says why in words', async () => {
  const small = virtual.world.createGroup('Small', [aki, ben]);
  await quiet();
  await say(small, aki, '/kickbot');
  await say(small, ben, '1');
  const words = await say(small, aki, '1');
  expect(words).toContain('4');
  expect(await stage.store.left(stage.key({ id: small }))).toBeUndefined();
});

test('an SMS group has the same commands', async () => {
  const sms = virtual.world.createGroup('Old phones', [aki, ben, chi], { service: 'SMS' });
  await quiet();
  expect(await say(sms, aki, '/poll "Lunch?" sushi ramen')).toMatch(/1\. sushi/);
  expect(await say(sms, ben, '/kickbot')).not.toBe('');
});

test('a 1:1 chat is one', async () => {
  const two = virtual.world.createUserChat(aki);
  await quiet();
  expect(await say(two, aki, '/ping')).not.toBe('');
  expect(await say(two, aki, '/kickbot')).toContain('block this number');
});
