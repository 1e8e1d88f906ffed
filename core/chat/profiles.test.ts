import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../errors.ts';
import { chatRef } from './chat.ts';
import type { MemberProfile } from './member.ts';
import { Profiles, type ProfilesOptions } from './profiles.ts';

const group = chatRef('line', 'Ubot', 'group', 'C1');
const other = chatRef('line', 'Ubot', 'group', 'C2');

function given(answer: (memberId: string) => Promise<MemberProfile>, options: Partial<ProfilesOptions> = {}) {
  const profile = vi.fn<(chat: unknown, memberId: string) => Promise<MemberProfile>>((_chat, memberId) =>
    answer(memberId),
  );
  return { profile, profiles: new Profiles({ platformOf: () => ({ profile }), ...options }) };
}

const named = (displayName: string) => async (id: string) => ({ id, displayName });

describe('profiles', () => {
  test('a hundred look-ups of one member that overlap are one call', async () => {
    const { profile, profiles } = given(named('ゆき'));
    const found = await Promise.all(Array.from({ length: 100 }, () => profiles.get(group, 'Uyuki')));
    expect(new Set(found.map((one) => one?.displayName))).toEqual(new Set(['ゆき']));
    expect(profile).toHaveBeenCalledTimes(1);
  });

  test('the same person is asked for once in each chat, where the name may differ', async () => {
    const { profile, profiles } = given(named('Ken'));
    await profiles.get(group, 'Uken');
    await profiles.get(other, 'Uken');
    expect(profile).toHaveBeenCalledTimes(2);
  });

  test('a changed name shows when the time is up, and not before', async () => {
    let name = 'Before';
    let now = 1;
    const { profiles } = given(async (id) => ({ id, displayName: name }), { ttl: 1_000, now: () => now });
    expect((await profiles.get(group, 'U1'))?.displayName).toBe('Before');
    name = 'After';
    now += 900;
    expect((await profiles.get(group, 'U1'))?.displayName).toBe('Before');
    now += 200;
    expect((await profiles.get(group, 'U1'))?.displayName).toBe('After');
  });

  test('"no such member" is kept for a short time of its own', async () => {
    let now = 1;
    const { profile, profiles } = given(
      async () => {
        throw new Failure('PLATFORM_NOT_FOUND', 'Not found', { status: 404 });
      },
      { ttl: 60_000, missingTtl: 500, now: () => now },
    );
    expect(await profiles.get(group, 'Ugone')).toBeUndefined();
    expect(await profiles.get(group, 'Ugone')).toBeUndefined();
    expect(profile).toHaveBeenCalledTimes(1);
    now += 600;
    expect(await profiles.get(group, 'Ugone')).toBeUndefined();
    expect(profile).toHaveBeenCalledTimes(2);
  });

  test('a failed call rejects for everyone who waited, and is not kept', async () => {
    let broken = true;
    const { profile, profiles } = given(async (id) => {
      if (broken) throw new Failure('PLATFORM_BROKEN', 'Internal error', { status: 500 });
      return { id, displayName: 'Mei' };
    });
    const both = await Promise.allSettled([profiles.get(group, 'Umei'), profiles.get(group, 'Umei')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(profile).toHaveBeenCalledTimes(1);
    broken = false;
    expect((await profiles.get(group, 'Umei'))?.displayName).toBe('Mei');
  });

  test('a member who left is asked for again', async () => {
    const { profile, profiles } = given(named('Hana'));
    await profiles.get(group, 'Uhana');
    profiles.drop(group, 'Uhana');
    expect(profiles.known(group, 'Uhana')).toBeUndefined();
    await profiles.get(group, 'Uhana');
    expect(profile).toHaveBeenCalledTimes(2);
  });

  test('an answer that comes after the member left is given but not kept', async () => {
    let answer: (profile: MemberProfile) => void = () => {};
    const { profiles } = given(() => new Promise((resolve) => (answer = resolve)));
    const looking = profiles.get(group, 'Uhana');
    profiles.drop(group, 'Uhana');
    answer({ id: 'Uhana', displayName: 'Hana' });
    expect((await looking)?.displayName).toBe('Hana');
    expect(profiles.known(group, 'Uhana')).toBeUndefined();
  });

  test('no more profiles are kept than allowed', async () => {
    const { profile, profiles } = given(named('x'), { max: 10 });
    for (let index = 0; index < 50; index++) await profiles.get(group, `U${index}`);
    expect(Array.from({ length: 50 }, (_, index) => profiles.known(group, `U${index}`)).filter(Boolean)).toHaveLength(
      10,
    );
    expect(profile).toHaveBeenCalledTimes(50);
  });
});
