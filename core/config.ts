import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Failure } from './errors.ts';
import { nearest } from './command/nearest.ts';
import { LANGUAGES, type Language } from './command/definition.ts';

export interface LineConfig {
  /** One secret, or two while one is rotated. */
  readonly channelSecrets: readonly string[];
  readonly channelAccessToken: string;
  readonly apiBaseUrl: string | undefined;
  readonly dataApiBaseUrl: string | undefined;
}

export interface LinqConfig {
  readonly apiKey: string;
  /** One signing secret, or two while one webhook subscription replaces another. */
  readonly webhookSecrets: readonly string[];
  /** The bot's own line, in E.164. */
  readonly phoneNumber: string;
  /** Without `/v3`. */
  readonly apiBaseUrl: string | undefined;
}

/** What the operator decided, checked once at start and never changed. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Has a password in it. `undefined`: everything is in a file in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Absolute: where foreign plugins are. */
  readonly pluginsDir: string;
  /** `name@hash` of foreign plugins that run in process. */
  readonly trustedPlugins: ReadonlySet<string>;
  readonly line: LineConfig | undefined;
  readonly linq: LinqConfig | undefined;
  readonly simulator: boolean;
  /** `undefined`: guessed in each chat, else English. */
  readonly defaultLanguage: Language | undefined;
  /** IANA name. */
  readonly defaultTimeZone: string;
  /** `line:U…`, `linq:+…`: people who may run owner commands in every chat. */
  readonly ownerIds: readonly string[];
  /** Where this host is reached from outside, without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** What whoever reads `/metrics` has to show; `undefined`: nothing. */
  readonly metricsToken?: string | undefined;
  /** Opens the operator's console; `undefined`: there is none. */
  readonly consoleToken?: string | undefined;
  readonly logLevel: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Every variable that the host reads, with what it should be. `tenko.config.json` takes the same names. */
export const VARIABLES = {
  PORT: 'a port from 0 to 65535 (0: any free one)',
  HOST: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0',
  DATA_DIR: 'a folder that the host may write to',
  DATABASE_URL: 'the address of a PostgreSQL database, such as postgres://user:password@host:5432/database',
  PLUGINS_DIR: 'the folder of the plugins that were added to this host, one folder each',
  TRUSTED_PLUGINS: 'name@hash of each plugin that was added and may run in process, separated by commas',
  LINE_CHANNEL_SECRET:
    "the channel secret (or two, comma-separated, while one is rotated) from the LINE Developers console, tab 'Basic settings'",
  LINE_CHANNEL_ACCESS_TOKEN: "the channel access token from the LINE Developers console, tab 'Messaging API'",
  LINE_API_BASE_URL: 'a URL such as https://api.line.me',
  LINE_DATA_API_BASE_URL: 'a URL such as https://api-data.line.me',
  LINQ_API_KEY: "the API token of the account, from Linq's dashboard",
  LINQ_WEBHOOK_SECRET:
    'the signing secret (or two, comma-separated, while one is rotated) that Linq showed once when the webhook subscription was made, such as whsec_…',
  LINQ_PHONE_NUMBER: "the bot's own line with its country code, such as +15550001000",
  LINQ_API_BASE_URL: 'a URL such as https://api.linqapp.com/api/partner',
  PUBLIC_URL: 'the https address at which this host is reached from outside, such as https://bot.example.org',
  SIMULATOR: 'on or off',
  DEFAULT_LANGUAGE: `one of ${LANGUAGES.join(', ')}`,
  DEFAULT_TIME_ZONE: 'an IANA time zone such as Asia/Tokyo',
  OWNER_IDS:
    "people with their platform, comma-separated: line:U… with the 32 digits of 'Your user ID' in the LINE Developers console, tab 'Basic settings'; linq:+… with a phone number and its country code",
  METRICS_TOKEN: 'at least 16 letters, digits, - or _ that whoever reads /metrics sends as "authorization: Bearer …"',
  CONSOLE_TOKEN: 'at least 16 characters that nobody can guess, such as `openssl rand -hex 24` prints',
  LOG_LEVEL: `one of ${LOG_LEVELS.join(', ')}`,
} as const satisfies Record<string, string>;
type Variable = keyof typeof VARIABLES;

/** What `tenko.config.json` also takes in another form than a string. */
const NUMBERS: ReadonlySet<string> = new Set<Variable>(['PORT']);
const SWITCHES: ReadonlySet<string> = new Set<Variable>(['SIMULATOR']);
const LISTS: ReadonlySet<string> = new Set<Variable>([
  'LINE_CHANNEL_SECRET',
  'LINQ_WEBHOOK_SECRET',
  'OWNER_IDS',
  'TRUSTED_PLUGINS',
]);

