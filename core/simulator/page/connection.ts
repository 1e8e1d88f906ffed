import type { Change, Deed, WorldView } from '../view.ts';
import { notYetIn, type WorldStep } from './world.ts';

const RETRY_FIRST = 500;
const RETRY_LONGEST = 5_000;
const DEED_TIMEOUT = 15_000;

/**
 * Follows the simulator: opens the stream of changes first and fetches the state after, so that nothing falls between the two;
 * does both again after every break. Returns a function that stops it.
 */
export function follow(step: (next: WorldStep) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = RETRY_FIRST;
  let over = false;

  const again = (): void => {
    step({ type: 'connection', connected: false });
    source?.close();
    clearTimeout(timer);
    if (over) return;
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, RETRY_LONGEST);
  };

  const open = (): void => {
    const stream = new EventSource('/simulator/events');
    source = stream;
    let waiting: Change[] | undefined = [];

    const load = async (): Promise<void> => {
      const response = await fetch('/simulator/state', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`the state was answered with ${response.status}`);
      const state = (await response.json()) as WorldView;
      if (source !== stream || over) return;
      step({ type: 'loaded', state });
      for (const change of notYetIn(state, waiting ?? [])) step(change);
      waiting = undefined;
      wait = RETRY_FIRST;
      step({ type: 'connection', connected: true });
    };

    stream.addEventListener('open', () => void load().catch(again));
    stream.addEventListener('change', (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as Change;
      if (waiting) waiting.push(change);
      else step(change);
    });
    // The browser would reconnect by itself, but not after an HTTP error, and without fetching the state again.
    stream.addEventListener('error', again);
  };

  open();
  return () => {
    over = true;
    source?.close();
    clearTimeout(timer);
  };
}

/** What came of a deed: done, refused in the simulator's words, or never answered. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message?: string };

async function post(deed: Deed): Promise<Outcome> {
  try {
    const response = await fetch('/simulator/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deed),
      signal: AbortSignal.timeout(DEED_TIMEOUT),
    });
    if (response.ok) return { ok: true };
    const body = (await response.json().catch(() => undefined)) as { message?: unknown } | undefined;
    return typeof body?.message === 'string' ? { ok: false, message: body.message } : { ok: false };
  } catch {
    return { ok: false };
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Does one thing after another: two lines sent in a hurry arrive in the order in which they were typed. */
export function perform(deed: Deed): Promise<Outcome> {
  const outcome = last.then(() => post(deed));
  last = outcome;
  return outcome;
}
