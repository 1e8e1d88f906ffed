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

/** What the operator decided, checked once at start and never changed. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute: where foreign plugins are. */
  readonly pluginsDir: string;
  /** `name@hash` of foreign plugins that run in process. */
  readonly trustedPlugins: ReadonlySet<string>;
  readonly line: LineConfig | undefined;
  readonly simulator: boolean;
  /** `undefined`: guessed in each chat, else English. */
  readonly defaultLanguage: Language | undefined;
  /** IANA name. */
  readonly defaultTimeZone: string;
  /** `line:U…`, `linq:+…`: people who may run owner commands in every chat. */
  readonly ownerIds: readonly string[];
  /** Where this host is reached from outside, without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Every variable that the host reads, with what it should be. `tenko.config.json` takes the same names. */
export const VARIABLES = {
  PORT: 'a port from 0 to 65535 (0: any free one)',
  HOST: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0',
  DATA_DIR: 'a folder that the host may write to',
  PLUGINS_DIR: 'the folder of the plugins that were added to this host, one folder each',
  TRUSTED_PLUGINS: 'name@hash of each plugin that was added and may run in process, separated by commas',
  LINE_CHANNEL_SECRET:
    "the channel secret (or two, comma-separated, while one is rotated) from the LINE Developers console, tab 'Basic settings'",
  LINE_CHANNEL_ACCESS_TOKEN: "the channel access token from the LINE Developers console, tab 'Messaging API'",
  LINE_API_BASE_URL: 'a URL such as https://api.line.me',
  LINE_DATA_API_BASE_URL: 'a URL such as https://api-data.line.me',
  PUBLIC_URL: 'the https address at which this host is reached from outside, such as https://bot.example.org',
  SIMULATOR: 'on or off',
  DEFAULT_LANGUAGE: `one of ${LANGUAGES.join(', ')}`,
  DEFAULT_TIME_ZONE: 'an IANA time zone such as Asia/Tokyo',
  OWNER_IDS:
    "people with their platform, comma-separated: line:U… with the 32 digits of 'Your user ID' in the LINE Developers console, tab 'Basic settings'; linq:+… with a phone number and its country code",
  LOG_LEVEL: `one of ${LOG_LEVELS.join(', ')}`,
} as const satisfies Record<string, string>;
type Variable = keyof typeof VARIABLES;

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
    if (!Object.hasOwn(VARIABLES, key)) {
      const near = nearest(key, Object.keys(VARIABLES));
      const hint = near ? `did you mean ${near}?` : `it takes ${Object.keys(VARIABLES).join(', ')}`;
      throw new Failure('CONFIG_INVALID', `tenko.config.json has an unknown key ${JSON.stringify(key)}; ${hint}`);
    }
    if (typeof value !== 'string' && typeof value !== 'number')
      throw wrong(key as Variable, 'in tenko.config.json is neither a string nor a number');
    variables[key] = String(value);
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
  const wanted = oneOf('SIMULATOR', ['on', 'off']);
  const simulator = wanted === 'on' || (wanted === undefined && !line);
  if (simulator && line)
    throw wrong('SIMULATOR', 'is on while LINE_CHANNEL_SECRET is set: a host plays one or the other');
  if (simulator && wanted !== 'on' && !isLoopback(host))
    throw new Failure(
      'CONFIG_INVALID',
      `HOST is ${host} and no platform is configured: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, or SIMULATOR=on if others may use the simulator`,
    );
  if (!simulator && !line)
    throw new Failure(
      'CONFIG_INVALID',
      'SIMULATOR is off and no platform is configured: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN',
    );

  return Object.freeze({
    port,
    host,
    dataDir: dataDirOf(read, folder),
    pluginsDir: pluginsDirOf(read, folder),
    trustedPlugins: readTrusted(read),
    line,
    simulator,
    defaultLanguage: oneOf('DEFAULT_LANGUAGE', LANGUAGES),
    defaultTimeZone,
    ownerIds: readOwners(read),
    publicUrl: readPublicUrl(read),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
  });
}