function wrong(name: Variable, why: string): Failure {
  return new Failure('CONFIG_INVALID', `${name} ${why}; it should be ${VARIABLES[name]}`);
}

function readOptional(path: string): string | undefined {
  try {
    // Some editors on Windows begin a file with a byte order mark, which would become part of the first name.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('CONFIG_INVALID', `${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Where the text stops being JSON, as far as it is told. Not the message as it is: that quotes the text, and it may hold a secret. */
function whereJsonBreaks(error: unknown): string {
  const place = /\(line \d+ column \d+\)$/.exec((error as Error).message);
  return place ? ` ${place[0]}` : '';
}

/** Lists and switches may be written as JSON has them; `core/config.schema.json` says the same to editors. */
function asText(name: Variable, value: unknown): string {
  if (typeof value === 'string') return value;
  if (NUMBERS.has(name) && typeof value === 'number') return String(value);
  if (SWITCHES.has(name) && typeof value === 'boolean') return value ? 'on' : 'off';
  if (LISTS.has(name) && Array.isArray(value) && value.every((part) => typeof part === 'string'))
    return value.join(',');
  const also = NUMBERS.has(name)
    ? 'a number'
    : SWITCHES.has(name)
      ? 'true or false'
      : LISTS.has(name)
        ? 'a list of strings'
        : undefined;
  throw wrong(name, `in tenko.config.json is ${also ? `neither a string nor ${also}` : 'no string'}`);
}

function fromFile(path: string): Variables {
  const text = readOptional(path);
  if (text === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Failure(
      'CONFIG_INVALID',
      `tenko.config.json is not JSON${whereJsonBreaks(error)}; it should be an object such as { "PORT": 3000 }`,
    );
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Failure('CONFIG_INVALID', 'tenko.config.json should be an object such as { "PORT": 3000 }');
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(json)) {
    // For editors, which find the schema by it.
    if (key === '$schema') continue;
    if (!Object.hasOwn(VARIABLES, key)) {
      const near = nearest(key, Object.keys(VARIABLES));
      const hint = near ? `did you mean ${near}?` : `it takes ${Object.keys(VARIABLES).join(', ')}`;
      throw new Failure('CONFIG_INVALID', `tenko.config.json has an unknown key ${JSON.stringify(key)}; ${hint}`);
    }
    variables[key] = asText(key as Variable, value);
  }
  return variables;
}

/** The environment, then `.env`, then `tenko.config.json`, each of `folder`; an empty value counts as not set. */
function gather(environment: Variables, folder: string): (name: Variable) => string | undefined {
  const dotEnv = readOptional(join(folder, '.env'));
  const layers = [
    environment,
    dotEnv === undefined ? {} : parseEnv(dotEnv),
    fromFile(join(folder, 'tenko.config.json')),
  ];
  return (name) => {
    for (const layer of layers) {
      const value = layer[name]?.trim();
      if (value) return value;
    }
    return undefined;
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

function readLine(
  read: (name: Variable) => string | undefined,
  url: (name: Variable) => string | undefined,
): LineConfig | undefined {
  const secret = read('LINE_CHANNEL_SECRET');
  const token = read('LINE_CHANNEL_ACCESS_TOKEN');
  if (secret === undefined && token === undefined) return undefined;
  if (secret === undefined) throw wrong('LINE_CHANNEL_SECRET', 'is missing while LINE_CHANNEL_ACCESS_TOKEN is set');
  if (token === undefined) throw wrong('LINE_CHANNEL_ACCESS_TOKEN', 'is missing while LINE_CHANNEL_SECRET is set');
  // A value never appears in the message: it is a secret, or was meant to be one.
  const channelSecrets = secret.split(',').map((part) => part.trim());
  if (channelSecrets.length > 2) throw wrong('LINE_CHANNEL_SECRET', 'has more than two secrets');
  if (channelSecrets.some((part) => part === '' || /\s/.test(part)))
    throw wrong('LINE_CHANNEL_SECRET', 'has an empty part or a space');
  if (/[^\x21-\x7e]/.test(token)) throw wrong('LINE_CHANNEL_ACCESS_TOKEN', 'has a character that no token has');
  return {
    channelSecrets,
    channelAccessToken: token,
    apiBaseUrl: url('LINE_API_BASE_URL'),
    dataApiBaseUrl: url('LINE_DATA_API_BASE_URL'),
  };
}

const LINQ_NEEDS = ['LINQ_API_KEY', 'LINQ_WEBHOOK_SECRET', 'LINQ_PHONE_NUMBER'] as const;

function readLinq(read: (name: Variable) => string | undefined): LinqConfig | undefined {
  const given = LINQ_NEEDS.filter((name) => read(name) !== undefined);
  if (given.length === 0) return undefined;
  const missing = LINQ_NEEDS.find((name) => read(name) === undefined);
  if (missing !== undefined) throw wrong(missing, `is missing while ${given.join(' and ')} ${are(given)} set`);
  const [apiKey = '', secret = '', number = ''] = LINQ_NEEDS.map(read);
  // A value never appears in the message: it is a secret, or was meant to be one.
  if (/[^\x21-\x7e]/.test(apiKey)) throw wrong('LINQ_API_KEY', 'has a character that no token has');
  const webhookSecrets = secret.split(',').map((part) => part.trim());
  if (webhookSecrets.length > 2) throw wrong('LINQ_WEBHOOK_SECRET', 'has more than two secrets');
  if (!webhookSecrets.every((part) => /^(?:whsec_)?[A-Za-z0-9+/]{4,}={0,2}$/.test(part)))
    throw wrong('LINQ_WEBHOOK_SECRET', 'is no signing secret');
  const phoneNumber = number.replaceAll(/[\s().-]/g, '');
  if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) throw wrong('LINQ_PHONE_NUMBER', 'is no phone number');
  return { apiKey, webhookSecrets, phoneNumber, apiBaseUrl: readLinqUrl(read) };
}

const are = (names: readonly unknown[]): string => (names.length === 1 ? 'is' : 'are');

/** Linq's own documents have the version at the end of it, which its SDK adds. */
function readLinqUrl(read: (name: Variable) => string | undefined): string | undefined {
  const value = read('LINQ_API_BASE_URL');
  if (value === undefined) return undefined;
  const parsed = URL.parse(value);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search)
    throw wrong('LINQ_API_BASE_URL', `is ${JSON.stringify(value)}`);
  return parsed.href.replace(/\/+$/, '').replace(/\/v3$/, '');
}

const OWNER = /^(line:U[0-9a-f]{32}|linq:\+[1-9]\d{6,14})$/;

function readOwners(read: (name: Variable) => string | undefined): readonly string[] {
  const ids = (read('OWNER_IDS') ?? '').split(',').map((part) => part.trim());
  // A comma at the end is nobody, and no mistake.
  const given = ids.filter((id) => id !== '');
  const odd = given.find((id) => !OWNER.test(id));
  if (odd !== undefined) throw wrong('OWNER_IDS', `has ${JSON.stringify(odd)}`);
  return Object.freeze([...new Set(given)]);
}

const dataDirOf = (read: (name: Variable) => string | undefined, folder: string): string =>
  resolve(folder, read('DATA_DIR') ?? './data');

const pluginsDirOf = (read: (name: Variable) => string | undefined, folder: string): string =>
  resolve(folder, read('PLUGINS_DIR') ?? join(dataDirOf(read, folder), 'plugins'));

/** A name says nothing about what is in the folder of that name: only what was looked at is trusted. */
function readTrusted(read: (name: Variable) => string | undefined): ReadonlySet<string> {
  const entries = (read('TRUSTED_PLUGINS') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  for (const entry of entries)
    if (!/^[a-z][a-z0-9-]*@[0-9a-f]{40}$/.test(entry))
      throw wrong('TRUSTED_PLUGINS', `has ${JSON.stringify(entry)}, and npm run plugin -- add prints the right line`);
  return new Set(entries);
}

/** Only where the data is, for a tool that needs nothing else and must not fail for the lack of it. */
export const readDataDir = (environment: Variables, folder: string): string =>
  dataDirOf(gather(environment, folder), folder);

/** One setting as it stands, unchecked, for the set-up. Throws CONFIG_INVALID when a file cannot be read. */
export const readSetting = (environment: Variables, folder: string, name: Variable): string | undefined =>
  gather(environment, folder)(name);

/** Variables that are not the host's own, from the environment and `.env`. Throws CONFIG_INVALID when a file cannot be read. */
export const readOthers = (environment: Variables, folder: string) =>
  gather(environment, folder) as (name: string) => string | undefined;

/** Only where added plugins are, for the tool that adds them. */
export const readPluginsDir = (environment: Variables, folder: string): string =>
  pluginsDirOf(gather(environment, folder), folder);

/** Links to files, and the pictures that LINE fetches: both must be https, unless they lead to this very machine. */
function readPublicUrl(read: (name: Variable) => string | undefined): string | undefined {
  const value = read('PUBLIC_URL');
  if (value === undefined) return undefined;
  const parsed = URL.parse(value);
  if (!parsed || !(parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname))))
    throw wrong('PUBLIC_URL', `is ${JSON.stringify(value)}`);
  if (parsed.search || parsed.hash || parsed.username) throw wrong('PUBLIC_URL', 'has more than an address and a path');
  return parsed.href.replace(/\/+$/, '');
}

/** A token of fewer characters could be guessed, and whoever has it may do what the operator may. */
const TOKEN_LEAST = 16;
const TOKEN_MOST = 1_000;

function readConsoleToken(read: (name: Variable) => string | undefined): string | undefined {
  const token = read('CONSOLE_TOKEN');
  if (token === undefined) return undefined;
  if (/[^\x21-\x7e]/.test(token))
    throw wrong('CONSOLE_TOKEN', 'has a space, or a character that not every keyboard has');
  if (token.length < TOKEN_LEAST) throw wrong('CONSOLE_TOKEN', 'is too short');
  if (token.length > TOKEN_MOST) throw wrong('CONSOLE_TOKEN', `is longer than ${TOKEN_MOST} characters`);
  return token;
}

/** Nothing of the value appears in a message: there is a password in it. */
export function readDatabaseUrl(environment: Variables, folder: string): string | undefined {
  const value = gather(environment, folder)('DATABASE_URL');
  if (value === undefined) return undefined;
  const parsed = URL.parse(value);
  if (!parsed) throw wrong('DATABASE_URL', 'is no address');
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw wrong('DATABASE_URL', 'does not begin with postgres://');
  if (parsed.pathname.length < 2) throw wrong('DATABASE_URL', 'names no database');
  return value;
}

function readMetricsToken(read: (name: Variable) => string | undefined): string | undefined {
  const token = read('METRICS_TOKEN');
  if (token !== undefined && !/^[\w-]{16,}$/.test(token))
    throw wrong('METRICS_TOKEN', 'is too short, or has a character that cannot stand there');
  return token;
}

/**
 * Reads and checks everything at once, so that a wrong value stops the start and not the first command.
 * Throws CONFIG_INVALID with one line that names the variable and says what it should be.
 */
export function readConfig(environment: Variables, folder: string): Config {
  const read = gather(environment, folder);

  const url = (name: Variable): string | undefined => {
    const value = read(name);
    if (value === undefined) return undefined;
    const parsed = URL.parse(value);
    if (!parsed || !/^https?:$/.test(parsed.protocol)) throw wrong(name, `is ${JSON.stringify(value)}`);
    if (parsed.pathname !== '/' || parsed.search) throw wrong(name, 'has a path, which LINE has not');
    return value;
  };
  const oneOf = <T extends string>(name: Variable, allowed: readonly T[]): T | undefined => {
    const value = read(name);
    if (value === undefined) return undefined;
    const known = allowed.find((option) => option === value);
    if (!known) throw wrong(name, `is ${JSON.stringify(value)}`);
    return known;
  };

  const portText = read('PORT') ?? '3000';
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) throw wrong('PORT', `is ${JSON.stringify(portText)}`);
  const host = read('HOST') ?? '127.0.0.1';
  if (/[\s/]|^\w+:\/\//.test(host)) throw wrong('HOST', `is ${JSON.stringify(host)}`);

  const defaultTimeZone = read('DEFAULT_TIME_ZONE') ?? 'Asia/Tokyo';
  try {
    Intl.DateTimeFormat('en', { timeZone: defaultTimeZone });
  } catch {
    throw wrong('DEFAULT_TIME_ZONE', `is ${JSON.stringify(defaultTimeZone)}`);
  }

  const line = readLine(read, url);
  const linq = readLinq(read);
  const wanted = oneOf('SIMULATOR', ['on', 'off']);
  const simulator = wanted === 'on' || (wanted === undefined && !line && !linq);
  if (simulator && (line || linq))
    throw wrong(
      'SIMULATOR',
      `is on while ${line ? 'LINE_CHANNEL_SECRET' : 'LINQ_API_KEY'} is set: a host plays one or the other`,
    );
  if (simulator && wanted !== 'on' && !isLoopback(host))
    throw new Failure(
      'CONFIG_INVALID',
      `HOST is ${host} and no platform is configured: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, or SIMULATOR=on if others may use the simulator`,
    );
  if (!simulator && !line && !linq)
    throw new Failure(
      'CONFIG_INVALID',
      `SIMULATOR is off and no platform is configured: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, or ${LINQ_NEEDS.join(', ')}`,
    );

  return Object.freeze({
    port,
    host,
    dataDir: dataDirOf(read, folder),
    databaseUrl: readDatabaseUrl(environment, folder),
    pluginsDir: pluginsDirOf(read, folder),
    trustedPlugins: readTrusted(read),
    line,
    linq,
    simulator,
    defaultLanguage: oneOf('DEFAULT_LANGUAGE', LANGUAGES),
    defaultTimeZone,
    ownerIds: readOwners(read),
    publicUrl: readPublicUrl(read),
    metricsToken: readMetricsToken(read),
    consoleToken: readConsoleToken(read),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
  });
}
