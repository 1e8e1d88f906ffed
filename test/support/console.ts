import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { STORE } from '../../core/host/tokens.ts';
import { command, newFolder, writePlugin } from './plugin-folder.ts';
import { startTenko, type Tenko } from './tenko.ts';

export const CONSOLE_TOKEN = 'correct-horse-battery';

interface Asking {
  readonly method?: 'GET' | 'POST' | 'HEAD' | 'DELETE';
  readonly cookie?: string | undefined;
  readonly headers?: Record<string, string | string[]>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

/** One request, with the headers that a test wants, a browser's among them. */
export async function ask(
  tenko: Pick<Tenko, 'url'>,
  path: string,
  { method, cookie, headers = {}, body }: Asking = {},
) {
  const {
    statusCode,
    headers: told,
    body: answer,
  } = await request(`${tenko.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: statusCode, headers: told, text: await answer.text() };
}

/** Returns the cookie. */
export async function logIn(tenko: Pick<Tenko, 'url'>): Promise<string> {
  const { headers } = await ask(tenko, '/console/api/login', { body: { token: CONSOLE_TOKEN } });
  return String(headers['set-cookie']).split(';')[0]!;
}

const CODE = `import { Chat, Schedule } from 'tenko';
import { inject, injectable } from 'tsyringe';
let broken = true;
@injectable()
export default class Desk {
  constructor(@inject(Chat) private readonly chat: Chat, @inject(Schedule) private readonly schedule: Schedule) {}
  boom({ text = '' }: { text?: string }) {
    if (broken) throw new Error('<b>no</b> luck');
    return 'mended: ' + text;
  }
  mend() { broken = false; return 'ok'; }
  async later() { await this.schedule.at(Date.now() + 1, '/due'); return 'set'; }
  // Run by the clock: no token comes with it, so that the notice has to wait.
  due() {
    const now = Date.now();
    this.chat.notice('secret words', { by: now + 3_600_000, expires: now + 7_200_000 });
  }
}
`;

/** A host with a console, a group of two, a plugin that fails until it is mended, and one that does not run. */
export async function openConsole(options: { readonly now?: () => number; readonly databaseUrl?: string } = {}) {
  const plugins = newFolder();
  const text = { options: { text: { text: {}, description: { en: 'x' } } } };
  const commands = { boom: command(text), mend: command(), later: command(), due: command() };
  writePlugin(plugins, { name: 'desk', permissions: ['storage', 'schedule', 'push'], commands }, { 'index.ts': CODE });
  const code = 'export default class Broken {}';
  writePlugin(plugins, { name: 'broken', commands: { lost: command() } }, { 'index.ts': code });
  const tenko = await startTenko({
    consoleToken: CONSOLE_TOKEN,
    plugins,
    ...(options.now ? { settings: { now: options.now } } : {}),
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  });
  onTestFinished(() => tenko.stop());
  const yuki = tenko.world.createMember('Yuki <script>');
  const mei = tenko.world.createMember('Mei');
  const chat = tenko.world.createGroup('ランチ部 <img>', [yuki, mei]);
  await tenko.quiet();
  const cookie = await logIn(tenko);
  return {
    tenko,
    cookie,
    chat,
    yuki,
    say: (line: string) => tenko.say(chat, yuki, line),
    /** Makes a notice that has to wait: the first takes the token that nobody needed when the bot came. */
    leaveNotice: async (): Promise<void> => {
      const store = tenko.root.resolve(STORE);
      for (let tries = 0; (await store.outbox()).length === 0; tries++) {
        if (tries === 20) throw new Error('no notice waits');
        await tenko.say(chat, yuki, '/later');
        await sleep(100);
        await tenko.beat();
      }
    },
    /** What the console tells under a path, with the text as it came. */
    told: async <T>(path: string): Promise<{ readonly data: T; readonly text: string }> => {
      const { status, text: came } = await ask(tenko, `/console/api/${path}`, { cookie });
      if (status !== 200) throw new Error(`${path} was answered with ${status}: ${came}`);
      return { data: JSON.parse(came) as T, text: came };
    },
  };
}
