import { isFailure } from '../errors.ts';
import { LineApi, TIMEOUTS, type Timeouts } from './api.ts';
import { failureOfAnswer } from './failures.ts';
import { readJson, stringIn } from './read.ts';
import { string } from '../chat/shape.ts';

/** What LINE tells about the bot of an access token (LINE reference, "Get bot info"). */
export interface Bot {
  readonly id: string;
  /** With its `@`: what people search for. */
  readonly basicId: string;
  readonly displayName: string;
  /** `chat` when members of the account's team can write by hand too, else `bot`. */
  readonly chatMode: string;
  /** LINE's clock when it answered, milliseconds since 1970. */
  readonly clock: number | undefined;
}

export interface WebhookEndpoint {
  readonly url: string;
  /** "Use webhook": only its owner can switch it, in the console. */
  readonly active: boolean;
}

/** What came of a webhook that LINE sent for a test (LINE reference, "Test webhook endpoint"). */
export interface EndpointTest {
  readonly success: boolean;
  /** 0 or less without an answer. */
  readonly status: number;
  /** `OK`, `COULD_NOT_CONNECT`, `REQUEST_TIMEOUT`, `ERROR_STATUS_CODE`, `UNCLASSIFIED`, or something newer. */
  readonly reason: string;
  readonly detail: string;
}

export interface LineAccountOptions {
  readonly channelAccessToken: string;
  /** LINE's own by default. */
  readonly apiBaseUrl: string | undefined;
}

/** Nobody in a chat waits for these. A test takes as long as LINE waits for the host, and then answers us. */
export const PATIENT_TIMEOUTS: Timeouts = { ...TIMEOUTS, send: 15_000, readTry: 5_000, read: 12_000 };
const PATH = '/v2/bot/channel/webhook';

/** The bot's account at LINE, as its owner set it up: for the set-up and the doctor. */
export class LineAccount {
  readonly #api: LineApi;
  readonly #token: string;

  constructor({ channelAccessToken, apiBaseUrl = 'https://api.line.me' }: LineAccountOptions) {
    this.#token = channelAccessToken;
    this.#api = new LineApi(channelAccessToken, apiBaseUrl, PATIENT_TIMEOUTS);
  }

  async bot(): Promise<Bot> {
    const call = 'bot info';
    const answer = await this.#api.read(call, '/v2/bot/info');
    const body = readJson(call, answer);
    const clock = Date.parse(answer.date ?? '');
    return {
      id: stringIn(call, body, 'userId'),
      basicId: stringIn(call, body, 'basicId'),
      displayName: stringIn(call, body, 'displayName'),
      chatMode: string(body['chatMode']) ?? 'unknown',
      clock: Number.isNaN(clock) ? undefined : clock,
    };
  }

  /**
   * The id of the channel that the access token was issued for; `undefined` for a token that LINE verifies elsewhere (LINE reference,
   * "Verify the validity of short-lived and long-lived channel access tokens").
   */
  async channelId(): Promise<string | undefined> {
    const call = 'access token';
    const answer = await this.#api.postForm(call, '/v2/oauth/verify', { access_token: this.#token });
    if (answer.status === 400 || answer.status === 401) return undefined;
    if (answer.status !== 200) throw failureOfAnswer(call, answer);
    return stringIn(call, readJson(call, answer), 'client_id');
  }

  /**
   * Whether `secret` is the channel's. Found out by asking for a stateless token with it, which lives for 15 minutes, counts against no
   * limit and is thrown away (LINE reference, "Issue stateless channel access token").
   */
  async isSecretOf(channelId: string, secret: string): Promise<boolean> {
    const call = 'channel secret';
    const answer = await this.#api.postForm(call, '/oauth2/v3/token', {
      grant_type: 'client_credentials',
      client_id: channelId,
      client_secret: secret,
    });
    if (answer.status === 400 || answer.status === 401) return false;
    if (answer.status !== 200) throw failureOfAnswer(call, answer);
    return true;
  }

  /** `undefined`: no URL is set. */
  async endpoint(): Promise<WebhookEndpoint | undefined> {
    const call = 'webhook URL';
    try {
      const body = await this.#api.get(call, `${PATH}/endpoint`);
      return { url: stringIn(call, body, 'endpoint'), active: body['active'] === true };
    } catch (error) {
      if (isFailure(error) && error.code === 'PLATFORM_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** LINE may need a minute until it uses it. */
  async setEndpoint(url: string): Promise<void> {
    await this.#api.post('webhook URL', `${PATH}/endpoint`, { endpoint: url }, 'PUT');
  }

  /** LINE sends a signed webhook without events to `url`, or to the one that is set; 60 times an hour at most. */
  async testEndpoint(url?: string): Promise<EndpointTest> {
    const call = 'webhook test';
    const answer = await this.#api.post(call, `${PATH}/test`, url === undefined ? {} : { endpoint: url });
    const body = readJson(call, answer);
    return {
      success: body['success'] === true,
      status: typeof body['statusCode'] === 'number' ? body['statusCode'] : 0,
      reason: string(body['reason']) ?? 'UNCLASSIFIED',
      detail: string(body['detail']) ?? '',
    };
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}
