import type { Member, Texts } from 'tenko';
import { memberNames, type People } from './people.ts';
import type { RollCall } from './roll-call.ts';
import { answered } from './seats.ts';

/** Members who are known, are asked, and have not answered. */
export function missingOf(call: RollCall, { roster }: People): readonly Member[] {
  const done = answered(call);
  const asked = call.among && new Set(call.among);
  return roster?.members.filter(({ id }) => !done.has(id) && asked?.has(id) !== false) ?? [];
}

/** How many are asked whom nobody can name: none where the asked were named. */
export const unknownOf = ({ among }: RollCall, { roster }: People): number =>
  among === undefined ? (roster?.unknown ?? 0) : 0;

/** Nobody is left to answer. False while the platform does not tell who is in the chat. */
export const allAnswered = (call: RollCall, people: People): boolean =>
  people.roster !== undefined && unknownOf(call, people) === 0 && missingOf(call, people).length === 0;

/** Who has not answered, ending with how many cannot be named. */
export function missingLine(call: RollCall, people: People, most: number, texts: Texts): string | undefined {
  if (people.roster === undefined) return undefined;
  const unknown = unknownOf(call, people);
  const missing = missingOf(call, people);
  if (missing.length === 0) return unknown > 0 ? texts.t('missing-unknown', { unknown }) : texts.t('missing-none');
  return texts.t('missing', { names: memberNames(missing, most, texts), unknown });
}
