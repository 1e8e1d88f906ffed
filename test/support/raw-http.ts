import { connect } from 'node:net';

export interface RawRequest {
  /** GET when left out. */
  readonly method?: string;
  /** As it goes over the wire: nothing is encoded, and nothing is kept out. */
  readonly path: string;
  /** Any name as often as one likes. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Buffer | undefined;
}

export interface RawAnswer {
  /** 0: the connection was closed without a word. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 8_000;

/** One request on a connection of its own, byte by byte: what no well-kept client would send. */
export function sendRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', path, headers = [], body } = request;
  const { hostname, port, host } = new URL(url);
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(names.has('host') ? [] : [`host: ${host}`]),
    'connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body && !names.has('content-length') && !names.has('transfer-encoding')
      ? [`content-length: ${body.length}`]
      : []),
  ];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${PATIENCE} ms: ${lines.join(' | ').slice(0, 400)}`));
    }, PATIENCE);
    socket.on('connect', () => {
      socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
      if (body) socket.write(body);
      // More may be announced than comes. Else it stays open, for a server need not answer whoever has hung up.
      if (names.has('content-length') || names.has('transfer-encoding')) socket.end();
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // A stream has no end; its beginning is enough.
      if (/^content-type: text\/event-stream[^]*\n\n\r\n$/im.test(Buffer.concat(chunks).toString())) socket.destroy();
    });
    // A server that has heard enough may close before all is written.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(answerIn(Buffer.concat(chunks)));
    });
  });
}

function answerIn(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const headers = new Map(lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.replace(/^[^:]*:\s*/, '')]));
  // Behind the answer another may come, to what was taken for a second request.
  const length = Number(headers.get('content-length') ?? Infinity);
  const body = end < 0 ? bytes.subarray(0, 0) : bytes.subarray(end + 4, end + 4 + length);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers,
    text: (headers.get('transfer-encoding') === 'chunked' ? joined(body) : body).toString(),
  };
}

/** What came in chunks. */
function joined(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const start = body.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(body.subarray(at, start).toString('latin1'), 16);
    if (start < 2 || !(length > 0)) break;
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
  return Buffer.concat(chunks);
}
