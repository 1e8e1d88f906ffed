/** Reads JSON that someone else wrote: a message object is shown as it was sent, and may hold anything. */
export type Json = Readonly<Record<string, unknown>>;

export const asRecord = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The records of a list; whatever else stands in it is left out. */
export const asRecords = (value: unknown): readonly Json[] =>
  asList(value).flatMap((entry) => {
    const record = asRecord(entry);
    return record ? [record] : [];
  });

export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A value that is one of the given words, or nothing. */
export const asOneOf = <W extends string>(value: unknown, words: readonly W[]): W | undefined =>
  words.find((word) => word === value);

export interface Action extends Json {
  readonly type: string;
}

/** A LINE action object, as far as it names its type. */
export const asAction = (value: unknown): Action | undefined => {
  const record = asRecord(value);
  return typeof record?.['type'] === 'string' ? (record as Action) : undefined;
};
