import { createHmac } from 'node:crypto';
import { isFailure } from '../../core/errors.ts';
import type { Check } from './check.ts';
import { consolePage, LABELS } from './console-words.ts';
import { look, ok, wrong, type Finding } from './finding.ts';
import type { Here } from './here.ts';
import type { Patient, Tested } from './patient.ts';

export const WEBHOOK_PATH = '/webhook/line';

export const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(URL.parse(url)?.hostname ?? '');

export const webhookUrl: Check = {
  about: 'webhook URL',
  run: async (patient) => {
    const { apiBaseUrl } = patient.line();
    const { publicUrl } = patient.settings();
    const endpoint = await patient.endpoint();
    const page = consolePage(await patient.channelId(), 'messaging-api');
    const set = `npm run setup sets it, or you do: ${LABELS.webhookUrl} in ${LABELS.messagingApi}.`;
    if (!endpoint) return [wrong('webhook URL', 'none is set: LINE sends nothing', set, page)];
    const { url, active } = endpoint;
    // Where LINE is a virtual one of this machine, it calls nobody else.
    const isVirtual = apiBaseUrl !== undefined && isLoopback(apiBaseUrl);
    const found: Finding[] = [];
    if (!url.startsWith('https://') && !isVirtual) found.push(wrong('webhook URL', `${url} is not https`, set, page));
    else if (!URL.parse(url)?.pathname.endsWith(WEBHOOK_PATH))
      found.push(wrong('webhook URL', `${url} does not end with ${WEBHOOK_PATH}`, set, page));
    else if (publicUrl !== undefined && url !== publicUrl + WEBHOOK_PATH)
      found.push(
        look(
          'webhook URL',
          `${url}, while PUBLIC_URL is ${publicUrl}`,
          'Nothing, if both lead here; see the test.',
          page,
        ),
      );
    else found.push(ok('webhook URL', url));
    found.push(
      active
        ? ok('webhook', 'is in use')
        : wrong(
            'webhook',
            'is not in use: LINE sends no events, whatever the URL is',
            `Switch ${LABELS.useWebhook} on in ${LABELS.messagingApi}; no program can do that.`,
            page,
          ),
    );
    return found;
  },
};

/** LINE's own test: the only look from outside, and one that is signed with the right secret. */
export const webhookTest: Check = {
  about: 'webhook test',
  run: async (patient) => {
    if ((patient.webhookUrl ?? (await patient.endpoint())) === undefined) return [];
    const here = await patient.here();
    let tested: Tested;
    try {
      tested = await patient.test();
    } catch (error) {
      if (!isFailure(error) || error.code !== 'PLATFORM_RATE_LIMITED') throw error;
      return [look('webhook test', 'LINE makes 60 tests an hour, and those were made', 'Try again in an hour.')];
    }
    return tested.success
      ? [arrival(tested, here, (await patient.goodBot()).id, patient.databaseUrl() !== undefined)]
      : [failure(tested, here)];
  },
};

/** `several`: hosts share one database, and the URL may lead to any of them. */
function arrival(tested: Tested, here: Here, botId: string, several: boolean): Finding {
  if (tested.arrived) {
    const other = here.kind === 'door' ? here.door.heard.destinations.find((id) => id !== botId) : undefined;
    if (other !== undefined)
      return wrong(
        'webhook test',
        `it was for the bot ${other}, and the access token belongs to ${botId}`,
        'Take the secret and the access token from one channel, and run npm run setup.',
      );
    return ok(
      'webhook test',
      `LINE reaches ${here.kind === 'door' ? 'this machine' : 'this host'}, and the secret is the channel’s`,
    );
  }
  if (here.kind === 'neither')
    return look(
      'webhook test',
      'LINE was answered; whether it was by this host nobody can tell',
      `Because ${here.why}.`,
    );
  if (several)
    return look(
      'webhook test',
      'LINE was answered, by another host or somebody else',
      'Look at each host, if that surprises you.',
    );
  return wrong(
    'webhook test',
    'LINE was answered, but not by this host: the URL leads elsewhere',
    'Is it the address of another machine, or an old tunnel? npm run setup sets it anew.',
  );
}

