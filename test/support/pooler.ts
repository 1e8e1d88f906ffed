import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Messages of PostgreSQL's protocol as they come in: a letter, the length of what follows with itself, and that. */
function frames(onFrame: (type: string, whole: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 5) {
      const end = 1 + rest.readInt32BE(1);
      if (rest.length < end) return;
      const whole = rest.subarray(0, end);
      rest = rest.subarray(end);
      onFrame(String.fromCharCode(whole[0]!), whole);
    }
  };
}

/** AuthenticationOk, BackendKeyData of a process that is none, ReadyForQuery. */
const WELCOME = Buffer.concat([
  Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0]),
  Buffer.from([75, 0, 0, 0, 12, 0, 255, 255, 255, 0, 0, 0, 1]),
  Buffer.from([90, 0, 0, 0, 5, 73]),
]);

interface Backend {
  readonly socket: Socket;
  to: Socket | undefined;
  /** Questions that are not answered. */
  asked: number;
}

/** Stands between hosts and a server that asks for no password, and lends each of them a connection: for a session, or for a transaction. */
export async function startPooler(url: string, mode: 'session' | 'transaction') {
  const target = new URL(url);
  const idle: Backend[] = [];
  const sockets = new Set<Socket>();
  const owners = new Map<Socket, Backend>();
  const release = (backend: Backend): void => {
    backend.to = undefined;
    idle.push(backend);
  };
  const open = (startup: Buffer): Promise<Backend> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(target.port || 5432), target.hostname);
      sockets.add(socket);
      const backend: Backend = { socket, to: undefined, asked: 0 };
      let isReady = false;
      socket.on('error', reject);
      socket.on(
        'data',
        frames((type, whole) => {
          if (!isReady) {
            if (type !== 'Z') return;
            isReady = true;
            resolve(backend);
            return;
          }
          const client = backend.to;
          client?.write(whole);
          if (type !== 'Z') return;
          backend.asked--;
          if (mode !== 'transaction' || backend.asked > 0 || whole[5] !== 73 || !client) return;
          owners.delete(client);
          release(backend);
        }),
      );
      socket.write(startup);
    });

  const server = createServer((client) => {
    sockets.add(client);
    let startup: Buffer | undefined;
    let turn: Promise<void> = Promise.resolve();
    const leave = (): void => {
      const backend = owners.get(client);
      owners.delete(client);
      // It may be in a transaction.
      backend?.socket.destroy();
    };
    client.on('error', () => undefined);
    client.on('close', leave);
    const read = frames((type, whole) => {
      if (type === 'X') {
        client.end();
        return;
      }
      const message = Buffer.from(whole);
      turn = turn.then(async () => {
        let backend = owners.get(client);
        if (!backend) {
          backend = idle.pop() ?? (await open(startup!));
          backend.to = client;
          owners.set(client, backend);
        }
        if (type === 'Q' || type === 'S') backend.asked++;
        backend.socket.write(message);
      });
    });
    client.on('data', (bytes: Buffer) => {
      if (startup) {
        read(bytes);
        return;
      }
      startup = Buffer.from(bytes);
      client.write(WELCOME);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
