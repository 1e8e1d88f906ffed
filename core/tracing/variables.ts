import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { readOthers } from '../config.ts';
import { Failure } from '../errors.ts';

/**
 * OpenTelemetry's own variables (OpenTelemetry specification, "Environment Variable Specification" and "OTLP Exporter"), as far as they
 * are about traces. None of OpenTelemetry's packages is needed to read them: most hosts ask for no traces, and load none.
 */
export interface TracingSettings {
  /** Where traces go, for people: no password, no query. */
  readonly endpoint: string;
  /** `share`: of all traces, from 0 to 1. */
  readonly sampler: { readonly share: number; readonly parentBased: boolean };
  /** Milliseconds and numbers of spans. */
  readonly batch: {
    readonly scheduledDelayMillis: number;
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  };
  /** Where the packages read the rest by themselves: what `.env` may have has to stand in `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
}

const SHARES: Readonly<Record<string, number | undefined>> = { always_on: 1, always_off: 0 };
const SAMPLERS = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]);
const OF_EXPORTER = [
  'ENDPOINT',
  'HEADERS',
  'TIMEOUT',
  'COMPRESSION',
  'CERTIFICATE',
  'CLIENT_KEY',
  'CLIENT_CERTIFICATE',
];
const FILES = new Set(['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE']);
const LONGEST = 2_147_483_647;

type Read = (name: string) => string | undefined;

function wrong(name: string, why: string, right: string): Failure {
  return new Failure('CONFIG_INVALID', `${name} ${why}; it should be ${right}`);
}

/**
 * What the operator asks for; `undefined`: no traces. A value that is wrong counts only where traces are asked for.
 * Throws CONFIG_INVALID with one line that names the variable and says what it should be.
 */
export function readTracing(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): TracingSettings | undefined {
  const read = readOthers(environment, folder);
  const address = ofTraces(read, 'ENDPOINT');
  if (!address || !isAskedFor(read)) return undefined;
  const [endpointName, endpoint] = address;
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol))
    throw wrong(endpointName, 'is no address of http or https', 'a URL such as http://localhost:4318');
  const protocol = ofTraces(read, 'PROTOCOL');
  if (protocol && protocol[1] !== 'http/protobuf')
    throw wrong(protocol[0], `is ${JSON.stringify(protocol[1])}`, 'http/protobuf, or not set');
  const compression = ofTraces(read, 'COMPRESSION');
  if (compression && !['none', 'gzip'].includes(compression[1]))
    throw wrong(compression[0], `is ${JSON.stringify(compression[1])}`, 'gzip or none');
  for (const name of both('TIMEOUT')) wholeNumber(read, name, 1, 0);
  for (const name of both('HEADERS')) checkPairs(read, name, 'pairs such as authorization=Basic%20…, comma-separated');
  checkPairs(read, 'OTEL_RESOURCE_ATTRIBUTES', 'pairs such as deployment.environment.name=home, comma-separated');
  for (const name of [...FILES].flatMap(both)) checkFile(read, name, folder);
  return {
    endpoint: `${url.origin}${url.pathname}`,
    sampler: readSampler(read),
    batch: readBatch(read),
    variables: Object.fromEntries(
      [...OF_EXPORTER.flatMap(both), 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'].flatMap((name) => {
        const value = read(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function isAskedFor(read: Read): boolean {
  const disabled = read('OTEL_SDK_DISABLED')?.toLowerCase();
  if (disabled !== undefined && disabled !== 'true' && disabled !== 'false')
    throw wrong('OTEL_SDK_DISABLED', `is ${JSON.stringify(disabled)}`, 'true or false');
  const exporter = read('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (exporter !== 'otlp' && exporter !== 'none')
    throw wrong('OTEL_TRACES_EXPORTER', `is ${JSON.stringify(exporter)}`, 'otlp or none');
  return disabled !== 'true' && exporter === 'otlp';
}

/** The one that is about traces alone comes first. */
const both = (what: string): readonly [string, string] => [
  `OTEL_EXPORTER_OTLP_TRACES_${what}`,
  `OTEL_EXPORTER_OTLP_${what}`,
];

/** Which of the two is set, and to what. */
function ofTraces(read: Read, what: string): readonly [name: string, value: string] | undefined {
  for (const name of both(what)) {
    const value = read(name);
    if (value !== undefined) return [name, value];
  }
  return undefined;
}

function wholeNumber(read: Read, name: string, least: number, otherwise: number): number {
  const value = read(name);
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > LONGEST)
    throw wrong(name, `is ${JSON.stringify(value)}`, `a whole number from ${least} to ${LONGEST}`);
  return number;
}

/** A value never appears in the message: it may be a secret. */
function checkPairs(read: Read, name: string, right: string): void {
  for (const pair of (read(name) ?? '').split(',')) {
    if (pair.trim() === '') continue;
    const [key = '', ...values] = pair.split('=');
    if (key.trim() === '' || values.length === 0 || !isDecodable(pair))
      throw wrong(name, 'has a part that is no pair of a name and a value', right);
    if (name === 'OTEL_RESOURCE_ATTRIBUTES' && values.length > 1)
      throw wrong(name, 'has a value with a bare = in it', `${right}; = is written %3D`);
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // the caller says so
  }
}

/** The packages would go on without a file that they cannot read, and every hand-over would fail. */
function checkFile(read: Read, name: string, folder: string): void {
  const value = read(name);
  if (value === undefined) return;
  try {
    accessSync(resolve(folder, value), constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw wrong(name, `is a file that cannot be read (${code})`, 'the path of a PEM file');
  }
}

function readSampler(read: Read): TracingSettings['sampler'] {
  const name = read('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  if (!SAMPLERS.includes(name))
    throw wrong('OTEL_TRACES_SAMPLER', `is ${JSON.stringify(name)}`, `one of ${SAMPLERS.join(', ')}`);
  const kind = name.replace('parentbased_', '');
  return { share: SHARES[kind] ?? readShare(read), parentBased: kind !== name };
}

function readShare(read: Read): number {
  const value = read('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const share = Number(value);
  if (!(share >= 0 && share <= 1))
    throw wrong('OTEL_TRACES_SAMPLER_ARG', `is ${JSON.stringify(value)}`, 'a number from 0 to 1, such as 0.25');
  return share;
}

function readBatch(read: Read): TracingSettings['batch'] {
  const maxQueueSize = wholeNumber(read, 'OTEL_BSP_MAX_QUEUE_SIZE', 1, 2_048);
  return {
    scheduledDelayMillis: wholeNumber(read, 'OTEL_BSP_SCHEDULE_DELAY', 0, 5_000),
    exportTimeoutMillis: wholeNumber(read, 'OTEL_BSP_EXPORT_TIMEOUT', 1, 30_000),
    maxQueueSize,
    maxExportBatchSize: Math.min(wholeNumber(read, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1, 512), maxQueueSize),
  };
}
