import type { MessageView } from '../../core/simulator/view.ts';
import { words } from './tenko.ts';

export interface ShownChoice {
  readonly choice: string;
  readonly count: number;
  /** Those of the voters that the card names, if they are called `m1`, `m2` and so on; sorted. */
  readonly names: readonly string[];
}

/** What a card of a poll shows of each choice; `undefined` for a message that is no such card. */
export function shownVotes(message: MessageView): readonly ShownChoice[] | undefined {
  const lines = words([message]).split('\n');
  const choices = lines.flatMap((line, index) => {
    const choice = /^\d+\. (.+)$/.exec(line)?.[1];
    if (choice === undefined) return [];
    const at = lines.findIndex((other, later) => later > index && /^\d+ · /.test(other));
    const count = Number.parseInt(lines[at] ?? '', 10);
    // Under it are the names; without a vote, already what comes next.
    const names = count > 0 ? (lines[at + 1]?.match(/\bm\d+\b/g) ?? []) : [];
    return [{ choice, count, names: names.sort() }];
  });
  return choices.length === 0 ? undefined : choices;
}
