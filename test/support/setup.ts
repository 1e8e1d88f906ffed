// tsyringe needs it before the first decorated class is loaded.
import 'reflect-metadata';
import { afterAll, afterEach } from 'vitest';
import { onOutgoing } from './outgoing.ts';
import { refusalsOfLinq } from './linq-watch.ts';
import { mistakesInOutgoing, noteOutgoing } from './outgoing-watch.ts';

/** Whatever a test is about: nothing that its host sends may be what LINE would refuse. */
function hold(): void {
  const mistakes = mistakesInOutgoing();
  if (mistakes.length > 0) throw new Error(`LINE would not take what was sent.\n${mistakes.join('\n')}`);
  const refusals = refusalsOfLinq();
  if (refusals.length > 0) throw new Error(`Linq would not take what was asked.\n${refusals.join('\n')}`);
}

onOutgoing(noteOutgoing);
afterEach(hold);
afterAll(hold);
