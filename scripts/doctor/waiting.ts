import { look, ok, wrong, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const OLD_EVENT = 60_000;

/** Where failures are run again and dropped with a click, where there is such a page. */
export async function consolePage(patient: Patient): Promise<string | undefined> {
  const here = await patient.here();
  return here.kind === 'host' && patient.settings().consoleToken !== undefined
    ? `${here.url}/console/#failures`
    : undefined;
}

/** `age`: for how long the first one has waited, milliseconds. `isRunning`: somebody is there to do it. */
export function inboxFinding(events: number, age: number, isRunning: boolean): Finding {
  if (events === 0) return ok('inbox', 'nothing waits');
  const says = `${events === 1 ? '1 event waits' : `${events} events wait`}, the oldest for ${inWords(age)}`;
  if (isRunning && age > OLD_EVENT)
    return wrong('inbox', says, 'Look at the log of the host, or start it again: what waits is run in its order.');
  return ok('inbox', isRunning ? says : `${says}: the next start runs them`);
}

export function failuresFinding(failures: number, page: string | undefined): Finding {
  if (failures === 0) return ok('failures', 'none');
  return look(
    'failures',
    failures === 1 ? '1 waits to be looked at' : `${failures} wait to be looked at`,
    `npm run failures lists them, runs them again or drops them${page === undefined ? '' : '; so does the console'}.`,
    page,
  );
}

function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 1
    ? `${Math.round(milliseconds / 1_000)} s`
    : minutes < 120
      ? `${minutes} min`
      : `${Math.round(minutes / 60)} h`;
}
