import type { Posted } from './post.ts';

/**
 * Whether commands of one chat ran in their order. `ran` holds them as they ran. One whose 200 came before another was first sent must
 * have run before it; those of one POST run in its order; what overlapped may run either way. Each line is one thing out of order.
 */
export function outOfOrder(ran: readonly Posted[]): string[] {
  const found: string[] = [];
  let earliest: Posted | undefined;
  const followed = new Map<number, Posted>();
  for (const one of ran.toReversed()) {
    if (earliest !== undefined && earliest.acknowledgedAt < one.sentAt)
      found.push(`${one.line} ran before ${earliest.line}, which was acknowledged before it was sent`);
    const next = followed.get(one.post);
    if (next !== undefined && next.place < one.place)
      found.push(`${one.line} ran before ${next.line}, which stood before it in one webhook`);
    followed.set(one.post, one);
    if (earliest === undefined || one.acknowledgedAt < earliest.acknowledgedAt) earliest = one;
  }
  return found;
}
