import type { Readiness } from '../../core/server.ts';
import { openDoor, type Door } from './door.ts';

/** What is found at HOST and PORT of this machine. */
export type Here =
  | { readonly kind: 'host'; readonly url: string; readonly id: string; readonly readiness: Readiness }
  | { readonly kind: 'door'; readonly url: string; readonly id: string; readonly door: Door }
  /** Another program, or nothing may listen there. */
  | { readonly kind: 'neither'; readonly why: string };

const PATIENCE = 8_000;

/** Where a host that listens there is asked from this machine. */
function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The id of the host that answers at an address, wherever that is; `undefined` when it is no Tenko. Rejects without an answer. */
export async function hostAt(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/healthz`, {
    redirect: 'manual',
    headers: { connection: 'close', 'cache-control': 'no-cache' },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  if (response.status !== 200) return undefined;
  try {
    const { host } = JSON.parse(text) as { host?: unknown };
    return typeof host === 'string' ? host : undefined;
  } catch {
    return undefined;
  }
}

/** Of a host on this machine. */
export async function readinessOf(url: string): Promise<Readiness> {
  const response = await fetch(`${url}/readyz`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(PATIENCE),
  });
  return (await response.json()) as Readiness;
}

/** Finds the host that runs here, or stands in for it. */
export async function lookHere(host: string, port: number, secrets: readonly string[]): Promise<Here> {
  if (port === 0) return { kind: 'neither', why: 'PORT is 0: the host takes any free port, and nobody knows which' };
  const url = localUrl(host, port);
  try {
    const id = await hostAt(url);
    if (id !== undefined) return { kind: 'host', url, id, readiness: await readinessOf(url) };
    return { kind: 'neither', why: `another program answers at ${url}` };
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ECONNREFUSED') return { kind: 'neither', why: `what listens at ${url} gives no answer (${code})` };
  }
  try {
    const door = await openDoor(secrets, host, port);
    return { kind: 'door', url, id: door.id, door };
  } catch (error) {
    return { kind: 'neither', why: `nothing can listen at ${url} (${codeOf(error)})` };
  }
}

/** The short name of what went wrong between two machines. */
export function codeOf(error: unknown): string {
  const { code, name, cause } = error as { code?: unknown; name?: string; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? (name ?? 'unknown') : codeOf(cause);
}
