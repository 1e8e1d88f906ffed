import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { network, type NetworkOptions, type Transport } from '../../core/host/fetch/transport.ts';

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

/** An https server on this machine that answers for every name below `example.test`, and the network that leads there. */
export async function startHttps(listener: RequestListener) {
  const ca = fixture('certificate.pem');
  const server = createServer({ key: fixture('key.pem'), cert: ca }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opened: Transport[] = [];
  return {
    port,
    network(options: NetworkOptions = {}): Transport {
      const way = network({
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
        isOpen: () => true,
        port,
        ca,
        ...options,
      });
      opened.push(way);
      return way;
    },
    async stop() {
      for (const way of opened) await way.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
