import { editChoice, editQuestion, setUntil, type Poll, type Ruling } from './rules.ts';

/** What a member wants changed; each part may be absent. */
export interface Edit {
  /** Of the choice that `to` takes the place of. */
  readonly index: number | undefined;
  readonly to: string | undefined;
  readonly question: string | undefined;
  readonly until: number | undefined;
}

/** All parts, or none of them. */
export function edit(
  poll: Poll,
  { index, to, question, until }: Edit,
  { voted, now, by }: { readonly voted: boolean; readonly now: number; readonly by?: string },
): Ruling {
  const steps: ((poll: Poll) => Ruling)[] = [];
  if (index !== undefined && to !== undefined) steps.push((step) => editChoice(step, index, to, voted));
  if (question !== undefined) steps.push((step) => editQuestion(step, question, voted));
  if (until !== undefined) steps.push((step) => setUntil(step, until, now));
  if (steps.length === 0 || (index === undefined) !== (to === undefined)) return { refused: 'edit-what' };
  let ruling: Ruling = { poll };
  for (const step of steps) {
    ruling = step(ruling.poll);
    if ('refused' in ruling) return ruling;
  }
  const parts = [index, question === undefined ? undefined : 'question'].filter((part) => part !== undefined);
  if (by === undefined || parts.length === 0 || 'refused' in ruling) return ruling;
  const editedBy = { ...poll.editedBy, ...Object.fromEntries(parts.map((part) => [part, by])) };
  return { poll: { ...ruling.poll, editedBy } };
}
