/** Parts of a group by a name of their own, since LINE has no roles: "/rollcall Practice --team A". */
import { inLine, Refusal, type Options, type Reply } from 'tenko';
import type { Desk } from './desk.ts';
import { memberNames } from './people.ts';
import type manifest from './plugin.json';

export type Team = { readonly name: string; readonly members: readonly string[] };

const TEAMS = 30;
const NAMED = 30;

export const teamKey = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();

/** Makes one, or shows one or all; `remove` takes it away. Anyone may: it is a list of names, and the card says whom it asks. */
export async function team(desk: Desk, given: Options<typeof manifest, 'rollcall team'>): Promise<Reply> {
  const { calls, texts } = desk;
  const { name, members, remove } = given;
  if (name === undefined) return allTeams(desk);
  const there = await calls.team(teamKey(name));
  if (remove === true) {
    if (there === undefined) throw await unknownTeam(desk, name);
    await calls.dropTeam(teamKey(name));
    return texts.t('team-gone', { name: inLine(there.name) });
  }
  if (members.length === 0) {
    if (there === undefined) throw await unknownTeam(desk, name);
    return teamLine(desk, there);
  }
  if (there === undefined && (await calls.teams()).length >= TEAMS) throw desk.refusal('teams-many');
  const kept = { name: there?.name ?? name.trim(), members: [...new Set(members.map(({ id }) => id))] };
  await calls.putTeam(teamKey(name), kept);
  return `${await teamLine(desk, kept)}\n${texts.t('team-how', { name: inLine(kept.name) })}`;
}

/** The members of a team that somebody names. */
export async function membersOf(desk: Desk, name: string | undefined): Promise<readonly string[]> {
  if (name === undefined) return [];
  const found = await desk.calls.team(teamKey(name));
  if (found === undefined) throw await unknownTeam(desk, name);
  return found.members;
}

async function allTeams(desk: Desk): Promise<string> {
  const teams = await desk.calls.teams();
  if (teams.length === 0) return desk.texts.t('team-none');
  const lines: string[] = [];
  for (const one of teams) lines.push(await teamLine(desk, one));
  return lines.join('\n');
}

async function teamLine(desk: Desk, { name, members }: Team): Promise<string> {
  const { names } = await desk.people();
  const known = members.map((id) => ({ id, displayName: names.get(id) ?? '' }));
  return desk.texts.t('team-line', { name: inLine(name), names: memberNames(known, NAMED, desk.texts) });
}

async function unknownTeam(desk: Desk, name: string): Promise<Refusal> {
  const teams = (await desk.calls.teams()).map((one) => inLine(one.name));
  const values = { name: inLine(name), teams: desk.texts.list(teams), some: teams.length > 0 };
  return new Refusal(desk.texts.t('team-unknown', values));
}
