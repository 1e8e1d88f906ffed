import { beforeEach, describe, expect, it } from 'vitest';
import { FakeMembers, PluginBench } from '../../test/support/plugin-bench.ts';
import { cardOf, newPoll, plain, refusal, said } from '../../test/support/poll-bench.ts';
import type Poll from './index.ts';

let chat: PluginBench<Poll>;
beforeEach(() => {
  const names = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai', U5: 'Emi' };
  chat = new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll);
  chat.members.unknown = 1;
});

const start = (options: Partial<Parameters<Poll['poll']>[0]> = {}) =>
  chat.run(
    'U1',
    (plugin) => plugin.poll({ ...plain, question: 'Lunch?', choices: ['sushi', 'ramen', 'curry'], ...options }),
    'message',
    'i-poll',
  );
const vote = (who: string, choices: readonly string[]) =>
  chat.run(who, (plugin) => plugin.pollVote({ choices, poll: undefined, revision: undefined, note: undefined }));
const add = (who: string, choice: readonly string[], id: string) =>
  chat.run(who, (plugin) => plugin.pollAdd({ choice, poll: undefined }), 'message', id);
const NO_EDIT = { choice: undefined, to: undefined, question: undefined, until: undefined, poll: undefined };
const results = () => chat.run('U1', (plugin) => plugin.pollResults({ poll: undefined }));
const unsend = (id: string, memberId = 'U1') =>
  chat.run(memberId, (plugin) => plugin.onUnsend({ id, memberId }), 'event');

describe('taking back the message', () => {
  it('that made a poll deletes it while nobody else has answered', async () => {
    await start();
    await vote('U1', ['1']);
    expect(said(await unsend('i-poll'))).toBe('Poll #1 was taken back.');
    await expect(results()).rejects.toEqual(refusal(/No poll is open/));
    expect(await unsend('i-poll')).toEqual([]);
  });

  it('of a poll that others answered takes its words and closes it; the votes stay', async () => {
    await start({ question: 'A secret?', choices: ['dear', 'oops'] });
    await vote('U2', ['2']);
    const sent = await unsend('i-poll');
    expect(said(sent)).toMatch(/words of poll #1 were taken back/);
    const card = cardOf(await results());
    expect(card.title).toBe('(taken back)');
    expect(card.bars?.map(({ label, value }) => `${label} ${value}`)).toEqual([
      '1. (taken back) 0 · 0%',
      '2. (taken back) 🏆 1 · 100%',
    ]);
    expect(JSON.stringify([...chat.storage.entries])).not.toMatch(/secret|dear|oops/);
  });

  it('of an edit takes its words away, from the question and from a choice', async () => {
    await start();
    const edit = (id: string, change: object) =>
      chat.run('U1', (plugin) => plugin.pollEdit({ ...NO_EDIT, ...change }), 'message', id);
    await edit('i-edit', { question: 'A secret?', choice: '1', to: 'oops' });
    await edit('i-later', { choice: '2', to: 'noodles' });
    await vote('U2', ['2']);
    expect(said(await unsend('i-edit'))).toMatch(/words of poll #1 were taken back/);
    expect(JSON.stringify([...chat.storage.entries])).not.toMatch(/secret|oops/);
    const card = cardOf(await results());
    expect(card.title).toBe('(taken back)');
    expect(card.bars?.map(({ label, value }) => `${label} ${value}`)).toEqual([
      '1. (taken back) 0 · 0%',
      '2. noodles 1 · 100%',
      '3. curry 0 · 0%',
    ]);
    expect(await unsend('i-edit')).toEqual([]);
  });

  it('of an anonymous poll that others answered seals it', async () => {
    await start({ anonymous: true });
    await vote('U2', ['2']);
    await unsend('i-poll');
    expect(chat.pseudonyms.keys.size).toBe(0);
    expect([...chat.storage.entries.keys()].sort()).toEqual(['index', 'poll/1']);
  });

  it('of an added choice takes it away, or only its words when others chose it', async () => {
    await start({ open: true });
    await add('U3', ['udon'], 'i-udon');
    await unsend('i-udon', 'U3');
    expect(cardOf(await results()).bars).toHaveLength(3);
    await add('U3', ['soba'], 'i-soba');
    await vote('U4', ['soba']);
    await unsend('i-soba', 'U3');
    const bar = cardOf(await results()).bars?.[3];
    expect([bar?.label, bar?.value, bar?.button]).toEqual(['4. (taken back)', '1 · 100%', undefined]);
    await expect(vote('U5', ['4'])).rejects.toEqual(refusal(/was taken back by who added it/));
  });
});
