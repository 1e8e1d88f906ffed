import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTenko, words, type Tenko } from '../support/tenko.ts';

let tenko: Tenko;
let members: string[];
let chat: string;

beforeEach(async () => {
  tenko = await startTenko();
  members = ['Aki', 'Bo', 'Chai', 'Dai', 'Emi'].map((name) => tenko.world.createMember(name));
  chat = tenko.world.createGroup('Kyudo', members);
});
afterEach(() => tenko.stop());

/** What of these texts stands anywhere in the files of the database. */
const inFiles = (texts: readonly string[]): string[] =>
  ['tenko.db', 'tenko.db-wal']
    .map((name) => readFileSync(join(tenko.dataDir, name)))
    .flatMap((bytes) => texts.filter((text) => bytes.includes(text)));

test('after the close of an anonymous poll neither its key nor a vote with its voter is in the database’s files, or in the log', async () => {
  await tenko.say(chat, members[0]!, '/poll Who? a b --anonymous');
  const card = tenko.fromBot(chat).find(({ id }) => tenko.world.actions(id).length > 0)!;
  const voters = members.slice(0, 4);
  for (const [index, who] of voters.entries()) {
    const action = tenko.world.actions(card.id).find(({ label }) => label === (index % 2 === 0 ? 'a' : 'b'))!;
    tenko.world.tap(chat, who, card.id, action);
    await tenko.quiet();
  }
  const entries = stored();
  const secret = entries.find(({ key: name }) => name.startsWith('tenko:pseudonym/'))!.value;
  const { secret: salt } = JSON.parse(secret) as { secret: string };
  const pseudonyms = Object.keys(JSON.parse(entries.find(({ key: name }) => name === 'ballots/1')!.value) as object);
  expect(pseudonyms).toHaveLength(4);
  const traces = [salt, ...pseudonyms, '"line":"/poll vote'];
  expect(inFiles(traces).length).toBeGreaterThan(0);

  expect(words(await tenko.say(chat, members[0]!, '/poll close'))).toContain('4 people voted');
  expect(inFiles(traces)).toEqual([]);

  const votes = tenko.log.filter(({ command }) => command === '/poll vote');
  expect(votes).toHaveLength(4);
  for (const id of voters) expect(JSON.stringify(votes)).not.toContain(id);
});

/** What the plugin keeps, read from outside. */
function stored(): readonly { readonly key: string; readonly value: string }[] {
  const database = new DatabaseSync(join(tenko.dataDir, 'tenko.db'), { readOnly: true });
  const rows = database.prepare("SELECT key, value FROM state WHERE plugin = 'poll'").all();
  database.close();
  return rows as unknown as readonly { readonly key: string; readonly value: string }[];
}
