import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { shownVotes, type ShownChoice } from '../support/poll-card.ts';
import { until } from '../support/until.ts';
import type { Overheard } from './overheard.ts';
import type { Doomed, Trial } from './trial.ts';
import { CHOICES, type Ballot } from './voters.ts';

type Votes = readonly ShownChoice[];

/** What the card of each poll should show, by what the members themselves know. */
export function expectedVotes(ballots: readonly Ballot[], line: VirtualLine): readonly Votes[] {
  const names = new Map(line.world.members().map(({ id, name }) => [id, name]));
  return ballots.map(({ votes }) =>
    CHOICES.map((choice, index) => {
      const voters = [...votes].flatMap(([id, vote]) => (vote.has(index) ? [names.get(id)!] : []));
      return { choice, count: voters.length, names: voters.sort() };
    }),
  );
}

const cardsIn = (chatId: string, overheard: Overheard): readonly Votes[] =>
  overheard.in(chatId).flatMap((message) => {
    const votes = shownVotes(message);
    return votes === undefined ? [] : [votes];
  });

/** What the newest card of each poll shows. */
export const lastVotes = (ballots: readonly Ballot[], overheard: Overheard): readonly Votes[] =>
  ballots.map(({ group }) => cardsIn(group.chatId, overheard).at(-1) ?? []);

/**
 * What cards show that is not so. Who cannot be named is left out: who is in a chat is written behind, and a host that is killed takes
 * along what it had just heard of them.
 */
export function votesAmiss(shown: readonly Votes[], expected: readonly Votes[]): string[] {
  return expected.flatMap((votes, poll) =>
    votes.flatMap((vote, index) => {
      const card = shown[poll]?.[index];
      const isSo = card?.choice === vote.choice && card.count === vote.count;
      if (isSo && card.names.every((name) => vote.names.includes(name))) return [];
      return [`poll ${poll} shows ${JSON.stringify(card)} and not ${JSON.stringify(vote)}`];
    }),
  );
}

/** Asks for the results of every poll, and tells what the answers show. */
export async function resultsOf(ballots: readonly Ballot[], trial: Trial<Doomed>): Promise<readonly Votes[]> {
  const { post, overheard } = trial;
  const before = ballots.map(({ group }) => cardsIn(group.chatId, overheard).length);
  await Promise.all(
    ballots.map(({ group: { chatId, memberIds } }) =>
      post.send([{ chatId, memberId: memberIds[0]!, line: '/poll results' }]),
    ),
  );
  const unanswered = (ballot: Ballot, index: number): boolean =>
    cardsIn(ballot.group.chatId, overheard).length === before[index];
  await until('the results of every poll', () => ballots.find(unanswered)?.group.chatId, 15_000);
  await trial.quiet();
  return lastVotes(ballots, overheard);
}
