import { askLinq, linqFindings, LINQ_VERSION, LINQ_WEBHOOK_PATH, type Subscription } from '../doctor/linq.ts';
import type { LinqSettings } from '../doctor/patient.ts';
import { hiding, inLines } from '../doctor/print.ts';
import { askAddress, checkValues } from './address.ts';
import { keep } from './env-file.ts';
import { given } from './given.ts';
import { Refused, type Tool } from './tool.ts';

/** What the host listens to (core/linq/events.ts), and what tells of a send that failed. */
export const EVENTS = [
  'message.received',
  'message.edited',
  'message.failed',
  'reaction.added',
  'reaction.removed',
  'participant.added',
  'participant.removed',
  'chat.created',
  'chat.group_name_updated',
  'chat.group_icon_updated',
  'chat.group_name_update_failed',
  'chat.group_icon_update_failed',
  'phone_number.status_updated',
];
const EX_USAGE = 64;
/** In the place of a secret that is not there yet, so that all else can be checked as the host would. */
const NOT_YET = 'whsec_bm90IHlldA==';

type Given = Readonly<Record<string, string | undefined>>;

/** What was agreed to beforehand; `undefined`: whoever sits there is asked. */
export interface LinqFlags {
  readonly publicUrl: string | undefined;
  readonly webhook: boolean | undefined;
}

/** Connects a phone number of Linq's, beside LINE or without it. False when something is left that is wrong. `onWritten`: `.env` is. */
export async function connectLinq(tool: Tool, flags: LinqFlags, onWritten: () => void): Promise<boolean> {
  const input = tool.asking ? {} : await given();
  const apiBaseUrl = tool.now('LINQ_API_BASE_URL');
  const { apiKey, lines } = await keyOf(tool, input, apiBaseUrl);
  const phoneNumber = await lineOf(tool, input, lines);
  tool.say(`✓ ${phoneNumber} is a line of this account`);
  const known = input['LINQ_WEBHOOK_SECRET'] ?? tool.now('LINQ_WEBHOOK_SECRET');
  const values: Record<string, string> = {
    LINQ_API_KEY: apiKey,
    LINQ_WEBHOOK_SECRET: known ?? NOT_YET,
    LINQ_PHONE_NUMBER: phoneNumber,
  };
  if (tool.now('SIMULATOR') === 'on') values['SIMULATOR'] = 'off';
  checkValues(tool, values);
  const words = '\nThe https address at which Linq reaches this host, such as https://bot.example.org';
  const address = await askAddress(tool, flags.publicUrl, words, values);
  if (address !== undefined) values['PUBLIC_URL'] = address;
  checkValues(tool, values);
  const settings: LinqSettings = { apiKey, phoneNumber, apiBaseUrl };
  const secret = await subscribed(tool, settings, address, known, flags.webhook);
  keep(tool, { ...values, LINQ_WEBHOOK_SECRET: secret });
  onWritten();
  const findings = await linqFindings(settings, address);
  const hide = hiding([apiKey, secret]);
  for (const line of findings.flatMap((finding) => inLines(finding, false))) tool.say(hide(line));
  tool.say(`\nNow start the host with npm start, add ${phoneNumber} to a group, and type /help there.`);
  return findings.every(({ state }) => state !== 'wrong');
}

/** A key that Linq accepts, and the lines of its account. */
async function keyOf(
  tool: Tool,
  input: Given,
  apiBaseUrl: string | undefined,
): Promise<{ readonly apiKey: string; readonly lines: readonly string[] }> {
  const before = tool.now('LINQ_API_KEY');
  if (!tool.asking) {
    const apiKey = input['LINQ_API_KEY'] ?? before;
    if (apiKey === undefined)
      throw new Refused('LINQ_API_KEY is missing: it is the API token of Linq’s dashboard', EX_USAGE);
    const lines = await linesOf({ apiKey, phoneNumber: '', apiBaseUrl });
    if (!lines) throw new Refused('Linq does not accept this API token (401): it is mistyped, or was taken back.');
    return { apiKey, lines };
  }
  for (;;) {
    const words = `The API token, from Linq’s dashboard${before === undefined ? '' : ', Enter keeps the one you have'}`;
    const apiKey = (await tool.asking.secret(words)) || before;
    if (apiKey === undefined) continue;
    const lines = /[^\x21-\x7E]/.test(apiKey) ? undefined : await linesOf({ apiKey, phoneNumber: '', apiBaseUrl });
    if (lines) return { apiKey, lines };
    tool.say('✗ Linq does not accept this API token.');
  }
}

