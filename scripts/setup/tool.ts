import type { readSetting } from '../../core/config.ts';
import type { Asking } from './asking.ts';

/** Ends the program with a sentence. */
export class Refused extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What each step works with. */
export interface Tool {
  /** The folder of this installation. */
  readonly root: string;
  /** Where `.env` is. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Somebody who can be asked; absent in a script. */
  readonly asking: Asking | undefined;
  readonly say: (line: string) => void;
  /** What a setting is now, from wherever it comes. */
  readonly now: (name: Parameters<typeof readSetting>[2]) => string | undefined;
}
