import { describe, expect, it } from 'vitest';
import { Batch } from '../../core/store/postgres/batch.ts';

/** Jobs are called by their chat and a number: `a1`. Each `outcome` is one statement's: what the server says, or nothing. */
function batch(outcomes: readonly (Error | undefined)[]) {
  const asked: string[][] = [];
  const left = [...outcomes];
  const one = new Batch<string, string>({
    run: async (items) => {
      asked.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const error = left.shift();
      if (error) throw error;
      return items.map((item) => `${item} done`);
    },
    // As one statement says once of a chat whether the bot is there.
    sharing: () => {
      const chats = new Set<string>();
      return (item) => !chats.has(item[0]!) && !!chats.add(item[0]!);
    },
    order: (item) => item[0]!,
  });
  const done = async (...items: readonly string[]): Promise<string[]> =>
    (await Promise.allSettled(items.map((item) => one.add(item)))).flatMap((end) =>
      end.status === 'fulfilled' ? [end.value] : [],
    );
  return { asked, done };
}

const BROKEN = new Error('the connection broke');
/** What postgres says of a character that it does not take. */
const MISTAKE = Object.assign(new Error('invalid byte sequence'), { code: '22021' });

describe('what shares statements', () => {
  it('where one fails for now, what waits behind it in its chat is not done before it', async () => {
    const { asked, done } = batch([BROKEN]);
    expect(await done('a1', 'a2', 'b1', 'a3', 'b2')).toEqual(['b1 done', 'b2 done']);
    expect(asked).toEqual([['a1'], ['b1'], ['b2']]);
  });

  it('where one is wrong by itself, the others are done, each in the order of its chat', async () => {
    const { asked, done } = batch([MISTAKE, MISTAKE]);
    expect(await done('a1', 'b1', 'a2', 'b2')).toEqual(['b1 done', 'a2 done', 'b2 done']);
    expect(asked).toEqual([['a1', 'b1'], ['a1'], ['b1'], ['a2', 'b2']]);
  });

  it('what fails after a mistake of another takes along what waits behind it', async () => {
    const { asked, done } = batch([MISTAKE, MISTAKE, BROKEN]);
    expect(await done('a1', 'b1', 'b2', 'a2')).toEqual(['a2 done']);
    expect(asked).toEqual([['a1', 'b1'], ['a1'], ['b1'], ['a2']]);
  });
});
