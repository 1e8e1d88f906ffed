import { describe, expect, test } from 'vitest';
import { STORE } from '../host/tokens.ts';
import { ask, openConsole } from '../../test/support/console.ts';
import { words } from '../../test/support/tenko.ts';
import type { AccountView, ChatsView, FailureInput, FailureView, NoticesView, PluginView, StateView } from './view.ts';

const SOON = { timeout: 20_000 };

describe('what the console tells', () => {
  test('what is up, and which host answers', async () => {
    const { tenko, told } = await openConsole();
    const { data: state } = await told<StateView>('state');
    expect(state).toMatchObject({ state: 'ready', store: 'ok', isShared: false, platforms: ['line'], warnings: [] });
    const { host } = JSON.parse((await ask(tenko, '/healthz')).text) as { host: string };
    expect(state.host).toMatchObject({ id: host, pid: process.pid });
    expect(state.sessionEnds - state.now).toBeGreaterThan(11 * 3_600_000);
  });

  test('of each plugin what it may do, in the words of a language, or why it does not run', async () => {
    const { told } = await openConsole();
    const { data: plugins } = await told<readonly PluginView[]>('plugins?language=ja');
    expect(plugins.find(({ name }) => name === 'desk')).toMatchObject({
      state: 'READY',
      trust: 'trusted',
      commands: ['boom', 'mend', 'later', 'due'],
      permissions: [
        { name: 'storage', words: expect.stringMatching(/[ぁ-ん]/) as string },
        { name: 'schedule' },
        { name: 'push' },
      ],
    });
    const broken = plugins.find(({ name }) => name === 'broken');
    expect(broken).toMatchObject({ state: 'FAILED', code: 'HANDLER_MISSING' });
    const { data: inEnglish } = await told<readonly PluginView[]>('plugins?language=xx&language=ja');
    expect(inEnglish.find(({ name }) => name === 'desk')?.permissions?.[0]?.words).toBe('keep data for this chat');
  });

  test('a chat with its name once somebody has spoken, and that the bot has left another', async () => {
    const { tenko, chat, yuki, say, told } = await openConsole();
    await say('/mend');
    const gone = tenko.world.createGroup('Gone', [yuki]);
    await tenko.say(gone, yuki, '/mend');
    tenko.world.removeBot(gone);
    await tenko.quiet();
    const find = async (id: string) =>
      (await told<ChatsView>('chats')).data.chats.find((one) => one.chat.endsWith(`/${id}`));
    await expect.poll(async () => (await find(chat))?.name, SOON).toBe('ランチ部 <img>');
    expect(await find(chat)).toMatchObject({ platform: 'line', chatKind: 'group' });
    expect((await find(chat))?.leftAt).toBeUndefined();
    await expect.poll(async () => (await find(gone))?.leftAt, SOON).toBeTypeOf('number');
  });

  test('a waiting notice: when it may be pushed and what that costs, and not what it says', async () => {
    const { leaveNotice, told } = await openConsole();
    await leaveNotice();
    const { data, text } = await told<NoticesView>('notices');
    expect(data.count).toBe(1);
    const [notice] = data.notices;
    expect(notice).toMatchObject({ plugin: 'desk', cost: 2, isBeingSent: false, chatKind: 'group' });
    expect(notice!.expires - notice!.by!).toBe(3_600_000);
    expect(text).not.toContain('secret words');
  });

  test('the month: its limit, its forecast, and what is left after what is promised', async () => {
    const { tenko, leaveNotice, told } = await openConsole();
    await leaveNotice();
    const account = async () => {
      await tenko.beat();
      return (await told<readonly AccountView[]>('accounts')).data[0];
    };
    const usage = { limit: 200, used: 0, forecast: 0, left: 198 };
    await expect.poll(async () => (await account())?.usage, SOON).toMatchObject(usage);
    expect(await account()).toMatchObject({ platform: 'line', name: expect.any(String) as string });
  });
});

describe('failures', () => {
  test('are shown with their error; what was said only when asked for, and never a token', async () => {
    const { tenko, yuki, say, told } = await openConsole();
    await say('/boom secret words');
    const list = await told<readonly FailureView[]>('failures');
    const [failure] = list.data;
    expect(failure).toMatchObject({ plugin: 'desk', kind: 'event', code: 'HANDLER_FAILED', canReplay: true });
    expect(failure!.error).toContain('<b>no</b> luck');
    expect(list.text).not.toContain('secret words');
    const one = await told<FailureInput>(`failures/${failure!.id}`);
    expect(one.data.input).toMatchObject({ line: '/boom secret words', memberId: yuki });
    const [row] = await tenko.root.resolve(STORE).failures();
    const { reply } = JSON.parse(row!.body) as { reply: { token: string } };
    expect(reply.token).toMatch(/./);
    expect(one.text).not.toContain(reply.token);
  });

  test('are run again, once, and answer in their chat', async () => {
    let now = Date.now();
    const { tenko, chat, cookie, say } = await openConsole({ now: () => now });
    await say('/boom again');
    await say('/mend');
    // Its token is too old for it by then: the answer rides on the next one that comes.
    now += 120_000;
    const [failure] = await tenko.failures();
    const replay = () => ask(tenko, `/console/api/failures/${failure!.id}/replay`, { cookie, body: {} });
    expect((await replay()).status).toBe(200);
    expect(await tenko.failures()).toEqual([]);
    expect((await replay()).status).toBe(404);
    await expect
      .poll(async () => {
        // What is to be run again is looked for once a second.
        now += 1_000;
        await tenko.beat();
        await say('/mend');
        return words(tenko.fromBot(chat));
      }, SOON)
      .toContain('mended: again');
    expect(tenko.log.find((line) => line['failure'] === failure!.id)).toMatchObject({ level: 30 });
  });

  test('are dropped, once', async () => {
    const { tenko, cookie, say } = await openConsole();
    await say('/boom');
    const [failure] = await tenko.failures();
    const drop = (id: number | string) => ask(tenko, `/console/api/failures/${id}/drop`, { cookie, body: {} });
    for (const wrong of [failure!.id + 1, '1e3', '-1', '9'.repeat(16)]) expect((await drop(wrong)).status).toBe(404);
    expect((await drop(failure!.id)).status).toBe(200);
    expect(await tenko.failures()).toEqual([]);
    expect((await drop(failure!.id)).status).toBe(404);
  });
});
