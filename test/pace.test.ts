import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../core/errors.ts';
import { openPlainHost } from './support/plain-host.ts';
import { command, newFolder, writePlugin } from './support/plugin-folder.ts';

let folder: string;

beforeEach(() => {
  folder = newFolder();
  writePlugin(
    folder,
    { name: 'desk', commands: { say: command({ options: { what: { text: {}, description: { en: 'x' } } } }) } },
    { 'index.ts': `export default class Desk { say({ what }: { what: string }) { return what; } }` },
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the pace of a platform', () => {
  test('is kept: what is too fast waits, in order, and nothing is lost', async () => {
    const host = await openPlainHost(folder);
    host.platform.pace = { messages: 3, within: 1_000 };
    const times: number[] = [];
    const reply = host.platform.reply.bind(host.platform);
    host.platform.reply = (...of) => {
      times.push(Date.now());
      return reply(...of);
    };
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((what) => host.say(`/say ${what}`)));
    expect(host.platform.deeds).toEqual(['reply a', 'reply b', 'reply c', 'reply d', 'reply e']);
    expect(times[3]! - times[0]!).toBeGreaterThanOrEqual(1_000);
  });

  test('is each person’s: whoever is in two chats gets no more than in one', async () => {
    const host = await openPlainHost(folder);
    host.platform.pace = { messages: 2, within: 1_500 };
    const other = { ...host.group, id: 'C2', key: host.group.key.replace('C1', 'C2') };
    const started = Date.now();
    await host.say('/say a');
    await host.say('/say b');
    const message = { type: 'text' as const, id: 'm', text: '/say c', mentions: [] };
    await host.happens({ type: 'message', chat: other, memberId: host.platform.members[0]!, message });
    expect(host.platform.deeds).toEqual(['reply a', 'reply b', 'reply c']);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_500);
  });

  test('where the platform finds it too fast all the same, the rest of the chat waits with what was refused', async () => {
    const host = await openPlainHost(folder);
    const reply = host.platform.reply.bind(host.platform);
    let refusals = 2;
    host.platform.reply = (...of) =>
      refusals-- > 0
        ? Promise.reject(new Failure('PLATFORM_RATE_LIMITED', 'too fast', { retryAfter: 200 }))
        : reply(...of);
    await Promise.all(['a', 'b', 'c'].map((what) => host.say(`/say ${what}`)));
    expect(host.platform.deeds).toEqual(['reply a', 'reply b', 'reply c']);
    expect(await host.store.failures()).toEqual([]);
  });
});
