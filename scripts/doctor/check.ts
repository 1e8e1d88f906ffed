import { isFailure } from '../../core/errors.ts';
import { wrong, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** What a check needs is wrong already, and another one says so. */
export class Skipped extends Error {}

export interface Check {
  readonly about: string;
  readonly run: (patient: Patient) => Promise<readonly Finding[]>;
  /** Milliseconds. */
  readonly limit?: number;
}

const LIMIT = 30_000;

/** Never throws: a check that fails is a finding, and hides no other. */
export async function findingsOf(check: Check, patient: Patient): Promise<readonly Finding[]> {
  const { about, limit = LIMIT } = check;
  const { promise: late, resolve } = Promise.withResolvers<readonly Finding[]>();
  const timer = setTimeout(
    () =>
      resolve([wrong(about, `no answer within ${limit / 1000} s`, 'Run it again; if it stays, look at what it asks.')]),
    limit,
  );
  try {
    return await Promise.race([check.run(patient), late]);
  } catch (error) {
    if (error instanceof Skipped) return [{ about, state: 'skipped', says: `not looked at: ${error.message}` }];
    if (isFailure(error)) return [wrong(about, error.message, 'Mend that, and run it again.')];
    const { name, message } = error as Error;
    return [wrong(about, `${name}: ${message}`, 'Run it again; if it stays, this is a mistake of the doctor.')];
  } finally {
    clearTimeout(timer);
  }
}
