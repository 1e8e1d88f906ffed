import { describe, expect, test } from 'vitest';
import { Mailboxes } from './mailboxes.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('mailboxes', () => {
  test('tasks of one mailbox run one at a time, in the order in which they came', async () => {
    const mailboxes = new Mailboxes();
    const seen: string[] = [];
    let running = 0;
    for (let index = 0; index < 20; index++)
      mailboxes.add('poll C1', async () => {
        expect(++running).toBe(1);
        // Later ones are quicker: only the order of the mailbox keeps them behind.
        await pause(index % 3 === 0 ? 2 : 0);
        seen.push(`${index}`);
        running--;
      });
    await mailboxes.idle();
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  test('a slow mailbox holds up nobody else', async () => {
    const mailboxes = new Mailboxes();
    let release: () => void = () => {};
    const seen: string[] = [];
    mailboxes.add('slow C1', () => new Promise<void>((resolve) => (release = resolve)));
    mailboxes.add('poll C1', () => void seen.push('other plugin'));
    mailboxes.add('slow C2', () => void seen.push('other chat'));
    await pause(5);
    expect(seen).toEqual(['other plugin', 'other chat']);
    release();
    await mailboxes.idle();
    expect(mailboxes.size).toBe(0);
  });

  test('nothing runs before `add` has returned', async () => {
    const mailboxes = new Mailboxes();
    let ran = false;
    mailboxes.add('poll C1', () => void (ran = true));
    expect(ran).toBe(false);
    await mailboxes.idle();
    expect(ran).toBe(true);
  });

  test('tells how many wait behind the one that runs, and takes them all', async () => {
    const mailboxes = new Mailboxes();
    let release: () => void = () => {};
    let ran = 0;
    mailboxes.add('poll C1', () => new Promise<void>((resolve) => (release = resolve)));
    await pause(2);
    for (let count = 0; count < 1_000; count++) mailboxes.add('poll C1', () => void ran++);
    expect(mailboxes.waiting('poll C1')).toBe(1_000);
    release();
    await mailboxes.idle();
    expect(ran).toBe(1_000);
    expect(mailboxes.waiting('poll C1')).toBe(0);
  });
});
