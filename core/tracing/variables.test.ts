import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFailure } from '../errors.ts';
import { readTracing } from './variables.ts';

const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tenko-tracing-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function complaint(variables: Record<string, string>): string {
  try {
    readTracing({ ...ON, ...variables }, folder);
  } catch (error) {
    if (isFailure(error) && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('the variables were accepted');
}

describe('traces are asked for', () => {
  test('by an endpoint, for all or for traces alone, and by nothing else', () => {
    expect(readTracing({}, folder)).toBeUndefined();
    expect(readTracing({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_EXPORTER: 'otlp' }, folder)).toBeUndefined();
    expect(readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, folder)).toBeUndefined();
    expect(readTracing(ON, folder)?.endpoint).toBe('http://localhost:4318/');
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://user:geheim@otel.example/v1/traces?key=geheim' };
    expect(readTracing({ ...ON, ...traces }, folder)?.endpoint).toBe('https://otel.example/v1/traces');
  });

  test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }])(
    'not with %o',
    (off) => expect(readTracing({ ...ON, ...off }, folder)).toBeUndefined(),
  );

  test('in .env as well, which the environment wins over', () => {
    writeFileSync(join(folder, '.env'), 'OTEL_EXPORTER_OTLP_ENDPOINT=http://a:1\nOTEL_SERVICE_NAME=bot\n');
    expect(readTracing({ OTEL_SERVICE_NAME: 'other' }, folder)).toMatchObject({
      endpoint: 'http://a:1/',
      variables: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1', OTEL_SERVICE_NAME: 'other' },
    });
  });
});

test('what is not said is as OpenTelemetry’s specification has it', () => {
  expect(readTracing(ON, folder)).toMatchObject({
    sampler: { share: 1, parentBased: true },
    batch: { scheduledDelayMillis: 5_000, exportTimeoutMillis: 30_000, maxQueueSize: 2_048, maxExportBatchSize: 512 },
  });
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, { share: 0, parentBased: false }],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    { share: 0.25, parentBased: false },
  ],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, { share: 1, parentBased: true }],
])('%o draws a share of all traces', (variables, sampler) => {
  expect(readTracing({ ...ON, ...variables }, folder)?.sampler).toEqual(sampler);
});

test.each([
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT is no address',
    'http://localhost:4318',
  ],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'geheim' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no address', 'http'],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"', 'http/protobuf'],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'zip' }, 'OTEL_EXPORTER_OTLP_COMPRESSION is "zip"', 'gzip or none'],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, 'OTEL_EXPORTER_OTLP_TIMEOUT is "0"', 'whole number from 1'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'geheim' }, 'OTEL_EXPORTER_OTLP_HEADERS has a part that is no pair', 'authorization='],
  [{ OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=%zz' }, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS has a part', 'authorization='],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'a' }, 'OTEL_RESOURCE_ATTRIBUTES has a part', 'deployment.environment.name=home'],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'a=b=c' }, 'OTEL_RESOURCE_ATTRIBUTES has a value with a bare =', '%3D'],
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: 'none.pem' }, 'OTEL_EXPORTER_OTLP_CERTIFICATE is a file', '(ENOENT)'],
  [{ OTEL_TRACES_EXPORTER: 'console' }, 'OTEL_TRACES_EXPORTER is "console"', 'otlp or none'],
  [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED is "yes"', 'true or false'],
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER is "sometimes"', 'parentbased_traceidratio'],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '20%' },
    'OTEL_TRACES_SAMPLER_ARG is "20%"',
    'from 0 to 1',
  ],
  [{ OTEL_BSP_MAX_QUEUE_SIZE: 'many' }, 'OTEL_BSP_MAX_QUEUE_SIZE is "many"', 'whole number'],
])('%o is answered with what would be right', (variables, what, right) => {
  const said = complaint(variables);
  expect(said).toContain(what);
  expect(said).toContain(right);
  expect(said).not.toContain('geheim');
  expect(said).not.toContain('\n');
});
