/** What a look at a plugin found: something wrong, or something to know. */
export interface Finding {
  readonly wrong: boolean;
  readonly text: string;
}