/** `undefined`: the key is not accepted. */
async function linesOf(settings: LinqSettings): Promise<readonly string[] | undefined> {
  const { status, body } = await asked(settings, 'phone_numbers');
  if (status === 401) return undefined;
  if (status !== 200) throw new Refused(`Linq answers ${status} when it is asked for the lines of the account.`);
  const { phone_numbers: lines = [] } = body as { phone_numbers?: readonly { readonly phone_number: string }[] };
  return lines.map(({ phone_number: number }) => number);
}

async function asked(...of: Parameters<typeof askLinq>): ReturnType<typeof askLinq> {
  try {
    return await askLinq(...of);
  } catch (error) {
    const { cause, name } = error as Error & { readonly cause?: { readonly code?: string } };
    throw new Refused(
      `Linq cannot be asked now (${cause?.code ?? name}). Is the network there, and LINQ_API_BASE_URL right?`,
    );
  }
}

const plainNumber = (text: string): string => text.replaceAll(/[\s().-]/g, '');

/** The bot's own line. Where the account has one alone, nobody is asked. */
async function lineOf(tool: Tool, input: Given, lines: readonly string[]): Promise<string> {
  if (lines.length === 0) throw new Refused('This account of Linq has no line yet: its dashboard gives one.');
  const wanted = input['LINQ_PHONE_NUMBER'] ?? tool.now('LINQ_PHONE_NUMBER');
  const number = wanted === undefined ? undefined : plainNumber(wanted);
  if (number !== undefined && lines.includes(number)) return number;
  const [only, ...more] = lines;
  if (number === undefined && only !== undefined && more.length === 0) return only;
  const all = lines.join(', ');
  if (!tool.asking)
    throw new Refused(
      number === undefined
        ? `LINQ_PHONE_NUMBER is missing; it should be one of ${all}`
        : `LINQ_PHONE_NUMBER is no line of this account; it should be one of ${all}`,
    );
  for (;;) {
    const answer = plainNumber(await tool.asking.question(`The line that the bot speaks from: ${all}`));
    if (lines.includes(answer)) return answer;
    tool.say('✗ That is none of them.');
  }
}

/** The secret of a subscription that leads here. Linq tells it when the subscription is made, and never again. */
async function subscribed(
  tool: Tool,
  settings: LinqSettings,
  address: string | undefined,
  known: string | undefined,
  wanted: boolean | undefined,
): Promise<string> {
  if (address === undefined) {
    if (known !== undefined) return known;
    throw new Refused(
      'Without an address Linq cannot be told where to send webhooks, and nothing was changed: --public-url gives one',
    );
  }
  const target = `${address}${LINQ_WEBHOOK_PATH}?version=${LINQ_VERSION}`;
  const { status, body } = await asked(settings, 'webhook-subscriptions');
  if (status !== 200) throw new Refused(`Linq answers ${status} when it is asked for its subscriptions.`);
  const { subscriptions = [] } = body as { subscriptions?: readonly Subscription[] };
  const before = subscriptions.find(({ target_url: url }) => url === target);
  if (before && known !== undefined) {
    tool.say(`✓ Linq sends webhooks to ${target} already`);
    return known;
  }
  const question = before
    ? `\nLinq sends webhooks to ${target} already, but told their secret only once. Make that subscription anew?`
    : `\nHave Linq send webhooks to ${target}?`;
  if (wanted ?? (await tool.asking?.yes(question)) ?? false) return subscribe(tool, settings, target, before);
  if (known === undefined)
    throw new Refused(
      'LINQ_WEBHOOK_SECRET is missing, and nothing was changed: --webhook has Linq send webhooks here, which tells it',
    );
  tool.say(`· Linq was not told to send webhooks to ${target} (--webhook tells it)`);
  return known;
}

async function subscribe(
  tool: Tool,
  settings: LinqSettings,
  target: string,
  before: Subscription | undefined,
): Promise<string> {
  if (before) await asked(settings, `webhook-subscriptions/${before.id}`, 'DELETE');
  const wish = { target_url: target, phone_numbers: [settings.phoneNumber], subscribed_events: EVENTS };
  const { status, body } = await asked(settings, 'webhook-subscriptions', 'POST', wish);
  const { signing_secret: secret } = body as { signing_secret?: unknown };
  if (status >= 300 || typeof secret !== 'string')
    throw new Refused(
      `Linq does not take ${target} for webhooks (${status}). Is it an https address that anybody reaches?`,
    );
  tool.say(`✓ Linq sends webhooks to ${target}`);
  return secret;
}
