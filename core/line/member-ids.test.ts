import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StandIn } from '../../test/support/stand-in.ts';
import { isFailure, type Failure } from '../errors.ts';
import { LineApi, TIMEOUTS } from './api.ts';
import { memberIds } from './member-ids.ts';

const PATH = '/v2/bot/group/C1';

let line: StandIn;
let api: LineApi;
beforeEach(async () => {
  line = await StandIn.open();
  api = new LineApi('token', line.url, TIMEOUTS);
});
afterEach(async () => {
  await api.close();
  await line.close();
});

const ids = (milliseconds = 60_000) => memberIds(api, PATH, milliseconds);
async function failure(asked: Promise<unknown>): Promise<Failure> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!isFailure(error)) throw new Error('it did not fail, or not with a Failure', { cause: error });
  return error;
}

describe('member ids', () => {
  it('are read page by page', async () => {
    line.plays.push(
      { body: { memberIds: ['U1', 'U2'], next: 'a+/=&b' } },
      { body: { memberIds: ['U2', 'U3'], next: 'c' } },
      { body: { memberIds: ['U4'] } },
    );
    expect(await ids()).toEqual(['U1', 'U2', 'U3', 'U4']);
    expect(line.received.map(({ path }) => path)).toEqual([
      `${PATH}/members/ids`,
      `${PATH}/members/ids?start=a%2B%2F%3D%26b`,
      `${PATH}/members/ids?start=c`,
    ]);
  });

  it('are for verified accounts', async () => {
    line.plays.push({ status: 403, body: { message: 'Access to this API is not available for your account' } });
    expect(await failure(ids())).toMatchObject({
      code: 'PLATFORM_FORBIDDEN',
      message: expect.stringContaining('verified'),
    });
  });

  it('that go round in a circle, or never end, are broken', async () => {
    line.plays.push(
      { body: { memberIds: ['U1'], next: 'a' } },
      { body: { memberIds: ['U2'], next: 'b' } },
      { body: { memberIds: ['U3'], next: 'a' } },
    );
    expect((await failure(ids())).code).toBe('PLATFORM_BROKEN');
    expect(line.received).toHaveLength(3);
    let page = 0;
    line.fallback = () => ({ body: { memberIds: [], next: `page-${(page += 1)}` } });
    expect((await failure(ids())).code).toBe('PLATFORM_BROKEN');
    expect(page).toBe(1000);
  });

  it('take no longer than their time, however many pages there are', async () => {
    let page = 0;
    line.fallback = () => ({ body: { memberIds: [], next: `page-${(page += 1)}` } });
    expect((await failure(ids(10))).code).toBe('PLATFORM_TIMEOUT');
    expect(page).toBeLessThan(1000);
  });
});
