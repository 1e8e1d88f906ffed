import { beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../core/command/definition.ts';
import { FakeMembers, NOON, PluginBench } from '../../test/support/plugin-bench.ts';
import { bare, cardOf, newPoll, plain, refusal, said } from '../../test/support/poll-bench.ts';
import type Poll from './index.ts';

const MINUTE = 60_000;
const group = (language: Language = 'en') => {
  const names = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai' };
  return new PluginBench<Poll>('plugins/poll', new FakeMembers(names), newPoll, language);
};

let chat = group();
beforeEach(() => {
  chat = group();
  chat.members.unknown = 1;
});

type Given = Parameters<Poll['poll']>[0];
const start = (options: Partial<Given> = {}) =>
  chat.run('U1', (plugin) =>
    plugin.poll({ ...plain, question: 'Lunch?', choices: ['sushi', 'ramen', 'curry'], ...options }),
  );
const vote = (who: string, choices: readonly string[], note?: string, id = `i-${who}`) =>
  chat.run(who, (plugin) => plugin.pollVote({ ...bare, choices, note }), 'message', id);
const tap = (who: string, choices: readonly string[]) =>
  chat.run(who, (plugin) => plugin.pollVote({ ...bare, choices }), 'button');
const forGuest = (by: string, who: string, choices: readonly string[]) =>
  chat.run(by, (plugin) => plugin.pollFor({ who, choices, poll: undefined }));
const comment = (who: string, words?: string) =>
  chat.run(who, (plugin) => plugin.pollComment({ words, poll: undefined }));
const remind = (who: string) =>
  chat.run(who, (plugin) => plugin.pollRemind({ poll: undefined, at: undefined, push: false }));
const close = () => chat.run('U1', (plugin) => plugin.pollClose({ poll: undefined }));
const results = () => chat.run('U1', (plugin) => plugin.pollResults({ poll: undefined }));
const unsend = (id: string, memberId: string) =>
  chat.run(memberId, (plugin) => plugin.onUnsend({ id, memberId }), 'event');
const bars = async () => (cardOf(await results()).bars ?? []).map(({ value, note }) => [value, note]);

describe('a card', () => {
  it('of a ranked poll says how it is counted, open and closed, and how to type a vote', async () => {
    const card = cardOf(await start({ ranked: true }));
    expect(card.text).toContain('Points: a first place has 3, a second 2 and so on; not ranked is 0.');
    expect(card.footer).toContain('/poll vote 2>1 #1');
    await vote('U2', ['3>1']);
    await tap('U3', ['3']);
    expect(await bars()).toEqual([
      ['2 points', 'Bo'],
      ['0 points', undefined],
      ['6 points', 'Bo and Chai'],
    ]);
    const closed = cardOf(await close());
    expect(closed.text).toMatch(/curry wins with 6 points.*\n.*a first place has 3/s);
    expect(closed.buttons?.map(({ command }) => command)).toEqual(['/poll export --poll 1', '/poll again --poll 1']);
  });

  it('of a weighted poll says who gave how much', async () => {
    await start({ weights: 5, question: 'Shopping', choices: ['milk', 'eggs'] });
    await vote('U2', ['milk×3']);
    await tap('U3', ['1']);
    expect(await bars()).toEqual([
      ['×4', 'Bo ×3 and Chai'],
      ['×0', undefined],
    ]);
    await expect(vote('U2', ['1×6'])).rejects.toEqual(refusal(/takes 5 of one choice at most/));
  });

  it('of dates has three buttons for each, and says who can and who perhaps can', async () => {
    const card = cardOf(await start({ dates: true, question: 'When?', choices: ['Fri', 'Sat'] }));
    expect(card.bars?.[1]?.buttons?.map(({ label, command }) => `${label} ${command}`)).toEqual([
      '○ /poll vote 2=yes --poll 1 --revision 0',
      '△ /poll vote 2=maybe --poll 1 --revision 0',
      '× /poll vote 2=no --poll 1 --revision 0',
    ]);
    await vote('U2', ['○△']);
    await vote('U3', ['2', 'maybe', '1', 'no']);
    expect(await bars()).toEqual([
      ['○1 △0 ×1', 'Bo'],
      ['○0 △2 ×0', '△ Bo and Chai'],
    ]);
    expect(cardOf(await close()).text).toContain('Fri suits best: 1 can, 1 cannot. 2 people answered.');
  });

  it('shows a choice’s picture, also one that comes with an edit', async () => {
    await start({ choices: ['sushi | https://a.example/s.png', 'ramen'] });
    await chat.run('U1', (plugin) =>
      plugin.pollEdit({
        choice: '2',
        to: '| https://a.example/r.png',
        question: undefined,
        until: undefined,
        poll: undefined,
      }),
    );
    expect(cardOf(await results()).bars?.map(({ label, image }) => [label, image?.url])).toEqual([
      ['1. sushi', 'https://a.example/s.png'],
      ['2. ramen', 'https://a.example/r.png'],
    ]);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  it.each([{ ranked: true }, { weights: 3 }, { dates: true }])('every text of %j can be said', async (options) => {
    chat = group(language);
    chat.members.unknown = 1;
    await start(options);
    await vote('U2', ['1'], 'only until 9');
    await forGuest('U3', 'Gran', ['2']);
    expect(cardOf(await close()).bars?.[0]?.note).toMatch(/Bo.*only until 9/);
  });
});

describe('a guest', () => {
  it('stands with who brought them, and is nobody who is missing', async () => {
    await start();
    expect(cardOf(await forGuest('U2', 'Gran', ['2'])).bars?.[1]?.note).toBe('Gran (with Bo)');
    expect(cardOf(await results()).footer).toContain('Aki, Bo, Chai');
    await forGuest('U2', 'gran', ['1']);
    expect(await bars()).toEqual([
      ['1 · 100%', 'Gran (with Bo)'],
      ['0 · 0%', undefined],
      ['0 · 0%', undefined],
    ]);
    await expect(forGuest('U3', 'Gran', ['1'])).rejects.toEqual(refusal(/Somebody else brought this guest/));
    await chat.run('U2', (plugin) => plugin.pollUnvote({ poll: undefined, for: 'Gran' }));
    expect(await bars()).toEqual(['', '', ''].map(() => ['0 · 0%', undefined]));
  });

  it('is not somebody who is here, and has no vote in an anonymous poll', async () => {
    await start();
    await expect(forGuest('U2', '@chai', ['1'])).rejects.toEqual(refusal(/is in this chat, and votes for themselves/));
    await close();
    await start({ anonymous: true });
    await expect(forGuest('U2', 'Gran', ['1'])).rejects.toEqual(refusal(/Guests cannot vote there/));
  });

  it('closes no poll that a member has not answered', async () => {
    chat.members.unknown = 0;
    await start();
    await forGuest('U1', 'Gran', ['1']);
    await vote('U1', ['1']);
    await vote('U2', ['1']);
    expect(cardOf(await vote('U3', ['1'])).text).not.toContain('closed');
    expect(cardOf(await vote('U4', ['1'])).text).toContain('Everyone has answered');
  });
});

describe('a comment', () => {
  it('stands beside the voter, is changed, taken away, and goes with the vote', async () => {
    await start();
    await vote('U2', ['1'], 'only until 9');
    expect((await bars())[0]).toEqual(['1 · 100%', 'Bo “only until 9”']);
    await comment('U2', 'until 10');
    expect((await bars())[0]).toEqual(['1 · 100%', 'Bo “until 10”']);
    await comment('U2');
    expect((await bars())[0]).toEqual(['1 · 100%', 'Bo']);
    await comment('U2', 'again');
    await chat.run('U2', (plugin) => plugin.pollUnvote({ poll: undefined, for: undefined }));
    await vote('U2', ['1']);
    expect((await bars())[0]).toEqual(['1 · 100%', 'Bo']);
  });

  it('needs a vote, and is never one of an anonymous poll', async () => {
    await start();
    await expect(comment('U2', 'hello')).rejects.toEqual(refusal(/Vote in “Lunch\?” first/));
    await close();
    await start({ anonymous: true });
    await expect(vote('U2', ['1'], 'hello')).rejects.toEqual(refusal(/words beside a vote would tell whose it is/));
    expect(JSON.stringify([...chat.storage.entries])).not.toContain('hello');
  });

  it('is hidden where names are', async () => {
    await start({ hidden: true });
    expect(JSON.stringify(await vote('U2', ['1'], 'psst'))).not.toContain('psst');
  });
});

describe('unsending a typed vote', () => {
  it('takes it back, with its comment, and leaves what was voted before it', async () => {
    await start();
    await vote('U2', ['1'], 'first', 'i-1');
    await vote('U2', ['2'], 'second', 'i-2');
    await unsend('i-2', 'U2');
    expect(await bars()).toEqual([
      ['1 · 100%', 'Bo'],
      ['0 · 0%', undefined],
      ['0 · 0%', undefined],
    ]);
    expect(cardOf(await unsend('i-1', 'U2')).text).toContain('no votes yet');
    expect(await unsend('i-1', 'U2')).toEqual([]);
  });

  it('leaves a vote that was tapped after it', async () => {
    await start();
    await vote('U2', ['1'], undefined, 'i-1');
    await tap('U2', ['2']);
    expect(await unsend('i-1', 'U2')).toEqual([]);
    expect((await bars())[1]).toEqual(['1 · 100%', 'Bo']);
  });
});

describe('opening again', () => {
  it('is refused in words that fit where the poll’s words were taken back', async () => {
    await chat.run(
      'U1',
      (plugin) => plugin.poll({ ...plain, question: 'A?', choices: ['b', 'c'] }),
      'message',
      'i-poll',
    );
    await vote('U2', ['1']);
    await unsend('i-poll', 'U1');
    const words = refusal(/words of poll #1 were taken back by who wrote them/);
    await expect(chat.run('U1', (plugin) => plugin.pollReopen({ poll: undefined }))).rejects.toEqual(words);
    await expect(
      chat.run('U1', (plugin) =>
        plugin.pollAgain({ poll: undefined, until: undefined, start: undefined, every: undefined }),
      ),
    ).rejects.toEqual(words);
  });
});

describe('a reminder', () => {
  it('is sent once in ten minutes, whoever asks', async () => {
    await start();
    expect(said(await remind('U2'))).toContain('A reminder for');
    await expect(remind('U3')).rejects.toEqual(refusal(/was reminded of just now. Again from .*12:10/));
    expect(chat.notices).toHaveLength(1);
    chat.clock.time = NOON + 10 * MINUTE;
    await remind('U3');
    expect(chat.notices).toHaveLength(2);
  });
});

describe('an export', () => {
  it('is a table and a text also where no picture can be drawn, and says so in the log', async () => {
    await start();
    chat.downloads.address = 'https://bot.example.org/d';
    chat.downloads.chart = () => Promise.reject(new Error('Cannot find module @resvg/resvg-js'));
    const sent = await chat.run('U1', (plugin) => plugin.pollExport({ poll: undefined }));
    expect(said(sent)).toContain('poll-1.csv');
    expect(sent).toHaveLength(1);
    expect(chat.log.lines).toContain('no picture of the result');
  });

  it('of dates has every answer, with guests and comments', async () => {
    await start({ dates: true, choices: ['Fri', 'Sat'] });
    await vote('U2', ['○△'], 'late');
    await forGuest('U3', 'Gran', ['1', 'no']);
    chat.downloads.address = 'https://bot.example.org/d';
    await chat.run('U1', (plugin) => plugin.pollExport({ poll: undefined }));
    expect(chat.downloads.files[0]?.body).toContain(
      '1,Fri,1,50%,Bo “late”,,Gran (with Chai)\r\n2,Sat,0,0%,,Bo “late”,',
    );
  });
});

it('a poll with one choice that begins like a subcommand says which one', async () => {
  await expect(start({ question: 'vot', choices: ['sushi'] })).rejects.toEqual(
    refusal(/Did you mean \/poll vote instead of “vot”\?/),
  );
});

describe('an answer without a subcommand', () => {
  const say = (who: string, question: string, options: Partial<Given> = {}) =>
    chat.run(who, (plugin) => plugin.poll({ ...plain, question, choices: [], ...options }), 'message', `i-${who}`);

  it('is a vote where a poll is open: a number, or a choice', async () => {
    await start();
    await say('U2', '２');
    await say('U3', 'Ramen');
    expect(await bars()).toEqual([
      ['0 · 0%', undefined],
      ['2 · 100%', 'Bo and Chai'],
      ['0 · 0%', undefined],
    ]);
  });

  it('is an order in a ranked poll', async () => {
    await start({ ranked: true });
    await say('U2', '3>1>2');
    expect((await bars()).map(([value]) => value)).toEqual(['2 points', '1 point', '3 points']);
  });

  it('is asked which poll it means where several are open', async () => {
    await start();
    await start({ question: 'Dinner?' });
    await expect(say('U2', '2')).rejects.toEqual(refusal(/#2 Dinner\?/));
  });

  it('is a question of its own where none is open, or where it says how to ask', async () => {
    expect(cardOf(await say('U2', '2')).title).toBe('2');
    expect(cardOf(await say('U2', 'ramen')).title).toBe('ramen');
    expect(cardOf(await say('U2', '2', { anonymous: true })).title).toBe('2');
  });
});
