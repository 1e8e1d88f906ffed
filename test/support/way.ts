import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to the server that can be cut, or that swallows what goes through it. */
export async function wayTo(url: string) {
  const target = new URL(url);
  const open = new Set<Socket>();
  let state: 'open' | 'cut' | 'deaf' = 'open';
  const server = createServer((socket) => {
    if (state === 'cut') {
      socket.destroy();
      return;
    }
    const behind = connect(Number(target.port || 5432), target.hostname);
    for (const one of [socket, behind]) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => void open.delete(one));
    }
    socket.on('data', (bytes) => state === 'open' && behind.write(bytes));
    behind.on('data', (bytes) => state === 'open' && socket.write(bytes));
    socket.on('close', () => behind.destroy());
    behind.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const one of open) one.destroy();
  };
  onTestFinished(async () => {
    cut();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    url: through.href,
    set(next: typeof state) {
      state = next;
      if (next === 'cut') cut();
    },
  };
}
