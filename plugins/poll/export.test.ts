import { beforeEach, describe, expect, it } from 'vitest';
import { FakeMembers, PluginBench } from '../../test/support/plugin-bench.ts';
import { newPoll, plain, refusal, said } from '../../test/support/poll-bench.ts';
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
const close = () => chat.run('U1', (plugin) => plugin.pollClose({ poll: undefined }));
const exported = () => chat.run('U1', (plugin) => plugin.pollExport({ poll: undefined }));

describe('/poll export', () => {
  it('gives links to a table and a text, where the host is seen from outside', async () => {
    chat.downloads.address = 'https://bot.example.org/d';
    await start({ choices: ['=1+1', 'a "b", c'] });
    await vote('U2', ['1']);
    await vote('U3', ['1']);
    expect(said(await exported())).toBe(
      '“Lunch?”\nTable: https://bot.example.org/d/poll-1.csv\nText: https://bot.example.org/d/poll-1.txt\nWhoever has these links can open them, until Mon, 23 Nov, 12:00.',
    );
    expect(chat.downloads.files.map(({ body }) => body)).toEqual([
      '\u{feff}Lunch?\r\nNo.,Choice,Votes,Share,Who\r\n1,\'=1+1,2,100%,Bo / Chai\r\n2,"a ""b"", c",0,0%,\r\n',
      'Lunch?\n1. =1+1: 2 · 100% (Bo, Chai)\n2. a "b", c: 0 · 0%',
    ]);
    expect(chat.downloads.charts).toMatchObject([
      {
        title: 'Lunch?',
        bars: [
          { label: '1. =1+1', share: 1, value: '2 · 100%' },
          { label: '2. a "b", c', share: 0 },
        ],
      },
    ]);
  });

  it('is the text itself where it is not, with a button that copies it as far as a clipboard goes', async () => {
    await start();
    await vote('U2', ['1']);
    await close();
    const closed = () => chat.run('U1', (plugin) => plugin.pollExport({ poll: '1' }));
    const text =
      'Lunch?\nClosed. 🏆 sushi wins with 1 vote. 1 person voted.\n1. sushi: 1 · 100% (Bo)\n2. ramen: 0 · 0%\n3. curry: 0 · 0%';
    expect((await closed()).map(({ message }) => message)).toEqual([
      { type: 'text', text, buttons: [{ label: 'Copy it', command: '/poll export --poll 1', copy: text }] },
    ]);
    await start({ choices: Array.from({ length: 12 }, (_, index) => String(index).padEnd(100, 'x')) });
    expect((await exported()).map(({ message }) => typeof message)).toEqual(['string']);
  });

  it('of an anonymous poll has numbers and no names, and comes after the close', async () => {
    chat.downloads.address = 'https://bot.example.org/d';
    await start({ anonymous: true });
    for (const who of ['U2', 'U3', 'U4']) await vote(who, ['1']);
    await expect(exported()).rejects.toEqual(refusal(/keeps its results back/));
    await close();
    await exported();
    expect(chat.downloads.files[0]?.body).toBe(
      '\u{feff}Lunch?\r\nNo.,Choice,Votes,Share\r\n1,sushi,3,100%\r\n2,ramen,0,0%\r\n3,curry,0,0%\r\n',
    );
  });
});
