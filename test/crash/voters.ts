import { expect } from 'vitest';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import type { Act } from '../support/incoming.ts';
import type { Chance } from './chance.ts';
import type { Overheard } from './overheard.ts';
import { until } from '../support/until.ts';
import type { Post } from './post.ts';
import type { Actor, Group } from './trial.ts';

export const CHOICES = ['sushi', 'ramen', 'curry'] as const;

/** A poll in one group, and who has voted for what, as the members know it. */
export interface Ballot {
  readonly group: Group;
  readonly multiple: boolean;
  /** What each button of the first card carries, by choice. */
  readonly buttons: readonly string[];
  /** Member id → indexes of choices. */
  readonly votes: Map<string, Set<number>>;
}

/** Opens a poll in every group: in every second one with several votes for each, where a vote that counts twice takes itself back. */
export async function openPolls(
  groups: readonly Group[],
  post: Post,
  overheard: Overheard,
  line: VirtualLine,
): Promise<readonly Ballot[]> {
  return Promise.all(
    groups.map(async (group, index) => {
      const { chatId, memberIds } = group;
      const multiple = index % 2 === 1;
      const asked = `/poll Lunch? ${CHOICES.join(' ')}${multiple ? ' --multiple' : ''}`;
      await post.send([{ chatId, memberId: memberIds[0]!, line: asked }]);
      await until('the card of a new poll', () => (overheard.in(chatId).length > 0 ? undefined : chatId), 10_000);
      const actions = line.world.actions(overheard.in(chatId)[0]!.id);
      const buttons = CHOICES.map((choice) => String(actions.find(({ label }) => label === choice)?.['data']));
      expect(buttons).not.toContain('undefined');
      return { group, multiple, buttons, votes: new Map(memberIds.map((id) => [id, new Set<number>()])) };
    }),
  );
}

let asides = 0;

/** Every member votes and votes again, by tapping the first card and by typing, and says something else now and then. */
export function voters(ballots: readonly Ballot[], chance: Chance): readonly Actor[] {
  return ballots.flatMap((ballot) =>
    [...ballot.votes].map(([memberId, vote]): Actor => {
      const own = chance.fork();
      const { chatId } = ballot.group;
      const typed = (line: string): Act => ({ chatId, memberId, line });
      const act = (): Act => {
        if (own.happens(0.1)) return typed('/ping');
        if (own.happens(0.1)) return typed(`/poll vote nothing${String(++asides).padStart(5, '0')}`);
        const choice = own.between(0, CHOICES.length - 1);
        if (!ballot.multiple) vote.clear();
        if (!vote.delete(choice)) vote.add(choice);
        const cast = typed(`/poll vote ${choice + 1}`);
        return own.happens(0.5) ? cast : { ...cast, tapped: ballot.buttons[choice]! };
      };
      return { next: () => Array.from({ length: own.happens(0.8) ? 1 : own.between(2, 3) }, act) };
    }),
  );
}