const REASONS: Readonly<Record<string, string>> = {
  COULD_NOT_CONNECT: 'LINE finds no way to it',
  REQUEST_TIMEOUT: 'LINE got no answer within two seconds',
  UNCLASSIFIED: 'LINE does not say what went wrong',
};

function failure({ refused, reason, status, detail }: Tested, here: Here): Finding {
  if (refused)
    return wrong(
      'webhook test',
      here.kind === 'host'
        ? 'LINE reaches this host, which refuses the signature: it runs with another channel secret'
        : 'LINE reaches this machine, and signs with another channel secret than yours',
      here.kind === 'host'
        ? 'If the secret above is right, start the host again; else copy the right one with npm run setup.'
        : `Copy ${LABELS.secret} from ${LABELS.basics} with npm run setup.`,
    );
  const says =
    reason === 'ERROR_STATUS_CODE'
      ? `LINE was answered ${status}, and not by this host`
      : `${REASONS[reason] ?? reason}${detail === '' ? '' : ` (${detail.slice(0, 120)})`}`;
  const todo =
    reason === 'ERROR_STATUS_CODE'
      ? 'Look at the proxy or tunnel in front of it: does it lead to HOST and PORT, with the whole path?'
      : 'Is the proxy or tunnel running, the name in DNS, port 443 open, the certificate complete and by a public authority?';
  return wrong('webhook test', says, todo);
}

/** What a restart that was forgotten looks like: the host runs with other credentials than the files have now. */
export const sameSecret: Check = {
  about: 'running host',
  run: async (patient) => {
    const { channelSecrets } = patient.line();
    const here = await patient.here();
    if (here.kind !== 'host') return [];
    if (!here.readiness.platforms.includes('line'))
      return [wrong('running host', 'it was started without LINE', 'Start it again: it reads the settings once.')];
    const { id } = await patient.goodBot();
    const answers = await Promise.all(channelSecrets.map((one) => signedRequest(here.url, one, id)));
    return answers.every((status) => status === 200)
      ? [ok('running host', 'has the same channel secret as the settings')]
      : [
          wrong(
            'running host',
            `refuses a webhook that is signed with the secret of the settings (${answers.join(', ')})`,
            'Start it again: it reads the settings once.',
          ),
        ];
  },
};

async function signedRequest(url: string, secret: string, destination: string): Promise<number> {
  const body = JSON.stringify({ destination, events: [] });
  const { status } = await fetch(url + WEBHOOK_PATH, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-line-signature': createHmac('sha256', secret).update(body).digest('base64'),
      connection: 'close',
    },
    body,
    signal: AbortSignal.timeout(8_000),
  });
  return status;
}

/** What only a person can see, in LINE's consoles. */
export const byHand: Check = {
  about: 'by hand',
  run: async (patient) => {
    await patient.goodBot();
    const page = consolePage(await channelOf(patient), 'messaging-api');
    return [
      look(
        'groups',
        'whether the bot may join groups is told by no API; off at first, it then leaves at once',
        `${LABELS.groups} has to be on, in ${LABELS.messagingApi}.`,
        page,
      ),
      look(
        'auto-reply',
        'LINE’s own answers would stand beside the bot’s',
        `${LABELS.autoReply} and ${LABELS.greeting} should be off, in ${LABELS.messagingApi}.`,
        page,
      ),
      look(
        'redelivery',
        'off at first: then an event that meets a stopped host is lost',
        `${LABELS.redelivery} should be on, in ${LABELS.messagingApi}; it shows once the webhook is in use.`,
        page,
      ),
    ];
  },
};

const channelOf = (patient: Patient): Promise<string | undefined> => patient.channelId().catch(() => undefined);
