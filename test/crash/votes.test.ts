import { expect, test } from 'vitest';
import { words } from '../support/tenko.ts';
import { Trial } from './trial.ts';
import { expectedVotes, lastVotes, resultsOf, votesAmiss } from './results.ts';
import { openPolls, voters } from './voters.ts';

test('every vote counts once, however often the host was killed while it was cast', async () => {
  const trial = await Trial.open();
  const { line, host, post, overheard } = trial;
  try {
    await host.start();
    const ballots = await openPolls(trial.groups, post, overheard, line);
    await trial.kill(voters(ballots, trial.chance));
    await trial.quiet();

    // Nobody has to ask: the card that answered the last votes shows them all.
    const expected = expectedVotes(ballots, line);
    expect(votesAmiss(lastVotes(ballots, overheard), expected)).toEqual([]);
    expect(votesAmiss(await resultsOf(ballots, trial), expected)).toEqual([]);

    // What was answered in words of its own was answered once.
    for (const { chatId } of trial.groups) {
      const commands = post.posted.filter((command) => command.chatId === chatId).map(({ line }) => line);
      const said = overheard.in(chatId).map((message) => words([message]));
      const pings = commands.filter((command) => command === '/ping').length;
      expect(said.filter((text) => text === 'pong')).toHaveLength(pings);
      const refused = commands.flatMap((command) => /nothing\d+/.exec(command) ?? []);
      expect(said.flatMap((text) => /nothing\d+/.exec(text) ?? []).sort()).toEqual(refused.sort());
      expect(overheard.in(chatId).length).toBeLessThanOrEqual(commands.length);
    }
    expect(overheard.pushes()).toEqual([]);
    expect(post.redelivered).toBeGreaterThan(0);

    expect(await host.stop()).toBe(0);
    const file = await host.books();
    expect(file.failures()).toEqual([]);
  } finally {
    await trial.close();
  }
}, 120_000);
