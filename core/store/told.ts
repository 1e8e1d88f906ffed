/** What a store tells of its transactions, for whoever counts them. */
export interface StoreTold {
  /** Of every transaction that is on the disk: how many writes shared it, and how long it took in milliseconds. */
  readonly onCommit?: ((writes: number, milliseconds: number) => void) | undefined;
  /** Of every transaction that could not be written. */
  readonly onTrouble?: (() => void) | undefined;
}
