import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as it came, its ids in hexadecimal, times in milliseconds since 1970. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client (opentelemetry-proto, trace.proto). */
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of other traces. */
  readonly links: readonly string[];
  /** 2: error. */
  readonly status: number;
}

type Field = readonly [number: number, value: Buffer | bigint];

/** The fields of one protobuf message, in their order. */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('the message ends in the middle of a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    const type = tag & 7;
    if (type === 0) yield [number, varint()];
    else {
      const length = type === 2 ? Number(varint()) : type === 1 ? 8 : type === 5 ? 4 : NaN;
      if (!(at + length <= message.length)) throw new Error(`field ${number} of type ${type} cannot be read`);
      yield [number, message.subarray(at, at + length)];
      at += length;
    }
  }
}

const all = (message: Buffer, number: number): Buffer[] =>
  [...fieldsOf(message)].flatMap(([one, value]) => (one === number && typeof value !== 'bigint' ? [value] : []));
const first = (message: Buffer, number: number): Buffer => all(message, number)[0] ?? Buffer.alloc(0);
const numberIn = (message: Buffer, wanted: number): number =>
  Number([...fieldsOf(message)].find(([number, value]) => number === wanted && typeof value === 'bigint')?.[1] ?? 0n);

function valueOf(message: Buffer): unknown {
  for (const [number, value] of fieldsOf(message)) {
    if (number === 1 && typeof value !== 'bigint') return value.toString();
    if (number === 2) return value !== 0n;
    if (number === 3) return Number(value);
    if (number === 4 && typeof value !== 'bigint') return value.readDoubleLE();
  }
  return undefined;
}

const attributesOf = (pairs: readonly Buffer[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map((pair) => [first(pair, 1).toString(), valueOf(first(pair, 2))]));

const millisecondsOf = (nanoseconds: Buffer): number => Number(nanoseconds.readBigUInt64LE()) / 1e6;

const spanOf = (message: Buffer): ReceivedSpan => ({
  traceId: first(message, 1).toString('hex'),
  spanId: first(message, 2).toString('hex'),
  parentSpanId: first(message, 4).toString('hex'),
  name: first(message, 5).toString(),
  kind: numberIn(message, 6),
  start: millisecondsOf(first(message, 7)),
  end: millisecondsOf(first(message, 8)),
  attributes: attributesOf(all(message, 9)),
  links: all(message, 13).map((link) => first(link, 1).toString('hex')),
  status: numberIn(first(message, 15), 3),
});

/** A collector: takes traces by OTLP over HTTP in protobuf (opentelemetry-proto), and nothing else. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const resources: Record<string, unknown>[] = [];
  const requests: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      requests.push({ path: request.url ?? '', headers: request.headers, text: body.toString('latin1') });
      for (const ofResource of all(body, 1)) {
        resources.push(attributesOf(all(first(ofResource, 1), 1)));
        for (const ofScope of all(ofResource, 2)) spans.push(...all(ofScope, 2).map(spanOf));
      }
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resources,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
