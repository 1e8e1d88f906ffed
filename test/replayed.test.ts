import { describe, expect, onTestFinished, test } from 'vitest';
import { STORE } from '../core/host/tokens.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';
import { startTenko, words } from './support/tenko.ts';

const CODE = `import { Chat } from 'tenko';
import { inject, injectable } from 'tsyringe';
let broken = true;
@injectable()
export default class Desk {
  constructor(@inject(Chat) private readonly chat: Chat) {}
  boom() {
    if (broken) throw new Error('no luck');
    return 'done at last';
  }
  mend() { broken = false; return 'mended'; }
  silent() { return undefined; }
}
`;

async function desk() {
  const plugins = newFolder();
  const commands = { boom: command(), mend: command(), silent: command() };
  writePlugin(plugins, { name: 'desk', commands }, { 'index.ts': CODE });
  let now = Date.now();
  const tenko = await startTenko({ plugins, language: 'en', settings: { now: () => now } });
  onTestFinished(() => tenko.stop());
  const yuki = tenko.world.createMember('Yuki');
  const chat = tenko.world.createGroup('Desk', [yuki]);
  await tenko.quiet();
  // The token of the bot's coming is in the chat's lane: it is too old by now.
  now += 60_000;
  const replies = (): number => tenko.line.requests.filter(({ path }) => path.endsWith('/reply')).length;
  /** Some seconds later, long before a token is too old. */
  const replay = async (id: number): Promise<boolean> => {
    const there = await tenko.root.resolve(STORE).replay(id);
    now += 5_000;
    return there;
  };
  return { tenko, replies, replay, say: (line: string) => tenko.say(chat, yuki, line) };
}

describe('a failure that is run again', () => {
  test('right after it failed: its answer does not go out on the token that its apology has used, but on the next one', async () => {
    const { tenko, say, replies, replay } = await desk();
    expect(words(await say('/boom'))).toContain('nothing was changed');
    expect(words(await say('/mend'))).toBe('mended');
    const [failure] = await tenko.failures();
    const before = replies();
    expect(await replay(failure!.id)).toBe(true);
    // Until it has run: the answer waits in the chat's outbox.
    const store = tenko.root.resolve(STORE);
    await expect
      .poll(
        async () => {
          await tenko.beat();
          return (await store.outbox()).map(({ kind, token }) => [kind, token]);
        },
        { timeout: 20_000 },
      )
      .toEqual([['notice', undefined]]);
    expect(replies()).toBe(before);
    expect(await tenko.failures()).toEqual([]);

    expect(words(await say('/silent'))).toBe('done at last');
    expect(tenko.line.view().quota.used).toBe(0);
    expect(await store.outbox()).toEqual([]);
    expect(await tenko.failures()).toEqual([]);
  });

  test('and fails again is among the failures again, and its apology waits as well', async () => {
    const { tenko, say, replay } = await desk();
    await say('/boom');
    const [first] = await tenko.failures();
    expect(await replay(first!.id)).toBe(true);
    const found = async () => {
      await tenko.beat();
      return (await tenko.failures()).map(({ eventId, code }) => `${code} ${eventId}`);
    };
    await expect.poll(found, { timeout: 20_000 }).toEqual([`HANDLER_FAILED r:${first!.id}:${first!.eventId}`]);
    expect(words(await say('/silent'))).toContain('nothing was changed');
  });
});
