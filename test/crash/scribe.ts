import type { Act } from '../support/incoming.ts';
import type { Chance } from './chance.ts';
import type { Actor, Group } from './trial.ts';

/** How often each command of the plugin `ledger` is typed, beside the others. */
const COMMANDS = { add: 10, slow: 1, hush: 2, tell: 2, push: 2, later: 2, someday: 1, refuse: 1, boom: 1 } as const;

let entries = 0;

/** Members who keep the ledger of their groups: every command with an entry that no other has. */
export function scribes(groups: readonly Group[], chance: Chance): readonly Actor[] {
  return groups.flatMap(({ chatId, memberIds }) =>
    memberIds.slice(0, 2).map((memberId): Actor => {
      const own = chance.fork();
      const act = (): Act => {
        const entry = `e${String(++entries).padStart(6, '0')}`;
        return { chatId, memberId, line: `/${own.weighed(COMMANDS)} ${entry}` };
      };
      return { next: () => Array.from({ length: own.happens(0.8) ? 1 : own.between(2, 4) }, act) };
    }),
  );
}
