import { subscribe } from 'node:diagnostics_channel';

/** One reply or push on its way to LINE, or to what plays it. */
export interface Outgoing {
  readonly path: string;
  readonly body: string;
}

const SENDS = /\/v2\/bot\/message\/(?:reply|push)$/;
/** What the host calls itself; tests that play a host, or the SDK, say what they like. */
const HOST = 'Tenko';

interface Created {
  readonly request: {
    readonly path: string;
    readonly headers: readonly unknown[];
    readonly body: Uint8Array | string | null;
  };
}

/** Tells every reply and push that a host in this process sends, as undici is given it. */
export function onOutgoing(listener: (sent: Outgoing) => void): void {
  subscribe('undici:request:create', (message) => {
    const { path, headers, body } = (message as Created).request;
    if (!SENDS.test(path) || !headers.includes(HOST) || body === null) return;
    listener({
      path: path.slice(path.search(SENDS)),
      body: String(typeof body === 'string' ? body : Buffer.from(body)),
    });
  });
}
