import { readConfig, type Config, type LineConfig } from '../../core/config.ts';
import { isFailure, type Failure } from '../../core/errors.ts';
import { LineAccount, type Bot, type EndpointTest, type WebhookEndpoint } from '../../core/line/account.ts';
import { Skipped } from './check.ts';
import { lookHere, readinessOf, type Here } from './here.ts';

/** As the settings have it. */
export interface LinqSettings {
  readonly apiKey: string;
  readonly webhookSecrets?: readonly string[];
  /** The bot's own line, in E.164. */
  readonly phoneNumber: string;
  /** Without `/v3`; Linq's own by default. */
  readonly apiBaseUrl?: string | undefined;
}

/** LINE's test of the webhook URL, and whether it came to the host of this machine. */
export interface Tested extends EndpointTest {
  readonly arrived: boolean;
  /** It came, and its signature was not by our secret. */
  readonly refused: boolean;
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find();
    // Each check sees the failure when it asks; a failure that nobody asks about again is no crash.
    found.catch(() => undefined);
    return found;
  };
}

/** The set-up that is looked at. What several checks ask is asked once. */
export class Patient {
  readonly config: Config | Failure;
  #account: LineAccount | undefined;

  constructor(
    /** The folder of this installation. */
    readonly root: string,
    /** Where `.env` and `tenko.config.json` are. */
    readonly folder: string,
    readonly environment: NodeJS.ProcessEnv,
    /** The webhook URL to test, where LINE may not use it yet. Absent: the one that is set. */
    readonly webhookUrl?: string,
  ) {
    this.config = configOf(environment, folder);
  }

  /** Throws Skipped when the settings are not right. */
  settings(): Config {
    if (isFailure(this.config)) throw new Skipped('the settings are not right');
    return this.config;
  }

  /** Throws Skipped when LINE is not set up. */
  line(): LineConfig {
    const { line } = this.settings();
    if (!line) throw new Skipped('LINE is not set up');
    return line;
  }

  /** `undefined`: Linq is not set up, or the settings are not right. */
  linq(): LinqSettings | undefined {
    if (isFailure(this.config)) return undefined;
    return this.config.linq;
  }

  /** Of PostgreSQL, with its password; then several hosts may share what they do. */
  databaseUrl(): string | undefined {
    if (isFailure(this.config)) return undefined;
    return this.config.databaseUrl;
  }

  account(): LineAccount {
    return (this.#account ??= new LineAccount(this.line()));
  }

  /** The bot, and how far our clock is from LINE's, milliseconds. */
  readonly bot = once(async (): Promise<Bot & { readonly ahead: number | undefined }> => {
    const bot = await this.account().bot();
    return { ...bot, ahead: bot.clock === undefined ? undefined : Date.now() - bot.clock };
  });

  /** For those that can say nothing without it. */
  async goodBot(): Promise<Bot> {
    this.line();
    try {
      return await this.bot();
    } catch {
      throw new Skipped('LINE does not tell whose access token this is');
    }
  }

  readonly channelId = once(async () => {
    await this.goodBot();
    return this.account().channelId();
  });

  readonly endpoint = once(async (): Promise<WebhookEndpoint | undefined> => {
    await this.goodBot();
    return this.account().endpoint();
  });

  readonly here = once((): Promise<Here> => {
    const { host, port, line } = this.settings();
    return lookHere(host, port, line?.channelSecrets ?? ['nobody signs with this']);
  });

  readonly test = once(async (): Promise<Tested> => {
    const before = await this.#heard();
    const result = await this.account().testEndpoint(this.webhookUrl);
    const after = await this.#heard();
    return { ...result, arrived: after.tests > before.tests, refused: after.refused > before.refused };
  });

  async #heard(): Promise<{ tests: number; refused: number }> {
    const here = await this.here();
    if (here.kind === 'neither') return { tests: 0, refused: 0 };
    if (here.kind === 'host') return (await readinessOf(here.url)).webhooks;
    return { tests: here.door.heard.destinations.length, refused: here.door.heard.refused };
  }

  /** What must not be printed, whatever happens. */
  get secrets(): readonly string[] {
    const line = isFailure(this.config) ? undefined : this.config.line;
    const linq = this.linq();
    const password = URL.parse(this.databaseUrl() ?? '')?.password ?? '';
    return [
      ...(password === '' ? [] : [password, decodeURIComponent(password)]),
      ...(line ? [...line.channelSecrets, line.channelAccessToken] : []),
      ...(linq ? [linq.apiKey, ...(linq.webhookSecrets ?? [])] : []),
    ];
  }

  async close(): Promise<void> {
    await this.#account?.close();
    if (isFailure(this.config)) return;
    const here = await this.here();
    if (here.kind === 'door') await here.door.close();
  }
}

function configOf(environment: NodeJS.ProcessEnv, folder: string): Config | Failure {
  try {
    return readConfig(environment, folder);
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}
