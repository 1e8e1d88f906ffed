import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../errors.ts';
import { Census } from './census.ts';
import { chatRef, type ChatRef } from './chat.ts';
import type { MemberProfile } from './member.ts';
import { Profiles } from './profiles.ts';
import { Roster } from './roster.ts';

const group = chatRef('line', 'Ubot', 'group', 'C1');

function given(platform: {
  count?: () => number;
  ids?: () => readonly string[];
  gone?: readonly string[];
  broken?: readonly string[];
}) {
  const memberCount = vi.fn(async () => platform.count?.() ?? 5);
  const memberIds = vi.fn(async () => {
    if (!platform.ids) throw new Failure('PLATFORM_FORBIDDEN', 'not for this account', { status: 403 });
    return platform.ids();
  });
  const profile = vi.fn(async (_chat: ChatRef, id: string): Promise<MemberProfile> => {
    if (platform.gone?.includes(id)) throw new Failure('PLATFORM_NOT_FOUND', 'Not found', { status: 404 });
    if (platform.broken?.includes(id)) throw new Failure('PLATFORM_BROKEN', 'Internal error', { status: 500 });
    return { id, displayName: `name of ${id}` };
  });
  const kept = new Map<string, Set<string>>();
  const roster = new Roster({
    roster: async (chat) => [...(kept.get(chat) ?? [])].map((memberId) => ({ memberId })),
    remember: async (sightings) => {
      for (const { chat, memberId, what } of sightings) {
        const members = kept.get(chat) ?? new Set();
        kept.set(chat, members);
        if (what === 'seen') members.add(memberId);
        else members.delete(memberId);
      }
    },
  });
  const profiles = new Profiles({ platformOf: () => ({ profile }) });
  const census = new Census({ platformOf: () => ({ memberCount, memberIds }), profiles, roster, now: () => 2 });
  return { census, roster, memberCount, memberIds, profile };
}

describe('census', () => {
  test('names those who were seen and counts those who were not', async () => {
    const { census, roster } = given({ count: () => 5 });
    roster.seen(group, 'U1', 1);
    roster.seen(group, 'U2', 1);
    expect(await census.roster(group)).toEqual({
      members: [
        { id: 'U1', displayName: 'name of U1' },
        { id: 'U2', displayName: 'name of U2' },
      ],
      count: 5,
      unknown: 3,
    });
  });

  test('an account that may not read member lists is told so once, not at every command', async () => {
    const { census, memberIds } = given({});
    await census.roster(group);
    await census.roster(group);
    expect(memberIds).toHaveBeenCalledTimes(1);
  });

  test('an account that may read them knows everyone on the list', async () => {
    const { census, roster } = given({ count: () => 3, ids: () => ['U1', 'U2', 'U3'] });
    roster.seen(group, 'U2', 1);
    const { members, unknown } = await census.roster(group);
    expect(members.map(({ id }) => id)).toEqual(['U2', 'U1', 'U3']);
    expect(unknown).toBe(0);
  });

  test('someone the platform knows no more has left, and is not waited for', async () => {
    const { census, roster } = given({ count: () => 2, gone: ['Ugone'] });
    roster.seen(group, 'Ugone', 1);
    roster.seen(group, 'U1', 1);
    expect((await census.roster(group)).members.map(({ id }) => id)).toEqual(['U1']);
    expect(await roster.members(group)).toEqual(['U1']);
  });

  test('a name that cannot be had now counts as unknown and does not spoil the list', async () => {
    const { census, roster } = given({ count: () => 2, broken: ['U2'] });
    roster.seen(group, 'U1', 1);
    roster.seen(group, 'U2', 1);
    expect(await census.roster(group)).toMatchObject({ members: [{ id: 'U1' }], unknown: 1 });
    expect(await roster.members(group)).toContain('U2');
  });

  test('the count is asked for again when somebody came or went', async () => {
    let people = 3;
    const { census, memberCount } = given({ count: () => people });
    expect(await census.count(group)).toBe(3);
    people = 4;
    expect(await census.count(group)).toBe(3);
    census.changed(group);
    expect(await census.count(group)).toBe(4);
    expect(memberCount).toHaveBeenCalledTimes(2);
  });
});
