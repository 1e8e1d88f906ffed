import type { Pseudonyms } from 'tenko';
import type { Polls } from './polls.ts';
import { closePoll, forget, unvote, vote, type Mark, type Poll, type Ruling } from './rules.ts';
import { seal, unvoteSecretly, voteSecretly, type Secret, type SecretRuling, type Voter } from './secret.ts';

/** Where votes go: into the poll, where everyone can read them, or apart from it and under names that nobody can read. */
export class BallotBox {
  constructor(
    private readonly polls: Polls,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  async vote(poll: Poll, memberId: string, marks: readonly Mark[]): Promise<Ruling> {
    if (poll.told === undefined) return vote(poll, memberId, marks);
    return this.secretly(poll, memberId, (secret, voter) => voteSecretly(poll, secret, voter, marks));
  }

  async unvote(poll: Poll, memberId: string): Promise<Ruling> {
    if (poll.told === undefined) return unvote(poll, memberId);
    return this.secretly(poll, memberId, (secret, voter) => unvoteSecretly(poll, secret, voter));
  }

  /** Closes it; what ties people to their votes in an anonymous poll is destroyed. */
  async close(poll: Poll): Promise<Ruling> {
    const ruling = closePoll(poll);
    if (poll.told === undefined || 'refused' in ruling) return ruling;
    const sealed = seal(ruling.poll, await this.polls.secret(poll.number));
    await this.destroy(poll);
    return { poll: sealed };
  }

  /** Everyone who has voted, also those of whom no card tells yet; nobody where that is not known any more. */
  async voted(poll: Poll): Promise<readonly string[]> {
    return poll.told === undefined ? Object.keys(poll.ballots) : (await this.polls.secret(poll.number)).voted;
  }

  async hasVotes(poll: Poll): Promise<boolean> {
    return (poll.told?.voters ?? 0) > 0 || (await this.voted(poll)).length > 0;
  }

  /** The poll without anything of this member. */
  async forget(poll: Poll, memberId: string): Promise<Poll> {
    const ruling =
      poll.closed || !(await this.voted(poll)).includes(memberId) ? undefined : await this.unvote(poll, memberId);
    return forget(ruling && 'poll' in ruling ? ruling.poll : poll, memberId);
  }

  async destroy({ told, number }: Poll): Promise<void> {
    if (told === undefined) return;
    await this.polls.deleteSecret(number);
    await this.pseudonyms.destroy(keyOf(number));
  }

  private async secretly(
    poll: Poll,
    memberId: string,
    act: (secret: Secret, voter: Voter) => SecretRuling,
  ): Promise<Ruling> {
    const secret = await this.polls.secret(poll.number);
    const pseudonym = await this.pseudonyms.of(keyOf(poll.number), memberId);
    const ruling = act(secret, { id: memberId, pseudonym });
    if ('refused' in ruling) return ruling;
    await this.polls.putSecret(poll.number, ruling.secret);
    return { poll: ruling.poll };
  }
}

const keyOf = (number: number): string => `poll/${number}`;
