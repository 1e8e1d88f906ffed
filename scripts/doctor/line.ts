import { isFailure } from '../../core/errors.ts';
import { PATIENT_TIMEOUTS } from '../../core/line/account.ts';
import { LinePlatform } from '../../core/line/client.ts';
import type { Check } from './check.ts';
import { consolePage, LABELS, MANAGER } from './console-words.ts';
import { look, ok, wrong, type Finding } from './finding.ts';

const FAR = 60_000;
const JAPAN = 9 * 60 * 60_000;
const DAY = 24 * 60 * 60_000;

export const token: Check = {
  about: 'access token',
  run: async (patient) => {
    patient.line();
    try {
      const { displayName, basicId } = await patient.bot();
      return [ok('access token', `of the bot “${displayName}” (${basicId})`)];
    } catch (error) {
      if (!isFailure(error)) throw error;
      return error.code === 'PLATFORM_UNAUTHORIZED'
        ? [
            wrong(
              'access token',
              'LINE does not accept it (401)',
              `Issue one in ${LABELS.messagingApi}, ${LABELS.token}, and run npm run setup. Is there a list of allowed IP addresses?`,
              consolePage(undefined),
            ),
          ]
        : [wrong('access token', error.message, 'Is the network there? Run it again.')];
    }
  },
};

export const secret: Check = {
  about: 'channel secret',
  run: async (patient) => {
    const { channelSecrets } = patient.line();
    const channel = await patient.channelId();
    if (channel === undefined)
      return [
        look(
          'channel secret',
          'LINE does not tell the channel of this kind of token, so only the webhook test below can tell whether the secret is right',
          'Nothing, if that test is ok.',
        ),
      ];
    const good = await Promise.all(channelSecrets.map((one) => patient.account().isSecretOf(channel, one)));
    const page = consolePage(channel);
    if (!good.includes(true))
      return [
        wrong(
          'channel secret',
          `it is not the one of channel ${channel}, to which the access token belongs: mistyped, issued anew, or another channel's`,
          `Copy ${LABELS.secret} from ${LABELS.basics} of that channel, and run npm run setup.`,
          page,
        ),
      ];
    return good.includes(false)
      ? [
          look(
            'channel secret',
            `one of the two is the secret of channel ${channel}, the other is not`,
            'Once the new secret is in use, take the old one out of LINE_CHANNEL_SECRET.',
            page,
          ),
        ]
      : [ok('channel secret', `of the same channel as the access token (${channel})`)];
  },
};

export const chatMode: Check = {
  about: 'chat mode',
  run: async (patient) => {
    const { chatMode: mode } = await patient.goodBot();
    return mode === 'bot'
      ? [ok('chat mode', 'the bot answers alone (“Chat” is off)')]
      : [
          look(
            'chat mode',
            '“Chat” is on: the bot answers, and your team can write to people by hand beside it',
            `Switch ${LABELS.chat} off in ${LABELS.responseSettings} if nobody does.`,
            MANAGER,
          ),
        ];
  },
};

export const quota: Check = {
  about: 'quota',
  run: async (patient) => {
    await patient.goodBot();
    const { channelAccessToken, apiBaseUrl } = patient.line();
    const platform = new LinePlatform({
      channelAccessToken,
      timeouts: PATIENT_TIMEOUTS,
      ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }),
    });
    try {
      const { used, limit } = await platform.quota();
      return [quotaFinding(used, limit, Date.now())];
    } finally {
      await platform.close();
    }
  },
};

/** The month is Japan's. LINE calls the number approximate. */
export function quotaFinding(used: number, limit: number | undefined, now: number): Finding {
  if (limit === undefined) return ok('quota', `${used} messages pushed this month, no limit`);
  const local = new Date(now + JAPAN);
  const start = Date.UTC(local.getUTCFullYear(), local.getUTCMonth());
  const end = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1);
  const gone = local.getTime() - start;
  const says = `${used} of ${limit} messages pushed this month`;
  const onTheFirst = 'until the 1st nothing is pushed, and notices wait for a free reply';
  if (used >= limit)
    return wrong(
      'quota',
      says,
      `Commands are answered as before; ${onTheFirst}. A larger plan is in the manager.`,
      MANAGER,
    );
  // Of the first day alone nothing can be told.
  if (gone < DAY) return ok('quota', says);
  const forecast = Math.round((used / gone) * (end - start));
  return forecast > limit
    ? look(
        'quota',
        `${says}, which makes ${forecast} by its end`,
        `When they are gone, ${onTheFirst}. /usage tells the owners who uses them.`,
      )
    : ok('quota', `${says}, which makes ${forecast} by its end`);
}

export const clock: Check = {
  about: 'clock',
  run: async (patient) => {
    await patient.goodBot();
    const { ahead } = await patient.bot();
    if (ahead === undefined) return [look('clock', 'LINE told no time', 'Compare it yourself.')];
    const seconds = Math.round(Math.abs(ahead) / 1000);
    return Math.abs(ahead) > FAR
      ? [
          wrong(
            'clock',
            `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} LINE’s`,
            'Let it be set by the network (NTP): reply tokens live for a minute.',
          ),
        ]
      : [ok('clock', `within ${Math.max(1, seconds)} s of LINE’s`)];
  },
};
