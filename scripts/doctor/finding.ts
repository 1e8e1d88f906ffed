/** What the doctor has to say about one thing. */
export interface Finding {
  /** What was looked at, in a few words. */
  readonly about: string;
  /** `look`: nothing tells, or it is a matter of taste: a person may look. `skipped`: what it needs is wrong already. */
  readonly state: 'ok' | 'look' | 'wrong' | 'skipped';
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string;
  /** Where to do it. */
  readonly page?: string;
}

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says });

export const look = (about: string, says: string, todo: string, page?: string): Finding => ({
  about,
  state: 'look',
  says,
  todo,
  ...(page === undefined ? {} : { page }),
});

export const wrong = (about: string, says: string, todo: string, page?: string): Finding => ({
  ...look(about, says, todo, page),
  state: 'wrong',
});
