import { onTestFinished } from 'vitest';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { newSchema } from '../support/postgres.ts';

/** The address of a schema of the test's own. */
export async function schema(): Promise<string> {
  const { url, drop } = await newSchema();
  onTestFinished(drop);
  return url;
}

/** Closed when the test is over. */
export async function opened(url: string): Promise<PostgresStore> {
  const store = await PostgresStore.open(url);
  onTestFinished(() => store.close());
  return store;
}

/** Why it cannot be opened. */
export const refusal = (url: string): Promise<unknown> =>
  PostgresStore.open(url).then(
    (store) => store.close().then(() => 'opened'),
    (error: unknown) => error,
  );
