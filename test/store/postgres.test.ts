import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { PostgresStore } from '../../core/store/postgres/postgres-store.ts';
import { ask, isThere, newSchema, NOT_THERE } from '../support/postgres.ts';
import { storeContract } from './contract.ts';
import type { Place } from './place.ts';

/** A host that starts where another has been takes up what there is: the tests ask for it, or go on with what it brings. */
async function takingUp(store: PostgresStore): Promise<PostgresStore> {
  const claim = store.claim.bind(store);
  let found: Awaited<ReturnType<typeof claim>> | undefined = await claim();
  store.claim = async () => {
    const first = found;
    found = undefined;
    return first ?? claim();
  };
  return store;
}

async function newPlace(): Promise<Place> {
  const { url, drop } = await newSchema();
  let isFirst = true;
  return {
    address: url,
    async open(options = {}) {
      const isStart = options.lease === undefined && !isFirst;
      // A host that was killed is dead when its lease is over.
      if (isStart)
        while ((await ask('SELECT 1 FROM host WHERE alive_until > clock_timestamp()', url)).length > 0) await sleep(50);
      const store = await PostgresStore.open(url, options);
      isFirst = false;
      return isStart ? takingUp(store) : store;
    },
    remove: drop,
  };
}

describe.runIf(isThere)('with a PostgreSQL', () => {
  storeContract('PostgresStore', newPlace, { shared: true });
});

test('there is a PostgreSQL that keeps the contract', ({ skip }) => {
  if (!isThere) skip(NOT_THERE);
  expect(isThere).toBe(true);
});
