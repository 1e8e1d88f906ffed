import { isFailure } from '../../core/errors.ts';
import { LineAccount, type Bot } from '../../core/line/account.ts';
import { consolePage, LABELS } from '../doctor/console-words.ts';
import { Refused, type Tool } from './tool.ts';

interface Credentials {
  /** As LINE_CHANNEL_SECRET holds it: one, or two with a comma. */
  readonly secret: string;
  readonly token: string;
}

type Verdict =
  | { readonly good: true; readonly bot: Bot; readonly channelId: string | undefined }
  | { readonly good: false; readonly wrong: 'secret' | 'token' | 'neither'; readonly says: string };

/** Both of one channel, and whose it is. */
export interface Connected extends Credentials {
  readonly bot: Bot;
  /** Absent where LINE does not tell it: then the webhook's test has to show whether the secret is right. */
  readonly channelId: string | undefined;
}

const IS_SECRET = /^[0-9a-f]{32}$/;
/** No token is as short, and no secret as long. */
const TOKEN_LEAST = 80;

/** What can be told before LINE is asked. */
function mixedUp({ secret, token }: Credentials): Verdict | undefined {
  const not = (wrong: 'secret' | 'token', says: string): Verdict => ({ good: false, wrong, says });
  if (secret.length >= TOKEN_LEAST)
    return not('secret', `That is an access token. The channel secret is in ${LABELS.basics}: 32 digits from 0 to f.`);
  if (IS_SECRET.test(token))
    return not('token', `That is a channel secret. The access token is in ${LABELS.messagingApi}, at the bottom.`);
  if (token === '' || /[^\x21-\x7E]/.test(token)) return not('token', 'An access token is one line without spaces.');
  if (secret === '' || /[^\x21-\x7E]/.test(secret)) return not('secret', 'A channel secret is one word.');
  return undefined;
}

/** Asks LINE whose the two are. Nothing is changed there. */
async function judge(given: Credentials, apiBaseUrl: string | undefined): Promise<Verdict> {
  const early = mixedUp(given);
  if (early) return early;
  const account = new LineAccount({ channelAccessToken: given.token, apiBaseUrl });
  try {
    const bot = await account.bot();
    const channelId = await account.channelId();
    if (channelId === undefined) return { good: true, bot, channelId };
    const good = await Promise.all(given.secret.split(',').map((one) => account.isSecretOf(channelId, one.trim())));
    if (good.includes(true)) return { good: true, bot, channelId };
    return {
      good: false,
      wrong: 'secret',
      says: `The access token is good: it belongs to “${bot.displayName}”, channel ${channelId}. The secret is not that channel's: it is mistyped, was issued anew since, or is of another channel. That channel's is at ${consolePage(channelId)}`,
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.code === 'PLATFORM_UNAUTHORIZED'
      ? {
          good: false,
          wrong: 'token',
          says: 'LINE does not accept this access token (401): it is mistyped, or another one was issued since.',
        }
      : { good: false, wrong: 'neither', says: error.message };
  } finally {
    await account.close();
  }
}

const connected = (given: Credentials, { bot, channelId }: Verdict & { good: true }): Connected => ({
  ...given,
  bot,
  channelId,
});

/** What a script gave. Throws Refused when LINE does not agree. */
export async function checkCredentials(tool: Tool, given: Credentials): Promise<Connected> {
  const verdict = await judge(given, tool.now('LINE_API_BASE_URL'));
  if (!verdict.good) throw new Refused(verdict.says);
  return connected(given, verdict);
}

/** Asks until LINE agrees. */
export async function askCredentials(tool: Tool): Promise<Connected> {
  const { say } = tool;
  const asking = tool.asking!;
  let secret = tool.now('LINE_CHANNEL_SECRET') ?? '';
  let token = tool.now('LINE_CHANNEL_ACCESS_TOKEN') ?? '';
  let what: 'both' | 'secret' | 'token' | 'neither' = 'both';
  for (;;) {
    if (what === 'both' || what === 'secret') {
      say(`\n${LABELS.secret}, in ${LABELS.basics}:\n  ${consolePage(undefined)} → your channel`);
      secret =
        (await asking.secret(`Channel secret${secret === '' ? '' : ', Enter keeps the one you have'}`)) || secret;
    }
    if (what === 'both' || what === 'token') {
      say(`\n${LABELS.token}, at the bottom of ${LABELS.messagingApi}; ${LABELS.issue} makes one:`);
      token =
        (await asking.secret(`Channel access token${token === '' ? '' : ', Enter keeps the one you have'}`)) || token;
    }
    const verdict = await judge({ secret, token }, tool.now('LINE_API_BASE_URL'));
    if (verdict.good) return connected({ secret, token }, verdict);
    say(`\n✗ ${verdict.says}`);
    what = verdict.wrong;
    if (what === 'neither' && !(await asking.yes('Try again?')))
      throw new Refused('LINE cannot be asked now, and nothing was changed.');
  }
}
