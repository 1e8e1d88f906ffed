import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { isFailure } from './errors.ts';

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
      simulator: true,
      defaultLanguage: undefined,
      defaultTimeZone: 'Asia/Tokyo',
      ownerIds: [],
      publicUrl: undefined,
      logLevel: 'info',
    });
  });

  test('with both values of LINE: LINE, and no simulator', () => {
    const config = readConfig({ ...LINE, HOST: '0.0.0.0' }, folder);
    expect(config.simulator).toBe(false);
    expect(config.line?.channelSecrets).toEqual(['a'.repeat(32)]);
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

  test.each([
    ['{ "PROT": 1 }', 'unknown key "PROT"; did you mean PORT?'],
    ['{ "xyzxyz": 1 }', 'unknown key "xyzxyz"; it takes PORT'],
    ['{ "PORT": true }', 'PORT in tenko.config.json is neither a string nor a number'],
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
