import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ajv } from 'ajv';
import { readConfig, VARIABLES } from './config.ts';
import { isFailure } from './errors.ts';

const LINQ = {
  LINQ_API_KEY: 'key',
  LINQ_WEBHOOK_SECRET: 'whsec_c2VjcmV0',
  LINQ_PHONE_NUMBER: '+1 (555) 000-1000',
};
const LINE = { LINE_CHANNEL_SECRET: 'a'.repeat(32), LINE_CHANNEL_ACCESS_TOKEN: 'token' };

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tenko-config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function complaint(environment: Record<string, string>): string {
  try {
    readConfig(environment, folder);
  } catch (error) {
    if (isFailure(error) && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  test('with nothing set: the simulator, on this machine only', () => {
    expect(readConfig({}, folder)).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: join(folder, 'data'),
      pluginsDir: join(folder, 'data', 'plugins'),
      trustedPlugins: new Set(),
      line: undefined,
      linq: undefined,
      simulator: true,
      defaultLanguage: undefined,
      defaultTimeZone: 'Asia/Tokyo',
      ownerIds: [],
      databaseUrl: undefined,
      publicUrl: undefined,
      consoleToken: undefined,
      logLevel: 'info',
    });
  });

  test('with both values of LINE: LINE, and no simulator', () => {
    const config = readConfig({ ...LINE, HOST: '0.0.0.0' }, folder);
    expect(config.simulator).toBe(false);
    expect(config.line?.channelSecrets).toEqual(['a'.repeat(32)]);
  });

  test('with the three values of Linq: Linq, beside LINE or alone', () => {
    const config = readConfig({ ...LINQ, LINQ_API_BASE_URL: 'https://x.example/api/partner/v3/' }, folder);
    expect(config).toMatchObject({ simulator: false, line: undefined });
    expect(config.linq).toEqual({
      apiKey: 'key',
      webhookSecrets: ['whsec_c2VjcmV0'],
      phoneNumber: '+15550001000',
      apiBaseUrl: 'https://x.example/api/partner',
    });
    const both = readConfig({ ...LINE, ...LINQ, LINQ_WEBHOOK_SECRET: 'whsec_b2xk, bmV3' }, folder);
    expect(both.line).toBeDefined();
    expect(both.linq?.webhookSecrets).toEqual(['whsec_b2xk', 'bmV3']);
  });

  test('with some values of Linq: the missing one is named', () => {
    for (const name of ['LINQ_API_KEY', 'LINQ_WEBHOOK_SECRET', 'LINQ_PHONE_NUMBER'] as const) {
      const { [name]: _, ...others } = LINQ;
      expect(complaint(others)).toMatch(
        new RegExp(`^${name} is missing while LINQ_\\w+ and LINQ_\\w+ are set; it should be `),
      );
      expect(complaint({ ...LINE, [name]: LINQ[name] })).toContain(`is missing while ${name} is set`);
    }
  });

  test('a wrong value of Linq is named, and no secret is told', () => {
    const wrong = (more: Record<string, string>): string => complaint({ ...LINQ, ...more });
    expect(wrong({ LINQ_PHONE_NUMBER: '555 000' })).toMatch(/^LINQ_PHONE_NUMBER is no phone number; .*\+15550001000/);
    expect(wrong({ LINQ_WEBHOOK_SECRET: 'hunter-2!' })).toMatch(/^LINQ_WEBHOOK_SECRET is no signing secret; /);
    expect(wrong({ LINQ_WEBHOOK_SECRET: 'hunter-2!' })).not.toContain('hunter');
    expect(wrong({ LINQ_WEBHOOK_SECRET: 'YWFh,YWFh,YWFh' })).toContain('more than two');
    expect(wrong({ LINQ_API_KEY: 'a b' })).toMatch(/^LINQ_API_KEY has a character/);
    expect(wrong({ LINQ_API_BASE_URL: 'api.linqapp.com' })).toMatch(/^LINQ_API_BASE_URL is "api.linqapp.com"/);
    expect(wrong({ SIMULATOR: 'on' })).toMatch(/^SIMULATOR is on while LINQ_API_KEY is set/);
  });

  test('two secrets while one is rotated', () => {
    const { line } = readConfig({ ...LINE, LINE_CHANNEL_SECRET: 'old, new' }, folder);
    expect(line?.channelSecrets).toEqual(['old', 'new']);
  });

  test('owners of several platforms, each once', () => {
    const yuki = `line:U${'a1'.repeat(16)}`;
    expect(readConfig({ OWNER_IDS: ` ${yuki}, linq:+819012345678,${yuki}, ` }, folder).ownerIds).toEqual([
      yuki,
      'linq:+819012345678',
    ]);
  });

  test('an address that is seen from outside, with or without a path, is kept without its last slash', () => {
    const of = (PUBLIC_URL: string) => readConfig({ PUBLIC_URL }, folder).publicUrl;
    expect(of('https://bot.example.org')).toBe('https://bot.example.org');
    expect(of('https://example.org/tenko/')).toBe('https://example.org/tenko');
    expect(of('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
  });

  test.each(['bot.example.org', 'http://bot.example.org', 'ftp://bot.example.org', 'https://example.org/?a=1'])(
    'PUBLIC_URL %s is refused with what it should be',
    (PUBLIC_URL) => {
      expect(complaint({ PUBLIC_URL })).toMatch(/^PUBLIC_URL .*it should be the https address/);
    },
  );

  test('the address of a PostgreSQL database is taken as it is', () => {
    const url = 'postgresql://tenko:p%40ss@db.example.org:6432/tenko?sslmode=require';
    expect(readConfig({ DATABASE_URL: url }, folder).databaseUrl).toBe(url);
    expect(readConfig({ DATABASE_URL: ' ' }, folder).databaseUrl).toBeUndefined();
  });

  test.each([
    'geheim',
    'mysql://u:geheim@h/d',
    'postgres://u:geheim@h',
    'postgres://u:geheim@h:5432/',
    'postgres://u:geheim@[/d',
  ])('DATABASE_URL %s is refused with what it should be, and its password is never repeated', (DATABASE_URL) => {
    const message = complaint({ DATABASE_URL });
    expect(message).toMatch(/^DATABASE_URL .*it should be the address of a PostgreSQL database/);
    expect(message).not.toContain('geheim');
  });

  test('the console is off without a token, and the token is no short one', () => {
    expect(readConfig({}, folder).consoleToken).toBeUndefined();
    expect(readConfig({ CONSOLE_TOKEN: 'sixteen-letters!' }, folder).consoleToken).toBe('sixteen-letters!');
    const message = complaint({ CONSOLE_TOKEN: 'geheim-geheim-1' });
    expect(message).toMatch(/^CONSOLE_TOKEN is too short; it should be at least 16 characters that nobody can guess/);
    expect(message).not.toContain('geheim');
    expect(complaint({ CONSOLE_TOKEN: 'x'.repeat(1_001) })).toMatch(/^CONSOLE_TOKEN is longer than 1000 characters/);
    expect(complaint({ CONSOLE_TOKEN: 'geheim geheim geheim' })).toMatch(/^CONSOLE_TOKEN has a space/);
  });

  test('it cannot be changed', () => {
    expect(Object.isFrozen(readConfig({}, folder))).toBe(true);
  });

  test.each([
    [{ PORT: 'http' }, 'PORT is "http"; it should be a port from 0 to 65535'],
    [{ PORT: '70000' }, 'PORT is "70000"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ HOST: 'http://x' }, 'HOST is "http://x"'],
    [{ DEFAULT_LANGUAGE: 'jp' }, 'DEFAULT_LANGUAGE is "jp"; it should be one of en, ja, zh-TW, th'],
    [{ DEFAULT_TIME_ZONE: 'Tokyo' }, 'DEFAULT_TIME_ZONE is "Tokyo"; it should be an IANA time zone'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"'],
    [{ OWNER_IDS: 'Uabc' }, 'OWNER_IDS has "Uabc"; it should be people with their platform, comma-separated: line:U…'],
    [{ OWNER_IDS: `line:U${'0'.repeat(31)}` }, `OWNER_IDS has "line:U${'0'.repeat(31)}"`],
    [{ OWNER_IDS: 'linq:090-1234-5678' }, 'OWNER_IDS has "linq:090-1234-5678"'],
    [{ SIMULATOR: 'yes' }, 'SIMULATOR is "yes"; it should be on or off'],
    [{ SIMULATOR: 'off' }, 'no platform is configured'],
    [{ ...LINE, SIMULATOR: 'on' }, 'SIMULATOR is on while LINE_CHANNEL_SECRET is set'],
    [{ HOST: '0.0.0.0' }, 'HOST is 0.0.0.0 and no platform is configured'],
    [{ HOST: '127.0.0.1.example' }, 'HOST is 127.0.0.1.example and no platform is configured'],
    [{ LINE_CHANNEL_SECRET: 'x' }, 'LINE_CHANNEL_ACCESS_TOKEN is missing'],
    [{ LINE_CHANNEL_ACCESS_TOKEN: 'x' }, 'LINE_CHANNEL_SECRET is missing'],
    [{ ...LINE, LINE_CHANNEL_SECRET: 'a,b,c' }, 'LINE_CHANNEL_SECRET has more than two secrets'],
    [{ ...LINE, LINE_API_BASE_URL: 'api.line.me' }, 'LINE_API_BASE_URL is "api.line.me"'],
    [{ ...LINE, LINE_API_BASE_URL: 'http://localhost/v2' }, 'LINE_API_BASE_URL has a path'],
  ])('%j is refused in one line that says what it should be', (environment, words) => {
    const message = complaint(environment);
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  test('a wrong secret or token is never repeated', () => {
    expect(complaint({ ...LINE, LINE_CHANNEL_ACCESS_TOKEN: 'geheim mit leerzeichen' })).not.toContain('geheim');
    expect(complaint({ ...LINE, LINE_CHANNEL_SECRET: 'geheim mit leerzeichen' })).not.toContain('geheim');
  });

  test('the simulator is open to others only when that is said', () => {
    expect(readConfig({ HOST: '0.0.0.0', SIMULATOR: 'on' }, folder).simulator).toBe(true);
  });

  test('the environment wins over .env, and .env over tenko.config.json', () => {
    writeFileSync(join(folder, 'tenko.config.json'), JSON.stringify({ PORT: 1, LOG_LEVEL: 'warn', DATA_DIR: 'c' }));
    writeFileSync(join(folder, '.env'), 'PORT=2\nLOG_LEVEL="error" # quiet\n');
    const config = readConfig({ PORT: '3' }, folder);
    expect(config).toMatchObject({ port: 3, logLevel: 'error', dataDir: join(folder, 'c') });
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', LINE_CHANNEL_SECRET: ' ' }, folder)).toMatchObject({ port: 3000, simulator: true });
  });

  test('tenko.config.json takes numbers, switches and lists as JSON has them, and tells an editor its schema', () => {
    const yuki = `line:U${'a1'.repeat(16)}`;
    writeFileSync(
      join(folder, 'tenko.config.json'),
      JSON.stringify({
        $schema: './core/config.schema.json',
        PORT: 3001,
        SIMULATOR: false,
        LINE_CHANNEL_SECRET: ['old', 'new'],
        LINE_CHANNEL_ACCESS_TOKEN: 'token',
        OWNER_IDS: [yuki],
        TRUSTED_PLUGINS: [],
      }),
    );
    const config = readConfig({}, folder);
    expect(config).toMatchObject({ port: 3001, simulator: false, ownerIds: [yuki] });
    expect(config.line?.channelSecrets).toEqual(['old', 'new']);
    writeFileSync(join(folder, 'tenko.config.json'), '{ "SIMULATOR": true }');
    expect(readConfig({}, folder).simulator).toBe(true);
  });

  test.each([
    ['{ "PROT": 1 }', 'unknown key "PROT"; did you mean PORT?'],
    ['{ "xyzxyz": 1 }', 'unknown key "xyzxyz"; it takes PORT'],
    ['{ "PORT": true }', 'PORT in tenko.config.json is neither a string nor a number'],
    ['{ "HOST": 7 }', 'HOST in tenko.config.json is no string; it should be an address'],
    ['{ "SIMULATOR": 1 }', 'SIMULATOR in tenko.config.json is neither a string nor true or false'],
    ['{ "OWNER_IDS": [7] }', 'OWNER_IDS in tenko.config.json is neither a string nor a list of strings'],
    ['[]', 'should be an object'],
    ['{', 'tenko.config.json is not JSON'],
    ['{ "__proto__": 1 }', 'unknown key "__proto__"'],
  ])('tenko.config.json: %s', (text, words) => {
    writeFileSync(join(folder, 'tenko.config.json'), text);
    expect(complaint({})).toContain(words);
  });

  test.each(['{\n  "LINE_CHANNEL_SECRET": "geheim"\n  "PORT": 1 }', '{ "LINE_CHANNEL_SECRET": geheim }'])(
    'a tenko.config.json that is not JSON is not repeated, for it may hold a secret: %j',
    (text) => {
      writeFileSync(join(folder, 'tenko.config.json'), text);
      const message = complaint({});
      expect(message).toContain('tenko.config.json is not JSON');
      expect(message).not.toMatch(/geheim|\n/);
    },
  );

  test('a byte order mark, with which some editors begin a file, is not part of the first name', () => {
    writeFileSync(join(folder, '.env'), '\uFEFFPORT=2\n');
    expect(readConfig({}, folder).port).toBe(2);
    rmSync(join(folder, '.env'));
    writeFileSync(join(folder, 'tenko.config.json'), '\uFEFF{ "PORT": 4 }');
    expect(readConfig({}, folder).port).toBe(4);
  });
});

describe('core/config.schema.json', () => {
  const isAccepted = (): boolean => {
    try {
      return readConfig({}, folder) !== undefined;
    } catch (error) {
      if (isFailure(error) && error.code === 'CONFIG_INVALID') return false;
      throw error;
    }
  };
  const schema = JSON.parse(readFileSync(new URL('config.schema.json', import.meta.url), 'utf8')) as {
    properties: Record<string, { description: string }>;
  };
  const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);

  test('knows every variable, with the same words', () => {
    const { $schema, ...properties } = schema.properties;
    expect($schema).toBeDefined();
    expect(
      Object.fromEntries(Object.entries(properties).map(([name, { description }]) => [name, description])),
    ).toEqual(VARIABLES);
  });

  test.each([
    [{ PORT: 3000, HOST: '127.0.0.1', SIMULATOR: true, DEFAULT_LANGUAGE: 'ja', LOG_LEVEL: 'warn' }, true],
    [{ PORT: '3000', SIMULATOR: 'on', OWNER_IDS: [`line:U${'0'.repeat(32)}`], TRUSTED_PLUGINS: '' }, true],
    [{ ...LINE, LINE_CHANNEL_SECRET: ['a', 'b'] }, true],
    [{ PORT: 70_000 }, false],
    [{ PORT: true }, false],
    [{ PROT: 3000 }, false],
    [{ SIMULATOR: 'yes' }, false],
    [{ DEFAULT_LANGUAGE: 'jp' }, false],
    [{ LOG_LEVEL: 'loud' }, false],
    [{ OWNER_IDS: ['Uabc'] }, false],
    [{ ...LINE, LINE_CHANNEL_SECRET: ['a', 'b', 'c'] }, false],
    [{ HOST: 7 }, false],
  ])('and the host are of one mind about %j', (document, wanted) => {
    writeFileSync(join(folder, 'tenko.config.json'), JSON.stringify(document));
    expect(isValid(document)).toBe(wanted);
    expect(isAccepted()).toBe(wanted);
  });
});
