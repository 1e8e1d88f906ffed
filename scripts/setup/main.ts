/** `npm run setup`: connects a bot. Asks, or takes everything from a script; can be run again. */
import { join } from 'node:path';
import { argv, cwd, env, exit, stdin, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { readSetting } from '../../core/config.ts';
import { isFailure } from '../../core/errors.ts';
import { WEBHOOK_PATH } from '../doctor/webhook.ts';
import { askAddress, askValue, checkValues } from './address.ts';
import { askAtTerminal } from './asking.ts';
import { askCredentials, checkCredentials, type Connected } from './credentials.ts';
import { keep } from './env-file.ts';
import { given } from './given.ts';
import { connectLinq } from './linq.ts';
import { Refused, type Tool } from './tool.ts';
import { setWebhook, tryOut, waitForUse } from './webhook.ts';

const USAGE = `npm run setup                       connects a bot of yours: asks what it needs, checks it with LINE, writes .env
npm run setup -- --public-url <https://…>   the address at which LINE reaches this host
                 --webhook | --no-webhook   tells LINE that address, or does not
                 --owner <U…>               who may do everything in every chat: “Your user ID” in the console
npm run setup -- --linq             connects a phone number of Linq's (iMessage, RCS, SMS), beside LINE or without it

In a script, lines NAME=value on standard input (or the environment, or .env) have the secrets, which no command line should have:
  printf 'LINE_CHANNEL_SECRET=%s\\nLINE_CHANNEL_ACCESS_TOKEN=%s\\n' "$secret" "$token" | npm run setup -- --public-url https://… --webhook`;
/** sysexits.h: used wrongly; the set-up has to be changed. And what a shell says after Ctrl-C. */
const EX_USAGE = 64;
const EX_CONFIG = 78;
const INTERRUPTED = 130;

const OPTIONS = {
  'public-url': { type: 'string' },
  webhook: { type: 'boolean' },
  'no-webhook': { type: 'boolean' },
  owner: { type: 'string' },
  linq: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function readArguments() {
  try {
    const { values } = parseArgs({ args: argv.slice(2), options: OPTIONS });
    if (values.webhook && values['no-webhook']) throw new Error('--webhook and --no-webhook are two answers');
    if (values.linq && values.owner !== undefined)
      throw new Error('--owner is for LINE: OWNER_IDS in .env takes linq:+…');
    return values;
  } catch (error) {
    throw new Refused(`${(error as Error).message}\n${USAGE}`, EX_USAGE);
  }
}

const wantedWebhook = (flags: ReturnType<typeof readArguments>): boolean | undefined =>
  flags.webhook === true ? true : flags['no-webhook'] === true ? false : undefined;

const ownerOf = (id: string): string => (/^U[0-9a-f]{32}$/.test(id) ? `line:${id}` : id);

async function credentials(tool: Tool): Promise<Connected> {
  if (tool.asking) return askCredentials(tool);
  const input = await given();
  const secret = input['LINE_CHANNEL_SECRET'] ?? tool.now('LINE_CHANNEL_SECRET');
  const token = input['LINE_CHANNEL_ACCESS_TOKEN'] ?? tool.now('LINE_CHANNEL_ACCESS_TOKEN');
  if (secret === undefined || token === undefined)
    throw new Refused(
      `${secret === undefined ? 'LINE_CHANNEL_SECRET' : 'LINE_CHANNEL_ACCESS_TOKEN'} is missing\n${USAGE}`,
      EX_USAGE,
    );
  return checkCredentials(tool, { secret, token });
}

/** Everything that `.env` is to hold, checked. */
async function gather(
  tool: Tool,
  flags: ReturnType<typeof readArguments>,
  found: Connected,
): Promise<Record<string, string>> {
  const values: Record<string, string> = { LINE_CHANNEL_SECRET: found.secret, LINE_CHANNEL_ACCESS_TOKEN: found.token };
  if (tool.now('SIMULATOR') === 'on') values['SIMULATOR'] = 'off';
  checkValues(tool, values);
  const reached = '\nThe https address at which LINE reaches this host, such as https://bot.example.org';
  const publicUrl = await askAddress(tool, flags['public-url'], reached, values);
  if (publicUrl !== undefined) values['PUBLIC_URL'] = publicUrl;
  const words =
    '\nYour own user ID, to be an owner in every chat: “Your user ID” (あなたのユーザーID) in the tab “Basic settings” (チャネル基本設定)';
  const owner =
    flags.owner === undefined && tool.asking
      ? await askValue(tool, 'OWNER_IDS', words, values, ownerOf)
      : flags.owner === undefined
        ? tool.now('OWNER_IDS')
        : ownerOf(flags.owner);
  if (owner !== undefined) values['OWNER_IDS'] = owner;
  checkValues(tool, values);
  return values;
}

async function main(): Promise<void> {
  const flags = readArguments();
  if (flags.help) return console.log(USAGE);
  let isWritten = false;
  const asking =
    stdin.isTTY && stdout.isTTY
      ? askAtTerminal(() => {
          console.log(
            isWritten ? 'Stopped. .env is written; npm run setup can be run again.' : 'Stopped. Nothing was changed.',
          );
          return exit(INTERRUPTED);
        })
      : undefined;
  const folder = cwd();
  const tool: Tool = {
    root: join(import.meta.dirname, '..'),
    folder,
    environment: env,
    asking,
    say: (line) => console.log(line),
    now: (name) => readSetting(env, folder, name),
  };
  try {
    if (asking) tool.say('This connects a bot of yours to this host. Ctrl-C leaves everything as it was.');
    if (flags.linq) {
      const publicUrl = flags['public-url'];
      if (!(await connectLinq(tool, { publicUrl, webhook: wantedWebhook(flags) }, () => (isWritten = true))))
        process.exitCode = 1;
      return;
    }
    const found = await credentials(tool);
    tool.say(
      `✓ the bot “${found.bot.displayName}” (${found.bot.basicId})${found.channelId === undefined ? '' : `; secret and access token are of one channel (${found.channelId})`}`,
    );
    const values = await gather(tool, flags, found);
    keep(tool, values);
    isWritten = true;
    const isRight = await connect(tool, flags, found, values['PUBLIC_URL']);
    tool.say(
      `\nNow start the host with npm start, invite ${found.bot.basicId} to a group, and type /help there.\nnpm run doctor tells what is wrong when something does not work.`,
    );
    if (!isRight) process.exitCode = 1;
  } finally {
    asking?.close();
  }
}

async function connect(
  tool: Tool,
  flags: ReturnType<typeof readArguments>,
  found: Connected,
  address: string | undefined,
): Promise<boolean> {
  if (address === undefined) {
    tool.say('· Without an address LINE cannot reach this host: run npm run setup again when you have one.');
    return true;
  }
  const wanted = wantedWebhook(flags);
  if (!(await setWebhook(tool, found, address, wanted))) return wanted !== true;
  const isUsed = await waitForUse(tool, found);
  return (await tryOut(tool, address + WEBHOOK_PATH)) && isUsed;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refused) && !isFailure(error)) throw error;
  console.error(`tenko: ${error.message}`);
  process.exitCode = error instanceof Refused ? error.exitCode : EX_CONFIG;
}
