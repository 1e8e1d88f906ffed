import { outgoingOf } from '../../core/simulator/linq/api/message-rules.ts';
import type { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';

/** Those that a host of this test talks to, and how many of their requests were looked at. */
const watched = new Map<VirtualLinq, number>();
const mistakes: string[] = [];

/** Whatever this virtual Linq refuses by its rules, from now on, fails the test. */
export function watchLinq(linq: VirtualLinq): void {
  if (!watched.has(linq)) watched.set(linq, linq.requests.length);
}

/** The same for a message to something simpler that plays Linq, as far as a message can be judged by itself. */
export function holdAgainstRules(message: unknown): void {
  try {
    outgoingOf(message);
  } catch (error) {
    mistakes.push(`${JSON.stringify(message)}: ${(error as Error).message}`);
  }
}

/** A line for each call that was refused since the last look. A test that wants refusals takes them first. */
export function refusalsOfLinq(): string[] {
  const refused = [...watched].flatMap(([linq, seen]) => {
    const { requests } = linq;
    watched.set(linq, requests.length);
    return requests
      .slice(seen)
      .filter((request) => request.refused)
      .map(({ method, path, body, answer }) => `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
  });
  return [...mistakes.splice(0), ...refused];
}
