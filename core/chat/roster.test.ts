import { expect, test } from 'vitest';
import { chatRef } from './chat.ts';
import { Roster, type Sighting } from './roster.ts';

const chat = chatRef('line', 'Ubot', 'group', 'Cone');

/** A book that is written in when the test says so. */
function slowBook() {
  const written: Sighting[] = [];
  const turns: ((error?: Error) => void)[] = [];
  return {
    turns,
    book: {
      roster: () => Promise.resolve(written.map(({ memberId }) => ({ memberId }))),
      remember: (sightings: readonly Sighting[]) =>
        new Promise<void>((resolve, reject) => {
          turns.push((error) => {
            if (error) return reject(error);
            written.push(...sightings);
            resolve();
          });
        }),
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('nobody is missed who is being written down just now', async () => {
  const { book, turns } = slowBook();
  const roster = new Roster(book);
  roster.seen(chat, 'U1', 1);
  const flushed = roster.flush();
  await turn();
  const members = roster.members(chat);
  await turn();
  turns[0]!();
  await flushed;
  expect(await members).toEqual(['U1']);
});

test('what could not be written is written the next time', async () => {
  const { book, turns } = slowBook();
  const roster = new Roster(book);
  roster.seen(chat, 'U1', 1);
  const flushed = roster.flush();
  await turn();
  turns[0]!(new Error('the disk is full'));
  await expect(flushed).rejects.toThrow('the disk is full');
  const members = roster.members(chat);
  await turn();
  turns[1]!();
  expect(await members).toEqual(['U1']);
});
