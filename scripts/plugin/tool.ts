/** sysexits.h: used wrongly. */
export const EX_USAGE = 64;

/** Ends the program with a sentence. */
export class Refused extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Part of `readline`'s interface. */
interface Asking {
  readonly question: (words: string) => Promise<string>;
  readonly close: () => void;
}

/** What a verb works with. */
export interface Tool {
  /** The folder of this installation. */
  readonly root: string;
  /** Where the operator stands: paths are seen from there. */
  readonly cwd: string;
  /** Where added plugins are. */
  readonly pluginsDir: string;
  readonly yes: boolean;
  readonly say: (line: string) => void;
  /** Somebody who can be asked; absent where nobody sits in front of it. */
  readonly terminal: (() => Asking) | undefined;
}
